// Draws every state of every page: `node --import tsx/esm test/harness/screenshots.ts [part of a name] [--language de]`
// writes out/screenshots/views/NAME-THEME-WIDTH.png. Nothing is compared: somebody looks at them. With --keep small
// copies of all of them go to media/views/, one picture for each group of views and width.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ThemeName } from '../webview/panel-page.ts';
import { allViews } from '../webview/views/all-views.ts';
import { openView, type View } from '../webview/views/view.ts';
import { launchChromium } from './chromium.ts';
import { writeSheet } from './contact-sheet.ts';
import { root } from './vscode-install.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    keep: { type: 'boolean', default: false },
    language: { type: 'string' },
    theme: { type: 'string', multiple: true, default: ['dark', 'light', 'high-contrast'] },
    width: { type: 'string', multiple: true, default: ['1280', '400'] },
  },
});
const [part = ''] = positionals;
const language = values.language === 'de' ? values.language : undefined;
const folder = path.join(root, 'out/screenshots/views');
mkdirSync(folder, { recursive: true });

const views = allViews().filter(({ name }) => name.includes(part));
const pictureOf = (name: string, theme: string, width: string) =>
  path.join(folder, `${[name, theme, width, ...(language ? [language] : [])].join('-')}.png`);
const jobs = views.flatMap(({ name, view }) => values.width.map((width) => ({ name, view, width })));
const browser = await launchChromium();
let failed = 0;

async function draw(name: string, view: View, width: string): Promise<void> {
  const [first = 'dark', ...others] = values.theme as ThemeName[];
  const size = { width: Number(width), height: 900 };
  const panel = await openView(browser, view, { theme: first, size, ...(language ? { language } : {}) });
  await panel.page.mouse.move(0, 0);
  await panel.page.screenshot({ path: pictureOf(name, first, width) });
  for (const theme of others) {
    await panel.showTheme(theme);
    await panel.page.waitForTimeout(50);
    await panel.page.screenshot({ path: pictureOf(name, theme, width) });
  }
  await panel.close();
}

async function drawAll(): Promise<void> {
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const { name, view, width } = job;
    try {
      await draw(name, view, width);
    } catch (error) {
      failed += 1;
      console.error(`${name}, ${width} px: ${(error as Error).message.split('\n')[0]}`);
    }
  }
}

await Promise.all([drawAll(), drawAll(), drawAll()]);
if (values.keep && failed === 0) {
  for (const group of new Set(views.map((each) => each.group))) {
    for (const width of values.width) {
      const rows = views
        .filter((each) => each.group === group)
        .map(({ name }) => ({ name, pictures: values.theme.map((theme) => pictureOf(name, theme, width)) }));
      const file = path.join(root, 'media/views', `${group}-${width}.jpg`);
      await writeSheet(browser, file, rows, Number(width) > 800 ? 420 : 220);
    }
  }
}
await browser.close();
console.log(`${folder}${failed > 0 ? `, but ${failed} failed` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
