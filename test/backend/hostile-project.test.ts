import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertRefused, readEverything } from './every-list.ts';
import { filledProject } from './filled-project.ts';
import { RunWorld } from './run-world.ts';
import { ScriptedTools } from './scripted-tools.ts';
import { end, text, World } from './world.ts';

type Line = { table?: string; row: Record<string, unknown> };

/** Numbers from a seed: mulberry32. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

/** What nobody who means well writes into a column. */
const hostile: readonly unknown[] = [
  ...[true, false, 0, -1, 0.5, 1e15, Number.MAX_SAFE_INTEGER, 1e300, -1e300],
  ...[
    '',
    ' ',
    'running',
    'approved',
    '__proto__',
    'constructor',
    'toString',
    '{',
    '[]',
    'null',
    '"x"',
    '(',
    '1e9',
  ],
  ...[
    '../../etc/passwd',
    'file:///etc/passwd',
    '\u0000',
    '\ud800',
    'x'.repeat(100_000),
    "'; drop table runs; --",
  ],
  ...[[], [[]], [null], [1], ['a'], [{}], {}, { a: 1 }, { __proto__: null, length: -1 }, null],
  JSON.parse('{"__proto__": {"polluted": true}}'),
  { status: 'running', rechecking: true, recheck: { checked: 0, total: 1 } },
  { enabled: ['read_file'], approved: ['read_file'] },
  { rows: { taken: 1e15, all: 1e15 } },
  { prompts: [], checks: [{ type: 'regex', pattern: '^(\\w+\\s?)*$' }], graderIds: [], rechecking: true },
  { prompts: [{ template: 'x', images: ['/etc/passwd'] }] },
  { inputTokens: -5, outputTokens: 'many' },
  deep(150),
  deep(1500),
];

