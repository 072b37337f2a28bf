/**
 * Pictures of what tests see. Nothing compares them: people look at them, and the README shows some. `npm run pictures`
 * draws them; other runs of the same tests leave them out, because changing themes takes longer than most tests.
 */

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { root } from './vscode-install.ts';

export const picturesWanted = process.env.ABAI_PICTURES === '1';

/** Writes out/screenshots/<name>.png; names may have folders. */
export async function draw(page: Page, name: string): Promise<void> {
  const file = path.join(root, 'out/screenshots', `${name}.png`);
  mkdirSync(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file });
}
