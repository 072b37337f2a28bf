import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { AbaiError } from '../../src/protocol/errors.ts';
import { answer, finished, makeDetail, question } from './fixtures.ts';
import { PanelPage, sharedChromium, type ThemeName } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';
import { findTooWide } from './too-wide.ts';

const id = 'comparison-1';
const looks: Record<string, { theme: ThemeName; size?: { width: number; height: number } }> = {
  dark: { theme: 'dark' },
  light: { theme: 'light' },
  'high-contrast': { theme: 'high-contrast' },
  narrow: { theme: 'dark', size: { width: 400, height: 800 } },
};

describe('webview: a question on its way, in a browser', function () {
  this.timeout(30_000);
  let browser: Browser;
  let host: ScriptedHost;
  let panel: PanelPage;

  before(async () => {
    browser = await sharedChromium();
  });
  beforeEach(() => {
    host = new ScriptedHost();
    host.put(makeDetail({ answers: () => ({ ...finished, content: 'A first answer.' }) }));
    host.panelState = { comparisonId: id };
  });
  afterEach(async () => {
    await panel.close();
    assert.deepEqual(panel.problems, []);
  });

  const box = () => panel.page.getByRole('textbox', { name: 'Follow-up' });
  const questions = () => panel.page.locator('abai-question .words', { hasText: 'And then?' });

  async function ask(look: (typeof looks)[string] = { theme: 'dark' }): Promise<void> {
    panel = await PanelPage.open(browser, { host, ...look });
    await panel.page.locator('abai-column').first().waitFor();
    await box().fill('And then?');
    await box().press('Control+Enter');
  }

  for (const [name, look] of Object.entries(looks)) {
    it(`stands in each column at once, without anything to do with it yet, ${name}`, async () => {
      let go = (): void => undefined;
      host.answers['comparison:send'] = async ({ questionIds = {} }) => {
        await new Promise<void>((resolve) => {
          go = resolve;
        });
        for (const [conversationId, questionId] of Object.entries(questionIds)) {
          const parentId = `${conversationId}-answer`;
          host.add(id, question(conversationId, 'And then?', { id: questionId, parentId }));
          host.add(
            id,
            answer(conversationId, { ...finished, id: `next ${conversationId}`, parentId: questionId }),
          );
        }
        return host.detail(id);
      };
      await ask(look);
      await panel.page.getByText('Sending…').first().waitFor();
      assert.equal(await questions().count(), 3);
      assert.equal(await box().inputValue(), '');
      assert.equal(await panel.page.getByRole('button', { name: /Edit and send again/ }).count(), 0);
      assert.deepEqual(await panel.page.evaluate(findTooWide), []);
      await panel.screenshot(`sending-${name}`);
      await questions()
        .first()
        .evaluate((words) => words.setAttribute('data-same', 'yes'));
      go();
      const edit = panel.page.getByRole('button', { name: /Edit and send again/ });
      await edit.nth(2).waitFor();
      assert.equal(await questions().count(), 3);
      assert.equal(await panel.page.getByText('Sending…').count(), 0);
      assert.equal(await questions().first().getAttribute('data-same'), 'yes', 'it was drawn anew');
    });
  }

  it('comes back into the composer when another window was first', async () => {
    host.answers['comparison:send'] = () => {
      throw new AbaiError(
        'conflict',
        'This conversation is still being answered: wait for the end or stop it first.',
      );
    };
    await ask();
    await panel.page.getByRole('alert').getByText('still being answered').waitFor();
    assert.equal(await questions().count(), 0);
    assert.equal(await box().inputValue(), 'And then?');
    await panel.screenshot('sending-refused');
  });

  it('is kept when another window deletes the comparison', async () => {
    panel = await PanelPage.open(browser, { host });
    await panel.page.locator('abai-column').first().waitFor();
    await box().fill('And then?');
    host.publish({ type: 'comparison:deleted', data: { comparisonId: id, projectId: 'p' } });
    await panel.page.getByText('What you were writing is kept.').waitFor();
    await panel.screenshot('deleted-elsewhere');
    await panel.page.getByRole('button', { name: 'New Comparison' }).click();
    const prompt = panel.page.getByRole('textbox', { name: 'Prompt' });
    assert.equal(await prompt.inputValue(), 'And then?');
  });
});
