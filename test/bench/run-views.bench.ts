/**
 * What the grid of a run reads: 100,000 rows × 4 models, answers of 0.4 to 1.2 KB with one check each, asked of the back
 * end over the store's own thread. `npm run bench run-views`; `ABAI_BENCH_ROWS` sets how many rows.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createBackend } from '../../src/backend/backend.ts';
import type { Caller } from '../../src/core/ports/caller.ts';
import type { MethodName, Params, Result } from '../../src/protocol/methods.ts';
import type { GridQuery } from '../../src/protocol/run-views.ts';
import { WorkerTrials } from '../../src/runtime/trials/worker-trials.ts';
import { LocalEngine } from '../../src/store/engine/local-engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/all.ts';
import { openStore } from '../../src/store/open-store.ts';
import { root } from '../harness/vscode-install.ts';
import { figure } from './figure.ts';

const rows = Number(process.env.ABAI_BENCH_ROWS ?? 100_000);
const variants = 4;
/** Of watching a run that goes on. */
const seconds = 12;
const folder = process.env.ABAI_BENCH_FOLDER ?? fs.mkdtempSync(path.join(os.tmpdir(), 'abai-bench-views-'));
const words =
  'the answer is that a train which leaves at noon and goes on for three hours at forty miles covers one hundred and twenty miles so we add what is left and find the total of all parts before we divide it by the number of days ';

/** The database as a finished run leaves it, made by SQL alone. */
async function fill(file: string): Promise<void> {
  const engine = await LocalEngine.open(file, { synchronous: 'OFF' });
  await migrate(engine, migrations, Date.now);
  const one = (sql: string, ...parameters: (string | number)[]) => engine.commit([{ sql, parameters }]);
  await one(`insert into projects(id, name, created_at, last_used) values ('p', 'Bench', 1, 1)`);
  await one(
    `insert into datasets(id, project_id, name, checksum, headers, row_count, created_at)
      values ('d', 'p', 'table.csv', 'x', '["question","expected"]', ?, 1)`,
    rows,
  );
  await one(
    `insert into runs(id, project_id, dataset_id, name, status, settings, total_cells, succeeded_cells, created_at, updated_at)
      values ('r', 'p', 'd', 'Bench', 'completed', ?, ?, ?, 1, 1)`,
    JSON.stringify({
      prompts: [{ template: 'Answer: {{question}}' }],
      rows: { taken: rows, all: rows },
      checks: [{ type: 'number', expected: '{{expected}}' }],
      graderIds: ['g'],
    }),
    rows * variants,
    rows * variants,
  );
  await one(
    `insert into graders(id, type, name, settings, created_at) values ('g', 'check', 'number', '{}', 1)`,
  );
  for (let position = 0; position < variants; position++) {
    await one(
      `insert into run_variants(id, run_id, position, provider, model, label) values (?, 'r', ?, 'openai', ?, ?)`,
      `0192f0c1-0000-7000-8000-variant0000${position}`,
      position,
      `model-${position}`,
      `Model ${position}`,
    );
  }
  const text = words.repeat(20);
  const step = 5000;
  for (let from = 0; from < rows; from += step) {
    const span = [from, Math.min(rows, from + step)];
    await one(
      `with recursive n(i) as (select ? union all select i + 1 from n where i + 1 < ?)
        insert into dataset_rows(dataset_id, row_index, row_values, checksum)
        select 'd', i, json_array('Question ' || i || ': ' || substr(?, 1 + abs(random() % 2000), 250), cast(i as text)), '' from n`,
      ...span,
      text,
    );
    await one(
      `with recursive n(i) as (select ? union all select i + 1 from n where i + 1 < ?), v(k) as (values (0), (1), (2), (3))
        insert into cells(id, run_id, variant_id, row_index, repeat_index, status, output, usage, tokens_in, tokens_out, cost,
          cost_basis, ttft_ms, latency_ms, updated_at)
        select printf('0192f0c1-0000-7000-8000-%012d', i * 4 + k), 'r', '0192f0c1-0000-7000-8000-variant0000' || k, i, 0,
          case when random() % 50 = 0 then 'failed' else 'succeeded' end,
          substr(?, 1 + abs(random() % 2000), 400 + abs(random() % 800)), '{"inputTokens":120,"outputTokens":220}',
          100 + abs(random() % 100), 100 + abs(random() % 300), 0.0001 * abs(random() % 1000), 'exact',
          200 + abs(random() % 500), 900 + (abs(random() % 1000) * abs(random() % 1000)) / 100, 1000 + i
        from n, v order by i, k`,
      ...span,
      text,
    );
    await one(
      `insert into grades(id, cell_id, grader_id, verdict, created_at)
        select 'grade' || id, id, 'g', case when random() % 4 = 0 then 'fail' else 'pass' end, 1 from cells
        where run_id = 'r' and row_index >= ? and row_index < ?`,
      ...span,
    );
  }
  await engine.close();
}

