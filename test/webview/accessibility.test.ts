import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium, type ThemeName } from './panel-page.ts';
import { seriousOf } from './run-stage-checks.ts';
import { findTooWide } from './too-wide.ts';
import { allViews } from './views/all-views.ts';
import { oneAhead } from './views/one-ahead.ts';
import { openView, type View } from './views/view.ts';

type Themes = readonly [ThemeName, ...ThemeName[]];

/** In the themes that come after the first, only colours are others; narrow pages have the colours of wide ones. */
const looks: { width: number; themes: Themes }[] = [
  { width: 1280, themes: ['dark', 'light', 'high-contrast'] },
  { width: 400, themes: ['high-contrast-light'] },
];

describe('webview: accessibility', function () {
  this.timeout(60_000);
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  async function look(view: View, width: number, themes: Themes): Promise<void> {
    const panel = await openView(browser, view, { theme: themes[0], size: { width, height: 800 } });
    try {
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
  const looked = oneAhead(views, ({ view }) =>
    Promise.all(looks.map(({ width, themes }) => look(view, width, themes))),
  );

  for (const [index, { name }] of views.entries()) {
    it(`has nothing serious against ${name}, wide and narrow, in all themes, and all of it fits`, () =>
      looked(index));
  }
});
