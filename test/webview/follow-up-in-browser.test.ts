import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { finished, makeDetail } from './fixtures.ts';
import { PanelPage, sharedChromium, type ThemeName } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';
import { findTooWide } from './too-wide.ts';

const eight = Array.from({ length: 8 }, (_, index) => `openai-compatible:lab/model-${index}-instruct`);
const looks: { name: string; theme: ThemeName; width: number }[] = [
  { name: 'dark', theme: 'dark', width: 1280 },
  { name: 'light', theme: 'light', width: 1280 },
  { name: 'high-contrast', theme: 'high-contrast', width: 1280 },
  { name: 'narrow', theme: 'dark', width: 400 },
];

describe('webview: follow-up to a chosen few', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await sharedChromium();
  });

  function showing(references?: string[]): ScriptedHost {
    const host = new ScriptedHost();
    const content = 'A first answer.';
    host.put(
      makeDetail({ ...(references ? { references } : {}), answers: () => ({ ...finished, content }) }),
    );
    host.panelState = { comparisonId: 'comparison-1' };
    host.answers['vote:list'] = () => [];
    host.answers['comparison:send'] = ({ comparisonId }) => host.detail(comparisonId);
    return host;
  }

  it('goes to all, to one, to two, and to all again', async () => {
    const host = showing();
    const panel = await PanelPage.open(browser, { host });
    try {
      const to = panel.page.getByRole('group', { name: 'Goes to' });
      const chip = (name: string) => to.getByRole('button', { name, exact: true });
      const send = async (content: string) => {
        await panel.page.getByRole('textbox', { name: 'Follow-up' }).fill(content);
        await panel.page.getByRole('button', { name: 'Send', exact: true }).click();
        await panel.page.waitForFunction(
          () =>
            document
              .querySelector('abai-app')
              ?.shadowRoot?.querySelector('abai-composer')
              ?.shadowRoot?.querySelector('textarea')?.value === '',
        );
      };
      await send('all');
      await chip('Prose').click();
      await send('one');
      await chip('Swift').click();
      await chip('All 3').and(panel.page.locator('[aria-pressed=false]')).waitFor();
      await send('two');
      await chip('All 3').click();
      await chip('Prose').and(panel.page.locator('[aria-pressed=false]')).waitFor();
      await send('all again');
      assert.deepEqual(
        host.asked('comparison:send').map(({ content, conversationIds }) => [content, conversationIds]),
        [
          ['all', undefined],
          ['one', ['c1']],
          ['two', ['c0', 'c1']],
          ['all again', undefined],
        ],
      );
    } finally {
      await panel.close();
    }
    assert.deepEqual(panel.problems, []);
  });

  it('opens a thread, and all of them, as Markdown', async () => {
    const host = showing();
    const panel = await PanelPage.open(browser, { host });
    try {
      await panel.column('Prose').getByRole('button', { name: 'More' }).click();
      await panel.page.getByRole('menuitem', { name: 'Open Whole Thread as Markdown' }).click();
      await panel.page.getByRole('button', { name: 'Open all as Markdown' }).click();
      await panel.page.getByRole('button', { name: 'Open all as Markdown' }).focus();
      const opened = host.asked('editor:open-document');
      assert.deepEqual(
        opened.map(({ languageId }) => languageId),
        ['markdown', 'markdown'],
      );
      assert.match(
        String(opened[0]?.content),
        /\nModel: Prose\n[\s\S]*## You[\s\S]*## Prose\n\nA first answer\.\n$/,
      );
      assert.match(
        String(opened[1]?.content),
        /## Swift[\s\S]*## Prose[\s\S]*## Bullets[\s\S]*A first answer/,
      );
    } finally {
      await panel.close();
    }
    assert.deepEqual(panel.problems, []);
  });

  it('offers no choice with one model', async () => {
    const panel = await PanelPage.open(browser, { host: showing(['demo:swift']) });
    try {
      await panel.page.getByText('Goes on with this model').waitFor();
      assert.equal(await panel.page.getByRole('group', { name: 'Goes to' }).count(), 0);
    } finally {
      await panel.close();
    }
  });

  for (const { name, theme, width } of looks) {
    it(`fits its tab, ${name}`, async () => {
      for (const [view, references] of Object.entries({ three: undefined, eight })) {
        const panel = await PanelPage.open(browser, {
          host: showing(references),
          theme,
          size: { width, height: 800 },
        });
        try {
          const to = panel.page.getByRole('group', { name: 'Goes to' });
          await to.getByRole('button').nth(2).click();
          await panel.screenshot(`follow-up-${view}-${name}`);
          assert.deepEqual(await panel.page.evaluate(findTooWide), []);
          const box = await panel.page.locator('abai-composer').boundingBox();
          assert.ok(box && box.height < 200, 'the composer leaves the room to the answers');
        } finally {
          await panel.close();
        }
      }
    });
  }
});
