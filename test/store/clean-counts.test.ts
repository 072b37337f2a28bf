import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LocalEngine } from '../../src/store/engine/local-engine.ts';
import { migrate } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/all.ts';

/** Usage as stored, tokens in and out, cost and its basis; then what becomes of them. */
const calls: [before: (string | number | null)[], after: unknown[]][] = [
  [
    ['{"inputTokens":10,"outputTokens":5}', 10, 5, 0.5, 'exact'],
    [10, 5, 0.5, 'exact'],
  ],
  [
    ['{"inputTokens":10.5,"outputTokens":5}', 10.5, 5, 0.5, 'exact'],
    [11, 5, 0.5, 'estimated'],
  ],
  [
    ['{"inputTokens":-100,"outputTokens":5}', -100, 5, -0.3, 'exact'],
    [null, 5, null, 'unknown'],
  ],
  [
    ['{"inputTokens":"many","outputTokens":5}', 'many', 5, 0.2, 'exact'],
    [null, 5, 0.2, 'estimated'],
  ],
  [
    ['{"inputTokens":"777","outputTokens":5}', '777', 5, 0.2, 'exact'],
    [777, 5, 0.2, 'estimated'],
  ],
  [
    ['{"inputTokens":10,"outputTokens":5,"cachedInputTokens":-1}', 10, 5, 0.2, 'exact'],
    [10, 5, 0.2, 'estimated'],
  ],
  [
    ['no json', 10, 1e300, 0.2, 'exact'],
    [10, null, 0.2, 'estimated'],
  ],
  [
    [null, null, null, null, 'unknown'],
    [null, null, 0, 'exact'],
  ],
];

describe('counts that earlier versions stored as they came', () => {
  it('are made what counts can be, in calls, sums and the activity', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-counts-'));
    const engine = await LocalEngine.open(path.join(folder, 'a.db'));
    try {
      const before = migrations.findIndex(({ name }) => name === 'clean-counts');
      await migrate(engine, migrations.slice(0, before), () => 1);
      const write = (sql: string, parameters: (string | number | null)[] = []) =>
        engine.commit([{ sql, parameters }]);
      await write(
        `insert into projects (id, name, description, settings, created_at, last_used) values ('p', 'P', '', '{}', 1, 1)`,
      );
      await write(`insert into runs (id, project_id, name, status, settings, total_cells, tokens_in, total_cost, cost_basis,
        created_at, updated_at) values ('r', 'p', 'R', 'completed', '{}', 8, '777abc', -0.3, 'exact', 1, 1)`);
      await write(
        `insert into run_variants (id, run_id, position, provider, model, label) values ('v', 'r', 0, 'openai', 'm', 'M')`,
      );
      for (const [at, [values]] of calls.entries()) {
        const status = at === calls.length - 1 ? 'failed' : 'succeeded';
        await write(
          `insert into cells (id, run_id, variant_id, row_index, status, usage, tokens_in, tokens_out, cost, cost_basis, updated_at)
            values (?, 'r', 'v', ?, ?, ?, ?, ?, ?, ?, 1)`,
          [`c${at}`, at, status, ...values],
        );
      }
      await write(`insert into activity (day, project_id, provider, model, calls, tokens_in, tokens_out, cost)
        values ('2026-11-01', 'p', 'openai', 'm', 2, '777x', 2.5, -0.3)`);
      await migrate(engine, migrations, () => 1);
      const cells = await engine.read(
        'select usage, tokens_in, tokens_out, cost, cost_basis from cells order by row_index',
      );
      for (const [at, [, after]] of calls.entries()) {
        const { usage, ...rest } = cells[at]!;
        assert.deepEqual(Object.values(rest), after, `call ${at}`);
        if (usage === null) continue;
        const { inputTokens, outputTokens } = JSON.parse(String(usage));
        assert.deepEqual([inputTokens, outputTokens], [rest.tokens_in ?? 0, rest.tokens_out ?? 0]);
      }
      const [run] = await engine.read('select tokens_in, tokens_out, total_cost, cost_basis from runs');
      const near = Math.round(Number(run!.total_cost) * 1e9) / 1e9;
      assert.deepEqual([run!.tokens_in, run!.tokens_out, near, run!.cost_basis], [818, 30, 1.8, 'unknown']);
      const [activity] = await engine.read('select tokens_in, tokens_out, cost, unknown_costs from activity');
      assert.deepEqual(Object.values(activity!), [0, 3, 0, 1]);
    } finally {
      await engine.close();
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});
