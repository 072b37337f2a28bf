import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { PageWords } from '../../src/extension/panel-html.ts';
import { sharedChromium, type ThemeName } from './panel-page.ts';
import { seriousOf } from './run-stage-checks.ts';
import { findTooWide } from './too-wide.ts';
import { longWords, untranslatedOf } from './untranslated-texts.ts';
import { allViews } from './views/all-views.ts';
import { oneAhead } from './views/one-ahead.ts';
import { openView, type View } from './views/view.ts';

type Themes = readonly [ThemeName, ...ThemeName[]];

/**
 * In the themes that come after the first, only colours are others; narrow pages have the colours of wide ones, and
 * words that are longer than those of any language.
 */
const looks: { width: number; themes: Themes; words?: PageWords }[] = [
  { width: 1280, themes: ['dark', 'light', 'high-contrast'] },
  { width: 400, themes: ['high-contrast-light'], words: longWords },
];

describe('webview: accessibility', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await sharedChromium();
  });

  async function look(view: View, { width, themes, words }: (typeof looks)[number]): Promise<void> {
    const panel = await openView(browser, view, { theme: themes[0], size: { width, height: 800 }, words });
    try {
      if (words) assert.deepEqual(await untranslatedOf(panel, view), []);
      assert.deepEqual(panel.problems, []); // Axe makes some of its own.
      assert.deepEqual(await panel.page.evaluate(findTooWide), []);
      assert.deepEqual(await seriousOf(panel.page), []);
      for (const theme of themes.slice(1)) {
        await panel.showTheme(theme);
        assert.deepEqual(await seriousOf(panel.page, 'color-contrast'), [], theme);
      }
    } catch (error) {
      throw new Error(`At ${width} px`, { cause: error });
    } finally {
      await panel.close();
    }
  }

  const views = allViews();
  // Both widths at once.
  const looked = oneAhead(views, ({ view }) => Promise.all(looks.map((each) => look(view, each))));

  for (const [index, { name }] of views.entries()) {
    it(`has nothing serious against ${name}, wide and narrow, in all themes; all of it fits and is translated`, () =>
      looked(index));
  }
});
