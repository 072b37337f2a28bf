/**
 * What the webview's scripts ran, from Chromium's own profiler, in the form in which Node writes
 * NODE_V8_COVERAGE: one report takes both. Does nothing when that variable is not set.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CDPSession, Page } from 'playwright-core';

export interface PageCoverage {
  /** Writes what ran since the last call. To be called before a page goes away. */
  take(): Promise<void>;
}

let files = 0;

export async function collectPageCoverage(page: Page): Promise<PageCoverage> {
  const folder = process.env.NODE_V8_COVERAGE;
  if (!folder) return { take: async () => {} };
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

  async function take(): Promise<void> {
    const { result } = await session.send('Profiler.takePreciseCoverage');
    const ours = result.filter((script) => /\/dist\/webview\/.*\.js(\?|$)/.test(script.url));
    if (!ours.length) return;
    mkdirSync(folder!, { recursive: true });
    const name = `coverage-page-${process.pid}-${Date.now()}-${files++}.json`;
    writeFileSync(path.join(folder!, name), JSON.stringify({ result: ours }));
  }
  return { take };
}
