import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Papa from 'papaparse';
import type { Task, TaskFilter } from '../../src/protocol/activity.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { storeRun } from '../store/stored-run.ts';
import { RunWorld } from './run-world.ts';
import { end, text, usage, World } from './world.ts';

describe('the history of calls', () => {
  let world: World;
  let projectId: string;
  beforeEach(async () => {
    world = await World.open();
    projectId = (await world.request('project:get', {})).id;
  });
  afterEach(() => world.dispose());

  const all = async (filter: TaskFilter = {}, limit = 7): Promise<{ tasks: Task[]; pages: number }> => {
    const tasks: Task[] = [];
    for (let pages = 1, before: string | undefined; ; pages += 1) {
      const page = await world.request('activity:tasks', { filter, limit, ...(before ? { before } : {}) });
      tasks.push(...page.tasks);
      if (page.next === null) return { tasks, pages };
      before = page.next;
    }
  };

  it('has an answer of a comparison, while it runs and when it is over', async () => {
    const detail = await world.request('comparison:start', { prompt: '  Why is it?\nSay.', models: ['one'] });
    const call = await world.call(0);
    const [running] = (await all()).tasks;
    assert.deepEqual(
      [running!.state, running!.prompt, running!.cost, running!.comparisonId],
      ['running', 'Why is it?', undefined, detail.comparison.id],
    );
    call.say(text('Because.'), usage(1000, 100), end);
    await world.until(async () => (await all()).tasks[0]!.state !== 'running');
    const [over] = (await all()).tasks;
    assert.deepEqual(
      [over!.kind, over!.model, over!.state, over!.tokensIn, over!.tokensOut, over!.projectId, over!.at],
      ['comparison', 'openai:one', 'succeeded', 1000, 100, projectId, world.clock.now()],
    );
    assert.ok(Math.abs(over!.cost!.usd! - (1000 * 2 + 100 * 10) / 1e6) < 1e-12);
  });

  it('says why a call failed, and that it cost nothing', async () => {
    await world.request('comparison:start', { prompt: 'Why?', models: ['one'] });
    (await world.call(0)).fail(new AbaiError('auth', 'The key was refused.'));
    await world.until(async () => (await all()).tasks[0]!.state === 'failed');
    const [failed] = (await all()).tasks;
    assert.deepEqual([failed!.errorCode, failed!.cost], ['auth', { usd: 0, basis: 'exact' }]);
  });

  it('fills the template of a cell with the values of its row', async () => {
    const table = await RunWorld.open();
    try {
      const run = await table.start({ models: ['one'] });
      await table.finish(run.id);
      const { tasks, next } = await table.world.request('activity:tasks', {});
      assert.equal(next, null);
      assert.deepEqual(tasks.map(({ prompt }) => prompt).sort(), [
        'Answer: What is 1+1?',
        'Answer: What is 2+2?',
        'Answer: What is 3+3?',
      ]);
      assert.ok(
        tasks.every(({ kind, runId, state }) => kind === 'run' && runId === run.id && state === 'succeeded'),
      );
    } finally {
      await table.dispose();
    }
  });

  it('is given in pages, each call once', async () => {
    const cells = Array.from({ length: 40 }, (_, row) => ({ row, updatedAt: 1000 + (row >> 2) }));
    await storeRun(world.engine, { projectId, cells });
    const { tasks, pages } = await all();
    assert.equal(pages, 6);
    assert.equal(new Set(tasks.map(({ id }) => id)).size, 40);
    assert.deepEqual(
      tasks.map(({ at }) => at),
      tasks.map(({ at }) => at).sort((a, b) => b - a),
    );
    const page = await world.request('activity:tasks', { limit: 7 });
    assert.equal(page.reached, page.tasks.at(-1)!.at);
  });

  it('looks through some at a time for what is rare, and tells how far it came', async () => {
    const cells = Array.from({ length: 20 }, (_, row) => ({ row, updatedAt: 1000 + row }));
    await storeRun(world.engine, { projectId, cells });
    const many = 90_000;
    await world.engine.commit([
      {
        sql: `with recursive k(i) as (select 1 union all select i + 1 from k where i < ${many})
          insert into cells (id, run_id, variant_id, row_index, repeat_index, status, updated_at, output)
          select 'm' || i, 'r', 'r-v0', i + 100, 0, 'succeeded', 5000 + i, 'no' from k`,
      },
      { sql: `update cells set output = 'a zebra' where id = 'r-0-0-0'` },
    ]);
    const first = await world.request('activity:tasks', { filter: { text: 'zebra' } });
    assert.deepEqual(first.tasks, []);
    assert.equal(first.reached, 5000 + many - 80_000 + 1);
    const second = await world.request('activity:tasks', { filter: { text: 'zebra' }, before: first.next! });
    assert.deepEqual(
      second.tasks.map(({ id }) => id),
      ['r-0-0-0'],
    );
    assert.equal(second.next, null);
    // Days before it are not looked through at all.
    const past = await world.request('activity:tasks', { filter: { text: 'zebra', to: 1001 } });
    assert.deepEqual([past.tasks.length, past.next], [1, null]);
    const since = await world.request('activity:tasks', {
      filter: { text: 'zebra', from: 5000 + many - 10 },
    });
    assert.deepEqual([since.tasks.length, since.next], [0, null]);
  });

  it('refuses a place that it did not give', async () => {
    for (const before of ['x', '1.run', '1.cell.2', "1.run.2' or 1"]) {
      await assert.rejects(world.request('activity:tasks', { before }), { code: 'invalid' });
    }
  });

  describe('as a file', () => {
    beforeEach(async () => {
      await storeRun(world.engine, {
        projectId,
        headers: ['text'],
        values: [['=1+1'], ['two, "three"']],
        prompts: [{ template: '{{text}}' }],
        cells: [
          { row: 0, updatedAt: 2000, usd: 0.5, inputTokens: 3, outputTokens: 4, latencyMs: 12 },
          { row: 1, updatedAt: 1000, status: 'failed', errorCode: 'auth' },
        ],
      });
    });

    const write = async (
      format: 'csv' | 'json',
      more: { neutralise?: boolean; filter?: TaskFilter } = {},
    ) => {
      const path = join(world.dir, `calls.${format}`);
      const result = await world.request('activity:export', { format, path, ...more });
      const content = await readFile(path, 'utf8');
      assert.equal(result.bytes, Buffer.byteLength(content));
      return { content, rows: result.rows };
    };

    it('has a line for each, with formulas made harmless', async () => {
      const { content, rows } = await write('csv');
      assert.equal(rows, 2);
      const { data } = Papa.parse<Record<string, string>>(content, { header: true, skipEmptyLines: true });
      assert.deepEqual(
        data.map((row) => [
          row.time,
          row.project,
          row.model,
          row.state,
          row.USD,
          row.ms,
          row.error,
          row.prompt,
        ]),
        [
          ['1970-01-01T00:00:02.000Z', 'My Project', 'openai:one', 'succeeded', '0.5', '12', '', "'=1+1"],
          ['1970-01-01T00:00:01.000Z', 'My Project', 'openai:one', 'failed', '', '', 'auth', 'two, "three"'],
        ],
      );
      assert.match((await write('csv', { neutralise: false })).content, /,=1\+1,/);
    });

    it('is JSON that can be read, also when nothing fits', async () => {
      const records = JSON.parse((await write('json')).content) as Record<string, unknown>[];
      assert.deepEqual(
        records.map(({ at, prompt, project, cost }) => [at, prompt, project, cost]),
        [
          ['1970-01-01T00:00:02.000Z', '=1+1', 'My Project', { usd: 0.5, basis: 'exact' }],
          ['1970-01-01T00:00:01.000Z', 'two, "three"', 'My Project', undefined],
        ],
      );
      const none = await write('json', { filter: { text: 'nowhere' } });
      assert.deepEqual([none.rows, JSON.parse(none.content)], [0, []]);
    });

    it('has what the filter lets through, and is not begun in a place that is not there', async () => {
      assert.equal((await write('csv', { filter: { states: ['failed'] } })).rows, 1);
      await assert.rejects(
        world.request('activity:export', { format: 'csv', path: join(world.dir, 'none', 'x.csv') }),
        { code: 'invalid' },
      );
      await assert.rejects(world.request('activity:export', { format: 'csv', path: 'x.csv' }), {
        code: 'invalid',
      });
    });
  });
});
