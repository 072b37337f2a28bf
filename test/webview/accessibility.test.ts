import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchChromium, type PanelPage, type ThemeName } from './panel-page.ts';
import { seriousOf } from './run-stage-checks.ts';
import { findTooWide } from './too-wide.ts';
import { allViews } from './views/all-views.ts';
import { openView } from './views/view.ts';

/** A page for each width; in the themes that come after the first, only colours are others. */
const looks: { width: number; themes: readonly [ThemeName, ...ThemeName[]] }[] = [
  { width: 1280, themes: ['dark', 'light', 'high-contrast'] },
  { width: 400, themes: ['high-contrast-light', 'dark'] },
];

describe('webview: accessibility', function () {
  this.timeout(60_000);
  let browser: Browser;
  let panel: PanelPage | undefined;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());
  afterEach(async () => {
    await panel?.close();
    panel = undefined;
  });

  for (const { name, view } of allViews()) {
    for (const { width, themes } of looks) {
      it(`has nothing serious against ${name} at ${width} px, which fits, in ${themes.join(', ')}`, async () => {
        panel = await openView(browser, view, { theme: themes[0], size: { width, height: 800 } });
        assert.deepEqual(panel.problems, []); // Axe makes some of its own.
        assert.deepEqual(await panel.page.evaluate(findTooWide), []);
        assert.deepEqual(await seriousOf(panel.page), []);
        for (const theme of themes.slice(1)) {
          await panel.showTheme(theme);
          assert.deepEqual(await seriousOf(panel.page, 'color-contrast'), [], theme);
        }
      });
    }
  }
});
