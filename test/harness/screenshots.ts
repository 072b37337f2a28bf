// Draws every state of every page: `node --import tsx/esm test/harness/screenshots.ts [part of a name] [--language de]`
// writes out/screenshots/views/NAME-THEME-WIDTH.png. Nothing is compared: somebody looks at them.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ThemeName } from '../webview/panel-page.ts';
import { allViews } from '../webview/views/all-views.ts';
import { openView } from '../webview/views/view.ts';
import { launchChromium } from './chromium.ts';
import { root } from './vscode-install.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    language: { type: 'string' },
    theme: { type: 'string', multiple: true, default: ['dark', 'light', 'high-contrast'] },
    width: { type: 'string', multiple: true, default: ['1280', '400'] },
  },
});
const [part = ''] = positionals;
const language = values.language === 'de' ? values.language : undefined;
const folder = path.join(root, 'out/screenshots/views');
mkdirSync(folder, { recursive: true });

const jobs = allViews()
  .filter(([name]) => name.includes(part))
  .flatMap(([name, view]) =>
    values.theme.flatMap((theme) => values.width.map((width) => ({ name, view, theme, width }))),
  );
const browser = await launchChromium();
let failed = 0;

async function draw(): Promise<void> {
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const { name, view, theme, width } = job;
    const file = [name, theme, width, ...(language ? [language] : [])].join('-');
    try {
      const panel = await openView(browser, view, {
        theme: theme as ThemeName,
        size: { width: Number(width), height: 900 },
        ...(language ? { language } : {}),
      });
      await panel.page.mouse.move(0, 0);
      await panel.page.screenshot({ path: path.join(folder, `${file}.png`) });
      await panel.close();
    } catch (error) {
      failed += 1;
      console.error(`${file}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
}

await Promise.all([draw(), draw(), draw()]);
await browser.close();
console.log(`${folder}${failed > 0 ? `, but ${failed} failed` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