const nobody: Caller = {
  clientId: 'bench',
  vault: {
    get: async () => undefined,
    set: async () => {},
    delete: async () => {},
    origins: async () => ({}),
    hints: async () => ({}),
  },
  endpoints: () => ({}),
  models: () => [],
};

try {
  const file = path.join(folder, 'ab-ai.db');
  if (!fs.existsSync(file)) await fill(file);
  console.log(`${rows * variants} cells in ${Math.round(fs.statSync(file).size / 1e6)} MB`);
  const quiet = () => {};
  const log = { debug: quiet, info: quiet, warn: console.warn, error: console.error };
  const store = await openStore({ dataDir: folder, productRoot: root, log, now: Date.now });
  let ids = 0;
  const backend = await createBackend({
    store,
    providers: [],
    models: [],
    notices: [],
    clock: {
      now: Date.now,
      monotonic: () => performance.now(),
      after(milliseconds, callback) {
        const timer = setTimeout(callback, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    ids: { next: () => `bench-${ids++}` },
    log,
    trials: new WorkerTrials(root),
    fetch: globalThis.fetch,
    random: Math.random,
    productVersion: '0.0.0',
  });
  const ask = <M extends MethodName>(method: M, params: Params<M>) =>
    backend.handle(method, params, nobody, new AbortController().signal) as Promise<Result<M>>;
  const timed = async (work: () => Promise<unknown>) => {
    const startedAt = performance.now();
    await work();
    return performance.now() - startedAt;
  };
  const page = (query: GridQuery, from = 0) => ask('run:grid', { runId: 'r', from, limit: 60, ...query });

  const first = await timed(() => page({}));
  figure('first page of 60 rows after opening', 'ms', [first], ['worst', '< 100']);
  const pages: number[] = [];
  for (let at = 0; at < 200; at++) {
    const from = Math.floor(Math.random() * (rows - 60));
    pages.push(await timed(() => page({}, from)));
  }
  figure('page of 60 rows anywhere', 'ms', pages, ['p95', '< 15']);

  const variantId = '0192f0c1-0000-7000-8000-variant00001';
  const orders: [string, GridQuery][] = [
    ['sorted by latency', { sort: { by: { variantId, key: 'latency' }, descending: true } }],
    ['sorted by cost', { sort: { by: { variantId, key: 'cost' } } }],
    ['sorted by passed checks', { sort: { by: { variantId, key: 'passed' } } }],
    ['sorted by answer', { sort: { by: { variantId, key: 'output' } } }],
    ['sorted by a column', { sort: { by: { column: 0 } } }],
    ['failed ones', { filters: [{ status: ['failed'] }] }],
    ['slow and dear ones', { filters: [{ variantId, minLatencyMs: 3000, minCost: 0.05 }] }],
    ['with checks not passed', { filters: [{ passed: false }] }],
    ['text in an answer', { filters: [{ text: 'hundred and TWENTY miles so we' }] }],
    ['search of a word', { search: 'question 4711' }],
    ['search beyond ASCII', { search: 'Größe' }],
  ];
  for (const [what, query] of orders) {
    const took = await timed(() => page(query));
    figure(`first page, ${what}`, 'ms', [took], ['worst', '< 1000']);
  }
  const next: number[] = [];
  for (let at = 1; at <= 100; at++) next.push(await timed(() => page(orders[0]![1], at * 60)));
  figure('following page in a remembered order', 'ms', next, ['p95', '< 15']);

  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const summary = () => timed(() => ask('run:summary', { runId: 'r' }));
  figure('summary, first time', 'ms', [await summary()]);
  figure('event loop late meanwhile', 'ms', [loop.max / 1e6]);
  figure('summary again', 'ms', [await summary(), await summary(), await summary()]);

  const setup = {
    datasetId: 'd',
    prompts: [{ template: 'Answer: {{question}}' }],
    models: ['ollama:model-1'],
  };
  const estimates: number[] = [];
  for (let at = 0; at < 20; at++) estimates.push(await timed(() => ask('run:estimate', setup)));
  figure('estimate for all rows', 'ms', estimates, ['p95', '< 300']);

  const calls = (params: Params<'activity:tasks'>) => timed(() => ask('activity:tasks', params));
  figure('history of calls, first page', 'ms', [await calls({ limit: 100 })]);
  const { next: following } = await ask('activity:tasks', { limit: 100 });
  const further: number[] = [];
  for (let at = 0; at < 50; at++) further.push(await calls({ limit: 100, before: following! }));
  figure('  following page of 100', 'ms', further, ['p95', '< 50']);
  const rare = { filter: { model: 'openai:none' } };
  figure('  look for a model that nobody asked', 'ms', [await calls(rare)], ['worst', '< 1000']);
  figure(
    '  look for a word that nobody wrote',
    'ms',
    [await calls({ filter: { text: 'zebra' } })],
    ['worst', '< 1000'],
  );

  const target = path.join(folder, 'answers.csv');
  const before = process.memoryUsage().rss;
  const exported = await timed(() => ask('run:export', { runId: 'r', format: 'csv', path: target }));
  figure('export of all cells to CSV', 's', [exported / 1000]);
  figure('  memory that it took more', 'MB', [Math.max(0, process.memoryUsage().rss - before) / 1e6]);

  // The run goes on: 1,000 cells a second, and the panel asks for its page four times and for the summary once.
  await store.commit({ writes: [{ sql: `update runs set status = 'running'`, parameters: [] }], at: 1 });
  const output = words.repeat(4);
  let updates = 0;
  const write = setInterval(() => {
    const at = Date.now();
    const writes = Array.from({ length: 15 }, () => {
      const id = `0192f0c1-0000-7000-8000-${String(updates++ % (rows * variants)).padStart(12, '0')}`;
      return {
        sql: 'update cells set output = ?, cost = ?, latency_ms = ?, updated_at = ? where id = ?',
        parameters: [output, Math.random(), 1000 * Math.random(), at, id],
      };
    });
    const sums = { sql: 'update runs set updated_at = ?, tokens_out = tokens_out + 1', parameters: [at] };
    void store.commit({ writes: [...writes, sums], at });
  }, 15);
  const live: Record<'page' | 'sorted page' | 'summary', number[]> = {
    page: [],
    'sorted page': [],
    summary: [],
  };
  loop.reset();
  const startedAt = performance.now();
  for (let tick = 0; performance.now() - startedAt < seconds * 1000; tick++) {
    const next = new Promise((resolve) => setTimeout(resolve, 250));
    const now = performance.now();
    const asked = [
      page({}, 3000).then(() => live.page.push(performance.now() - now)),
      page(orders[0]![1]).then(() => live['sorted page'].push(performance.now() - now)),
      ...(tick % 4 === 0 ? [summary().then((took) => live.summary.push(took))] : []),
    ];
    await Promise.all(asked);
    await next;
  }
  clearInterval(write);
  console.log(`${Math.round(updates / seconds)} updates a second`);
  await store.commit({ writes: [{ sql: `update runs set status = 'completed'`, parameters: [] }], at: 1 });
  figure('page while the run goes on', 'ms', live.page, ['p95', '< 100']);
  figure('sorted page while the run goes on', 'ms', live['sorted page'], ['p95', '< 100']);
  figure('summary while the run goes on', 'ms', live.summary, ['p95', '< 500']);
  figure('event loop late meanwhile, 99 of 100', 'ms', [loop.percentile(99) / 1e6]);
  figure('event loop late meanwhile', 'ms', [loop.max / 1e6]);
} finally {
  if (!process.env.ABAI_BENCH_FOLDER) fs.rmSync(folder, { recursive: true, force: true });
}
process.exit();
