import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';

export interface SheetRow {
  name: string;
  /** Paths of pictures, from left to right. */
  pictures: readonly string[];
}

/** Puts small copies of pictures into one, each row under its name. `width` is that of each copy, in pixels. */
export async function writeSheet(
  browser: Browser,
  file: string,
  rows: readonly SheetRow[],
  width: number,
): Promise<void> {
  const columns = Math.max(...rows.map(({ pictures }) => pictures.length));
  const page = await browser.newPage({ viewport: { width: columns * (width + 8) + 8, height: 600 } });
  const copy = (picture: string) =>
    `<img width="${width}" src="data:image/png;base64,${readFileSync(picture).toString('base64')}">`;
  const parts = rows.map(({ name, pictures }) => `<h2>${name}</h2><div>${pictures.map(copy).join('')}</div>`);
  const look =
    'body{margin:8px;background:#777;font:14px sans-serif}h2{margin:8px 0 4px;font-size:14px;color:#fff}div{display:flex;gap:8px}';
  await page.setContent(`<style>${look}</style>${parts.join('')}`);
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, await page.screenshot({ fullPage: true, type: 'jpeg', quality: 60 }));
  await page.close();
}
