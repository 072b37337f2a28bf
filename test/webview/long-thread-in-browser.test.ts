import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { Message } from '../../src/protocol/conversations.ts';
import { answer, finished, makeDetail, question } from './fixtures.ts';
import { PanelPage, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';

const turns = 40;

describe('webview: a long conversation', function () {
  this.timeout(30_000);
  let browser: Browser;
  let host: ScriptedHost;
  let panel: PanelPage;

  before(async () => {
    browser = await sharedChromium();
  });
  beforeEach(async () => {
    host = new ScriptedHost();
    const messages: Message[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const parentId = messages.at(-1)?.id ?? null;
      const content = `Answer no. ${turn}\n\n${'A line.\n\n'.repeat(30)}`;
      messages.push(question('c0', `Question no. ${turn}`, { id: `q${turn}`, parentId }));
      messages.push(answer('c0', { ...finished, id: `a${turn}`, parentId: `q${turn}`, content }));
    }
    const detail = makeDetail({ references: ['demo:swift'] });
    host.put({ ...detail, messages: { c0: messages } });
    host.panelState = { comparisonId: 'comparison-1' };
    panel = await PanelPage.open(browser, { host });
    await panel.page.getByText(`Answer no. ${turns - 1}`).waitFor();
  });
  afterEach(async () => {
    await panel.close();
    assert.deepEqual(panel.problems, []);
  });

  /** Pixels from the top of the column's body to that of the newest question. */
  async function newestAt(): Promise<number> {
    const newest = await panel.page.locator('abai-question').last().boundingBox();
    const body = await panel.page.locator('abai-column .body').boundingBox();
    return newest!.y - body!.y;
  }

  async function untilAllIsDrawn(): Promise<void> {
    const answers = panel.page.locator('abai-answer');
    for (let tries = 0; (await answers.count()) < turns; tries++) {
      assert.ok(tries < 200, `${await answers.count()} of ${turns} are drawn`);
      await panel.page.waitForTimeout(30);
    }
  }

  it('opens at its newest question, and stays there while the rest is drawn', async () => {
    await untilAllIsDrawn();
    await panel.page.waitForTimeout(100);
    assert.ok(Math.abs((await newestAt()) - 14) <= 1, `it is at ${await newestAt()}`);
  });

  it('can be read from its beginning', async () => {
    await panel.column('Swift').locator('.body').focus();
    await panel.page.keyboard.press('Home');
    await untilAllIsDrawn();
    await panel.page.keyboard.press('Home');
    await panel.page.getByText('Answer no. 0', { exact: true }).waitFor();
    for (let tries = 0; ; tries++) {
      const box = await panel.page.getByText('Answer no. 0', { exact: true }).boundingBox();
      if (box && box.y > 0 && box.y < 400) break;
      assert.ok(tries < 50, `it is at ${box?.y}`);
      await panel.page.waitForTimeout(30);
    }
  });

  it('stays where somebody has scrolled to', async () => {
    await untilAllIsDrawn();
    await panel.column('Swift').locator('.body').hover();
    await panel.page.mouse.wheel(0, 250);
    await panel.page.waitForTimeout(300);
    host.update('a0', { content: `Answer no. 0\n\n${'More.\n\n'.repeat(50)}` });
    await panel.page.waitForTimeout(200);
    assert.ok(Math.abs((await newestAt()) - 14 + 250) <= 2, `it is at ${await newestAt()}`);
  });

  it('goes to the end with the next question', async () => {
    await untilAllIsDrawn();
    host.add('comparison-1', question('c0', 'One more?', { id: 'q-more', parentId: `a${turns - 1}` }));
    host.add('comparison-1', answer('c0', { id: 'a-more', parentId: 'q-more' }));
    host.stream('a-more', 'It comes.');
    const text = panel.page.getByText('It comes.');
    await text.waitFor();
    await panel.page.waitForTimeout(200);
    const box = await text.boundingBox();
    assert.ok(box!.y > 0 && box!.y < 800, `it is at ${box!.y}`);
  });
});
