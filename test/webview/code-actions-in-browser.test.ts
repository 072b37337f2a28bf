import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { finished, makeDetail } from './fixtures.ts';
import { PanelPage, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';

const code = 'let x = 1;\n'.repeat(4000);
const source = {
  uri: 'file:///src/a.ts',
  range: { startLine: 0, startCharacter: 0, endLine: 1, endCharacter: 0 },
};

describe('webview: actions on code blocks', function () {
  this.timeout(30_000);
  let browser: Browser;
  let host: ScriptedHost;
  let panel: PanelPage;
  let block: Locator;

  before(async () => {
    browser = await sharedChromium();
  });
  beforeEach(async () => {
    host = new ScriptedHost();
    host.put(
      makeDetail({
        prompt: 'let y;\n',
        comparison: { source },
        answers: () => ({ ...finished, content: `Look:\n\`\`\`js\n${code}\`\`\`\n` }),
      }),
    );
    host.panelState = { comparisonId: 'comparison-1' };
    panel = await PanelPage.open(browser, { host });
    // A long block comes in parts, each of them the last for a moment.
    const parts = panel.column('Swift').locator('.code pre');
    let drawn = 0;
    while (drawn < code.length - 1) drawn = (await parts.allTextContents()).join('').length;
    block = panel.column('Swift').locator('.code.first');
  });
  afterEach(async () => {
    await panel.close();
    assert.deepEqual(panel.problems, []);
  });

  async function asked(method: Parameters<ScriptedHost['asked']>[0]): Promise<Record<string, unknown>> {
    for (let tries = 0; tries < 100 && host.asked(method).length === 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return host.asked(method)[0]!;
  }

  const choose = async (item: string): Promise<void> => {
    await block.getByRole('button', { name: 'More to do with this code' }).click();
    await panel.page.getByRole('menu', { name: 'Code' }).getByText(item, { exact: true }).click();
  };

  it('are given the whole block, and what the question was about', async () => {
    const place = { source, prompt: 'let y;\n' };
    await block.getByRole('button', { name: 'Diff', exact: true }).click();
    assert.deepEqual(await asked('code:preview'), { code, place });
    await choose('Replace Selection');
    assert.deepEqual(await asked('code:replace'), { code, place });
    await choose('Open as New File');
    assert.deepEqual(await asked('code:new-file'), { code, language: 'js' });
    await choose('Write into Terminal…');
    assert.deepEqual(await asked('code:to-terminal'), { code });
  });

  it('go into an editor that the line over them is dropped on', async () => {
    const given = await block.locator('.code-header').evaluate((header) => {
      const dataTransfer = new DataTransfer();
      header.dispatchEvent(new DragEvent('dragstart', { dataTransfer, bubbles: true }));
      return dataTransfer.getData('text/plain');
    });
    assert.equal(given, code);
  });

  it('are done although the block was drawn anew while its menu was open', async () => {
    await block.getByRole('button', { name: 'More to do with this code' }).click();
    const item = panel.page
      .getByRole('menu', { name: 'Code' })
      .getByText('Open as New File', { exact: true });
    await item.waitFor();
    await block.locator('.code-header').evaluate((header) => header.replaceWith(header.cloneNode(true)));
    await item.click();
    assert.deepEqual(await asked('code:new-file'), { code, language: 'js' });
  });

  it('can be had by keyboard, and give the focus back', async () => {
    const more = block.getByRole('button', { name: 'More to do with this code' });
    await more.focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.locator('abai-run-menu .item:focus', { hasText: 'Replace Selection' }).waitFor();
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('Enter');
    assert.ok(await asked('code:preview'));
    await panel.page.waitForFunction(() => {
      let at: Element | null = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.textContent === '⋯';
    });
  });
});