describe('a project of somebody who means harm', () => {
  let at: RunWorld;
  let other: World;
  let original: string[];
  let file: string;
  let tools: ScriptedTools;
  before(async () => {
    at = await RunWorld.open();
    const { world } = at;
    const { projectId } = await filledProject(world);
    const attachments = [
      { kind: 'text' as const, name: 'a.md', text: 'What I attached.', uri: 'file:///home/me/a.md' },
    ];
    await world.request('comparison:start', {
      projectId,
      prompt: 'Why is the sky so?',
      models: ['one'],
      attachments,
      source: { uri: 'file:///home/me/secret.md' },
    });
    (await world.call(world.calls.length - 1)).say(text('So.'), end);
    await world.until(async () => (await world.store.messages.generating()).length === 0);
    const { dataset } = await world.request('dataset:import', {
      projectId,
      path: join(at.folder, 'sums.csv'),
    });
    const checks = [
      { type: 'number' as const, expected: '{{expected}}' },
      { type: 'regex' as const, pattern: '\\d' },
    ];
    const run = await world.request('run:start', {
      datasetId: dataset.id,
      prompts: [{ template: 'Answer: {{question}}' }],
      models: ['one', 'two'],
      checks,
    });
    await at.finish(run.id);
    file = join(world.dir, 'project.jsonl');
    await world.request('data:export-project', { projectId, path: file });
    original = (await readFile(file, 'utf8')).trimEnd().split('\n');
    await readEverything(world, projectId);
  });
  after(() => at.dispose());
  beforeEach(async () => {
    other = await World.open();
    tools = new ScriptedTools();
    other.tools = tools;
  });
  afterEach(() => other.dispose());

  /** The file with some of its rows changed, and its number of rows right. */
  async function imported(change: (lines: Line[]) => Line[]) {
    const [head, ...rows] = original.slice(0, -1);
    const changed = change(rows.map((line) => JSON.parse(line) as Line));
    const all = [head, ...changed.map((line) => JSON.stringify(line))];
    await writeFile(file, [...all, JSON.stringify({ end: true, rows: changed.length }), ''].join('\n'));
    return other.request('data:import', { path: file });
  }
  const edited = (table: string, edit: (row: Line['row'], index: number) => void) => (lines: Line[]) => {
    const own = lines.filter((line) => line.table === table);
    assert.ok(own.length > 0, table);
    for (const [index, { row }] of own.entries()) edit(row, index);
    return lines;
  };
  const settingsOf = (row: Line['row']) => row.settings as Record<string, unknown>;
  /** As the next window does, which is what sets unfinished work going. */
  async function openedAgain(): Promise<void> {
    await other.backend.close();
    await other.reopen();
    await other.request('project:list', {});
    other.clock.pass(60_000);
  }

  it('asks nobody anything, whatever it says of its runs', async () => {
    const { project, warnings } = await imported((lines) => {
      edited('cells', (row) => {
        row.status = 'running';
      })(lines);
      return edited('runs', (row) => {
        row.status = 'running';
        row.completed_at = undefined;
      })(lines);
    });
    assert.ok(
      warnings.some((warning) => /come in paused: 2\./u.test(warning)),
      warnings.join(),
    );
    await openedAgain();
    const runs = await other.request('run:list', { projectId: project.id });
    assert.deepEqual(
      runs.map(({ status, pausedBecause }) => [status, pausedBecause]),
      Array(2).fill(['paused', 'person']),
    );
    assert.match(String(runs[0]!.reason), /came in with an imported project/u);
    assert.equal(other.calls.length, 0);
    // A person may: it is a whole run.
    await other.request('run:resume', { runId: runs.find(({ variants }) => variants.length === 2)!.id });
    await other.until(() => other.calls.length > 0);
  });

  it('holds no answer against a pattern that never ends', async () => {
    const { project } = await imported((lines) => {
      edited('cells', (row) => {
        row.output = `${'a'.repeat(40)}!`;
      })(lines);
      return edited('runs', (row) => {
        const { checks = [] } = settingsOf(row) as { checks?: unknown[] };
        const pattern = { type: 'regex', pattern: '^(\\w+\\s?)*$' };
        Object.assign(settingsOf(row), { checks: checks.map(() => pattern), rechecking: true });
      })(lines);
    });
    await openedAgain();
    assert.deepEqual(await other.store.runs.unfinished(), []);
    await readEverything(other, project.id);
  });

  it('runs no tool, and keeps no approval', async () => {
    const call = { id: 'c1', name: 'read_file', arguments: { path: '/etc/passwd' } };
    const { project, warnings } = await imported((lines) => {
      edited('conversations', (row) => {
        row.tools = { enabled: ['read_file'], approved: ['read_file'] };
      })(lines);
      return edited('messages', (row) => {
        if (row.role !== 'assistant') return;
        row.tool_calls = [call];
        row.tool_results = [{ callId: 'c1', outcome: 'approved', content: '' }];
      })(lines);
    });
    assert.ok(
      warnings.some((warning) => /ask again/u.test(warning)),
      warnings.join(),
    );
    await openedAgain();
    for (const { id, tools: choice } of await other.request('conversation:list', { projectId: project.id })) {
      assert.deepEqual(choice?.approved, []);
      for (const { toolResults } of await other.request('messages:list', { conversationId: id }))
        assert.ok(!toolResults?.some(({ outcome }) => outcome === 'approved'));
    }
    assert.deepEqual(tools.runs, []);
    for (const status of ['running_tools', 'awaiting_tool_approval', 'generating']) {
      const flying = edited('messages', (row) => {
        row.status = status;
      });
      await assert.rejects(imported(flying), assertRefused);
    }
  });

  it('names no file of this machine', async () => {
    const { project, warnings } = await imported((lines) => lines);
    assert.ok(
      warnings.some((warning) => /Paths to files/u.test(warning)),
      warnings.join(),
    );
    for (const { id } of await other.request('comparison:list', { projectId: project.id })) {
      const { comparison, messages } = await other.request('comparison:get', { comparisonId: id });
      assert.equal(comparison.source, undefined);
      for (const { attachments } of Object.values(messages).flat())
        for (const { uri } of attachments ?? []) assert.equal(uri, undefined);
    }
    for (const dataset of await other.request('dataset:list', { projectId: project.id }))
      assert.equal(dataset.sourceFile, undefined);
  });

  it('sends no picture of this machine, not even when its run is continued', async () => {
    const picture = join(other.dir, 'private.png');
    await writeFile(picture, Buffer.from('89504e470d0a1a0a', 'hex'));
    const { project } = await imported((lines) => {
      edited('datasets', (row) => {
        row.source_file = join(other.dir, 'table.csv');
      })(lines);
      edited('cells', (row) => {
        row.status = 'pending';
      })(lines);
      return edited('runs', (row, index) => {
        const prompts = [{ template: 'Look.', images: [index === 0 ? picture : `file://${picture}`] }];
        Object.assign(settingsOf(row), { prompts, anyImages: true });
        row.status = 'running';
      })(lines);
    });
    for (const { id: runId } of await other.request('run:list', { projectId: project.id })) {
      await other.request('run:resume', { runId });
      await other.until(async () => (await other.request('run:get', { runId })).status !== 'running');
      for (const { status, error } of await other.request('run:cells', { runId })) {
        assert.equal(status, 'failed');
        assert.match(String(error?.message), /is not read/u);
      }
    }
    assert.equal(other.calls.length, 0);
  });

  it('is refused, with the line, where a list would break', async () => {
    const cases: [string, string, unknown, RegExp?][] = [
      ['datasets', 'headers', true],
      ['datasets', 'headers', { length: 3 }],
      ['datasets', 'headers', [1]],
      ['datasets', 'checksum', 'incomplete:x', /still being read/u],
      ['dataset_rows', 'row_values', { 0: 'a' }],
      ['dataset_rows', 'row_values', ['a', null]],
      ['dataset_rows', 'row_index', 1e12, /larger than the number of rows/u],
      ['runs', 'settings', []],
      ['runs', 'settings', { prompts: 'x' }],
      [
        'runs',
        'settings',
        { checks: [{ type: 'regex', pattern: '(' }], graderIds: ['x'] },
        /regular expression/u,
      ],
      ['runs', 'settings', { checks: [{ type: 'json' }], graderIds: [] }, /graders/u],
      ['runs', 'repeats', 1e9, /from 1 to 100/u],
      ['runs', 'created_at', 9e15, /no time/u],
      ['runs', 'max_cost', 0, /above 0/u],
      ['run_variants', 'prompt_index', 7, /no prompt/u],
      ['run_variants', 'schema', 5],
      ['cells', 'error', 'not JSON', /no failure/u],
      ['cells', 'error', '{"code":"x"}', /no failure/u],
      ['cells', 'warnings', [{}]],
      ['cells', 'error_code', 'constructor', /must be one of/u],
      ['comparisons', 'tools', { a: 1 }],
      ['comparisons', 'schema', 'x'],
      ['comparisons', 'schema', deep(300), /too deeply|expected/u],
      ['conversations', 'tools', ['read_file']],
      ['votes', 'models', 'x'],
      ['votes', 'verdict', 'maybe', /must be one of/u],
      ['graders', 'settings', 'x'],
      ['profiles', 'options', { models: [7] }],
      ['activity', 'day', 'yesterday', /must be a day/u],
      ['messages', 'id', '__proto__', /no id/u],
      ['comparisons', 'id', 'constructor', /no id/u],
      ['comparisons', 'id', 'a,b', /no id/u],
    ];
    for (const [table, column, value, pattern] of cases) {
      const where = `${table}.${column} = ${JSON.stringify(value)?.slice(0, 40)}`;
      const change = edited(table, (row, index) => {
        if (index === 0) row[column] = value;
      });
      await assert.rejects(
        imported(change),
        (error: Error) => {
          assertRefused(error);
          assert.match(
            error.message,
            new RegExp(`line \\d+: ${table}\\.${column}|line \\d+: .*${table}`, 'u'),
            where,
          );
          if (pattern) assert.match(error.message, pattern, where);
          return true;
        },
        where,
      );
    }
  });

  it('counts no more than came with it', async () => {
    const { project } = await imported((lines) => {
      edited('datasets', (row) => {
        row.row_count = 1e12;
      })(lines);
      return edited('runs', (row) => {
        Object.assign(row, { total_cells: 1e12, succeeded_cells: 1e12 });
        if (settingsOf(row).rows) settingsOf(row).rows = { taken: 1e12, all: 1e12 };
      })(lines);
    });
    await readEverything(other, project.id);
    for (const run of await other.request('run:list', { projectId: project.id })) {
      assert.ok(run.cells.total <= 6 && run.cells.succeeded <= 6, JSON.stringify(run.cells));
      assert.ok(run.rows.taken <= 3 && run.rows.all <= 3, JSON.stringify(run.rows));
    }
  });

  it('leaves no prototype changed, and mends what a vendor once sent as its counts', async () => {
    const { project, warnings } = await imported((lines) => {
      edited('comparisons', (row) => {
        row.schema = JSON.parse('{"__proto__":{"polluted":1},"properties":{"__proto__":{"type":"string"}}}');
      })(lines);
      return edited('cells', (row) => {
        Object.assign(row, { cost: -0.3, cost_basis: 'exact', tokens_in: 1.5 });
        row.usage = { inputTokens: 1.5, outputTokens: -3, cachedInputTokens: '7' };
      })(lines);
    });
    assert.ok(
      warnings.some((warning) => /Counts or costs/u.test(warning)),
      warnings.join(),
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    await readEverything(other, project.id);
    const [run] = (await other.request('run:list', { projectId: project.id })).filter(
      ({ variants }) => variants.length === 2,
    );
    const [cell] = await other.request('run:cells', { runId: run!.id });
    assert.deepEqual(cell!.usage, {
      inputTokens: 7,
      outputTokens: 0,
      cachedInputTokens: 7,
      estimated: true,
    });
    assert.deepEqual(cell!.cost, { usd: null, basis: 'unknown' });
  });

  it('breaks no list where an earlier version has let it in', async () => {
    const { project } = await imported((lines) => lines);
    for (const sql of [
      `update datasets set headers = 'true'`,
      `update dataset_rows set row_values = case row_index when 0 then '{"a":1}' when 1 then '[1,null]' else 'x' end`,
      `update votes set models = '7', message_ids = 'null'`,
      `update profiles set options = '[]'`,
      `update cells set error = 'no JSON', usage = '{'`,
      `update messages set error = 'no JSON'`,
      `update runs set settings = '{"prompts":"x","checks":5,"graderIds":{}}'`,
    ])
      await other.store.commit({ writes: [{ sql, parameters: [] }], at: 1 });
    await openedAgain();
    for (const method of ['dataset:list', 'run:list', 'vote:list', 'vote:standings'] as const)
      await other.request(method, { projectId: project.id });
    await other.request('activity:tasks', { limit: 500 });
    await other.request('profile:list', {});
    for (const { id } of await other.request('dataset:list', { projectId: project.id }))
      await other.request('dataset:rows', { datasetId: id });
    for (const { id: runId } of await other.request('run:list', { projectId: project.id })) {
      await other.request('run:grid', { runId, from: 0, limit: 100 });
      await other.request('run:summary', { runId });
      await other.request('run:cells', { runId });
    }
  });

  // More seeds by ABAI_FUZZ=seeds.
  it('breaks no list, asks nobody and runs nothing, however its rows are changed', async function () {
    this.timeout(120_000);
    const seeds = Number(process.env.ABAI_FUZZ ?? 60);
    let taken = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const below = dice(seed);
      const change = (lines: Line[]) => {
        for (let mutations = 1 + below(2); mutations > 0; mutations -= 1) mutate(lines, below);
        return lines;
      };
      try {
        const { project } = await imported(change);
        taken += 1;
        await readEverything(other, project.id);
        await other.store.commit({ writes: other.store.projectRows.remove(project.id), at: 1 });
      } catch (error) {
        try {
          assertRefused(error);
        } catch {
          throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
        }
      }
    }
    await openedAgain();
    assert.ok(taken > seeds / 10 && taken < seeds, `${taken} of ${seeds} were taken in`);
    assert.equal(other.calls.length, 0);
    assert.deepEqual(tools.runs, []);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    await readEverything(other, (await other.request('project:get', {})).id);
  });

  function mutate(lines: Line[], below: (n: number) => number): void {
    const line = lines[below(lines.length)]!;
    // The same column of another row of the table may be one that this row does not have.
    const kin = lines.filter(({ table }) => table === line.table);
    const columns = Object.keys(kin[below(kin.length)]!.row);
    const column = columns[below(columns.length)]!;
    const value = hostile[below(hostile.length)];
    const inner = line.row[column];
    switch (below(6)) {
      case 0:
        lines.splice(lines.indexOf(line), 1);
        break;
      case 1:
        lines.splice(below(lines.length), 0, structuredClone(line));
        break;
      case 2:
        if (typeof inner === 'object' && inner !== null) {
          const keys = Object.keys(inner);
          if (keys.length > 0) (inner as Record<string, unknown>)[keys[below(keys.length)]!] = value;
        } else line.row[column] = value;
        break;
      case 3:
        delete line.row[column];
        break;
      default:
        line.row[column] = value;
    }
  }
});
