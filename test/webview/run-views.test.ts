import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { CellStatus } from '../../src/protocol/runs.ts';
import { launchChromium, PanelPage, type ThemeName } from './panel-page.ts';
import { type RunScript, ScriptedRun } from './run-fixtures.ts';
import { ScriptedHost } from './scripted-host.ts';
import { findTooWide } from './too-wide.ts';

const midway: CellStatus[] = ['succeeded', 'running', 'queued', 'failed', 'cancelled', 'submitted'];

const running: RunScript = {
  rows: 1319,
  variants: 5,
  status(row, variant) {
    const key = (row * 3 + variant * 2) % 13;
    if (row < 3) return key === 5 ? 'failed' : 'succeeded';
    return row < 7 ? midway[key % midway.length]! : 'pending';
  },
  run: {
    status: 'running',
    maxCostUsd: 5,
    cells: { total: 6595, succeeded: 2100, failed: 37, cancelled: 0 },
    cost: { usd: 1.27, basis: 'estimated' },
  },
};

interface View {
  script: RunScript;
  act?(page: PanelPage['page']): Promise<void>;
}

/** Every view of a run, by name. */
const views: Record<string, View> = {
  running: { script: running },
  eight: {
    script: {
      rows: 1319,
      variants: 8,
      repeats: 3,
      cell: (cell, row, variant) =>
        (row + variant) % 4 === 0 ? { ...cell, cached: true, done: 2, failed: 1, passed: 2 } : cell,
    },
  },
  paused: {
    script: {
      ...running,
      run: {
        ...running.run,
        status: 'paused',
        maxCostUsd: 1.3,
        reason: 'The cost cap of $1.30 is reached. Raise it, or cancel the run.',
        pausedBecause: 'cost-cap',
      },
    },
  },
  'waits-for-key': {
    script: {
      ...running,
      run: {
        ...running.run,
        waitsForKey:
          'Needs a window with the key for Anthropic: open the one that asked, or set the key in this one.',
      },
    },
  },
  detail: {
    script: running,
    async act(page) {
      await page.locator('#cell-0-3').click();
      await page.getByText('What happened').waitFor();
    },
  },
  'detail-failed': {
    script: {
      variants: 2,
      status: () => 'failed',
      run: { cells: { total: 200, succeeded: 0, failed: 200, cancelled: 0 } },
    },
    async act(page) {
      await page.locator('#cell-0-3').click();
      await page.getByText('What happened').waitFor();
    },
  },
  menu: {
    script: { variants: 4 },
    async act(page) {
      await page.locator('#cell-0-3').click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Retry Cell' }).waitFor();
    },
  },
  filter: {
    script: running,
    async act(page) {
      await page.locator('abai-run-toolbar .add').click();
      await page.getByText('Answer contains').waitFor();
    },
  },
  'nothing-fits': {
    script: running,
    async act(page) {
      await page.getByRole('searchbox').fill('no such words');
      await page.getByText('No row fits').waitFor();
    },
  },
  long: {
    script: {
      rows: 40,
      variants: 2,
      headers: ['question', 'a very long name of a column that goes on and on', 'c3', 'c4'],
      answer: (row) => (row % 2 ? 'x'.repeat(3000) : 'שלום עולם '.repeat(30)),
      run: { name: `${'a-very-long-file-name-'.repeat(9)}.csv`, rows: { taken: 40, all: 100_000 } },
    },
    act: (page) => page.locator('#cell-1-2').click(),
  },
};

const looks: { name: string; theme: ThemeName; width: number }[] = [
  { name: 'dark', theme: 'dark', width: 1280 },
  { name: 'light', theme: 'light', width: 1280 },
  { name: 'high-contrast', theme: 'high-contrast', width: 1280 },
  { name: 'narrow', theme: 'dark', width: 400 },
];

describe('webview: views of a run', function () {
  this.timeout(120_000);
  let browser: Browser;
  before(async () => {
    browser = await launchChromium();
  });
  after(() => browser.close());

  for (const { name, theme, width } of looks) {
    it(`fit their tab, ${name} (pictures in out/screenshots/panel)`, async () => {
      for (const [view, { script, act }] of Object.entries(views)) {
        const host = new ScriptedHost();
        new ScriptedRun(host, script);
        host.runPageState = { runId: 'run-1' };
        const size = { width, height: 800 };
        const panel = await PanelPage.open(browser, { host, element: 'abai-run-app', theme, size });
        try {
          await panel.page.locator('#cell-0-1 .text').waitFor();
          await panel.page.locator('abai-run-grid .line').first().waitFor();
          await act?.(panel.page);
          await panel.page.waitForLoadState('networkidle');
          await panel.screenshot(`run-${view}-${name}`);
          assert.deepEqual(await panel.page.evaluate(findTooWide), [], view);
          assert.deepEqual(panel.problems, [], view);
        } finally {
          await panel.close();
        }
      }
    });
  }
});
