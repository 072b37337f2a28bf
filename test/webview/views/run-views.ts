import type { CellStatus } from '../../../src/protocol/runs.ts';
import { type RunScript, ScriptedRun } from '../run-fixtures.ts';
import { ScriptedHost } from '../scripted-host.ts';
import type { View, Views } from './view.ts';

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

/** The grid of a run. */
function grid(script: RunScript, act?: View['act']): View {
  return {
    element: 'abai-run-app',
    host() {
      const host = new ScriptedHost();
      new ScriptedRun(host, script);
      host.runPageState = { runId: 'run-1' };
      return host;
    },
    async act(page, host) {
      await page.locator('#cell-0-1 .text').waitFor();
      await page.locator('abai-run-grid .line').first().waitFor();
      await act?.(page, host);
    },
  };
}

const openDetail: View['act'] = async (page) => {
  await page.locator('#cell-0-3').click();
  await page.locator('abai-run-detail h3').nth(1).waitFor();
};

const failed: RunScript = {
  variants: 2,
  status: () => 'failed',
  run: { cells: { total: 200, succeeded: 0, failed: 200, cancelled: 0 } },
};

function page(prepare: (host: ScriptedHost) => void, rest: Omit<View, 'host'> = {}): View {
  return {
    element: 'abai-run-app',
    host() {
      const host = new ScriptedHost();
      prepare(host);
      return host;
    },
    ...rest,
  };
}

export const runViews: Views = {
  running: grid(running),
  eight: grid({
    rows: 1319,
    variants: 8,
    repeats: 3,
    cell: (cell, row, variant) =>
      (row + variant) % 4 === 0 ? { ...cell, cached: true, done: 2, failed: 1, passed: 2 } : cell,
  }),
  paused: grid({
    ...running,
    run: {
      ...running.run,
      status: 'paused',
      maxCostUsd: 1.3,
      reason: 'The cost cap of $1.30 is reached. Raise it, or cancel the run.',
      pausedBecause: 'cost-cap',
    },
  }),
  'waits-for-key': grid({
    ...running,
    run: {
      ...running.run,
      waitsForKey:
        'Needs a window with the key for Anthropic: open the one that asked, or set the key in this one.',
    },
  }),
  'stopped-by-hand': grid({ ...running, run: { ...running.run, status: 'paused' } }),
  'first-rows': grid({ rows: 5, run: { rows: { taken: 5, all: 1319 } } }),
  detail: grid(running, openDetail),
  'detail-failed': grid(failed, openDetail),
  menu: grid({ variants: 4 }, async (page) => {
    await page.locator('#cell-0-3').click({ button: 'right' });
    await page.locator('[role=menuitem]').first().waitFor();
  }),
  filter: grid(running, async (page) => {
    await page.locator('abai-run-toolbar .add').click();
    await page.locator('abai-filter-form .form').waitFor();
  }),
  'nothing-fits': grid(running, async (page) => {
    await page.getByRole('searchbox').fill('no such words');
    await page.locator('abai-run-grid .none').waitFor();
  }),
  long: grid(
    {
      rows: 40,
      variants: 2,
      headers: ['question', 'a very long name of a column that goes on and on', 'c3', 'c4'],
      answer: (row) => (row % 2 ? 'x'.repeat(3000) : 'שלום עולם '.repeat(30)),
      run: { name: `${'a-very-long-file-name-'.repeat(9)}.csv`, rows: { taken: 40, all: 100_000 } },
    },
    (page) => page.locator('#cell-1-2').click(),
  ),
  'no-rows': page(
    (host) => {
      new ScriptedRun(host, { rows: 0, run: { cells: { total: 0, succeeded: 0, failed: 0, cancelled: 0 } } });
      host.runPageState = { runId: 'run-1' };
    },
    { act: (page) => page.locator('abai-run-grid .none').waitFor() },
  ),
  loading: page(
    (host) => {
      host.answers['run:get'] = () => new Promise(() => undefined);
      host.runPageState = { runId: 'run-1' };
    },
    { loading: true, act: (page) => page.locator('.late').waitFor() },
  ),
  gone: page((host) => {
    new ScriptedRun(host);
    host.runPageState = { runId: 'gone' };
  }),
  deleted: grid({}, async (page, host) => {
    host.publish({ type: 'run:deleted', data: { runId: 'run-1', projectId: 'project-1' } });
    await page.locator('main.centre vscode-button').first().waitFor();
  }),
};
