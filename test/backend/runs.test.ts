import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset } from '../../src/protocol/datasets.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { Cell, Run } from '../../src/protocol/runs.ts';
import { type Call, end, text, usage, World } from './world.ts';

const table = 'question,expected\n"What is 1+1?",2\n"What is\n2+2?",4\n"¿Cuánto es 3+3?",6\n';

describe('runs', () => {
  let world: World;
  let folder: string;
  let dataset: Dataset;
  beforeEach(async () => {
    world = await World.open();
    folder = await mkdtemp(join(tmpdir(), 'abai-runs-'));
    const path = join(folder, 'sums.csv');
    await writeFile(path, table);
    dataset = (await world.request('dataset:import', { path })).dataset;
  });
  afterEach(async () => {
    await world.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const start = (more: object = {}): Promise<Run> =>
    world.request('run:start', {
      datasetId: dataset.id,
      prompts: [{ template: 'Answer: {{question}}' }],
      models: ['one', 'two'],
      ...more,
    });
  const say = (call: Call, answer: string) => call.say(text(answer), usage(10, 5), end);
  const runNow = (id: string) => world.request('run:get', { runId: id });
  const cellsOf = (id: string) => world.request('run:cells', { runId: id });
  /** Answers calls as they come until the run is no longer running. */
  async function finish(id: string, answer: (call: Call) => string | Error = () => 'It is 4.'): Promise<Run> {
    const answered = new Set<Call>();
    await world.until(async () => {
      for (const call of world.calls) {
        if (answered.has(call) || call.signal.aborted) continue;
        answered.add(call);
        const said = answer(call);
        if (said instanceof Error) call.fail(said);
        else say(call, said);
      }
      world.clock.pass(20);
      return (await runNow(id)).status !== 'running';
    });
    return runNow(id);
  }

  it('ask every model for every row, save each answer with its cost, and end', async () => {
    const run = await start({ checks: [{ type: 'number', expected: '{{expected}}' }] });
    assert.deepEqual(run.cells, { total: 6, succeeded: 0, failed: 0, cancelled: 0 });
    const done = await finish(run.id);
    assert.equal(done.status, 'completed');
    assert.deepEqual(done.cells, { total: 6, succeeded: 6, failed: 0, cancelled: 0 });
    assert.deepEqual(done.usage, { inputTokens: 60, outputTokens: 30 });
    assert.ok(Math.abs(done.cost.usd! - (6 * (10 * 2 + 5 * 10)) / 1e6) < 1e-12);
    assert.equal(done.cost.basis, 'exact');
    const prompts = world.calls.map((call) => call.request.turns[0]!.content).sort();
    assert.deepEqual(
      [...new Set(prompts)],
      ['Answer: What is\n2+2?', 'Answer: What is 1+1?', 'Answer: ¿Cuánto es 3+3?'],
    );
    const cells = await cellsOf(run.id);
    assert.deepEqual(
      cells.map(({ row, checks }) => [row, checks![0]!.passed]),
      [0, 0, 1, 1, 2, 2].map((row) => [row, row === 1]),
    );
    assert.equal(cells[0]!.checks![0]!.detail, '4 is not 2');
    assert.ok(world.events.some((event) => event.type === 'run:updated'));
  });

  it('let no bad cell end the run, and ask failed ones again on a word', async () => {
    const run = await start();
    const isBad = (call: Call) =>
      call.request.model.id === 'two' && /1\+1/.test(call.request.turns[0]!.content);
    const done = await finish(run.id, (call) => (isBad(call) ? new AbaiError('invalid', 'Refused.') : 'ok'));
    assert.equal(done.status, 'completed');
    assert.deepEqual(done.cells, { total: 6, succeeded: 5, failed: 1, cancelled: 0 });
    const asked = world.calls.length;
    await world.request('run:resume', { runId: run.id, failed: true });
    const again = await finish(run.id, () => 'now ok');
    assert.deepEqual(again.cells, { total: 6, succeeded: 6, failed: 0, cancelled: 0 });
    assert.equal(world.calls.length, asked + 1, 'only the failed one was asked again');
  });

  it('start nothing for an unknown model, a missing column or too many columns', async () => {
    await assert.rejects(start({ models: ['one', 'nope'] }), /nope/);
    await assert.rejects(
      start({ prompts: [{ template: '{{answer}} {{question}}', system: '{{tone}}' }] }),
      /no column \{\{answer\}\}, \{\{tone\}\}\. The columns are: question, expected\./,
    );
    await assert.rejects(start({ checks: [{ type: 'equals', expected: '{{truth}}' }] }), /\{\{truth\}\}/);
    await assert.rejects(start({ models: Array.from({ length: 9 }, () => 'one') }), /more than 8/);
    assert.equal(world.calls.length, 0);
    assert.deepEqual(await world.request('run:list', {}), []);
  });

  it('go on where they were after a pause and after a new owner, and ask no stored answer again', async () => {
    const run = await start({ concurrency: 2 });
    say(await world.call(0), 'first');
    await world.until(async () => {
      world.clock.pass(20);
      return (await runNow(run.id)).cells.succeeded === 1;
    });
    const paused = await world.request('run:pause', { runId: run.id });
    assert.equal(paused.status, 'paused');
    await world.request('run:resume', { runId: run.id });
    await world.call(2);
    // The owner is gone: nothing of the back end's own closing runs.
    await world.store.close();
    await world.reopen();
    const before = (await cellsOf(run.id))
      .filter((cell: Cell) => cell.status === 'succeeded')
      .map((cell) => cell.id);
    const done = await finish(run.id, () => 'later');
    assert.equal(done.status, 'completed');
    const cells = await cellsOf(run.id);
    assert.equal(cells.filter((cell) => cell.status === 'succeeded').length, 6);
    for (const id of before) assert.equal(cells.find((cell) => cell.id === id)!.output, 'first');
  });

  it('are cancelled whole, and keep what was there', async () => {
    const run = await start({ concurrency: 2 });
    say(await world.call(0), 'first');
    await world.until(async () => {
      world.clock.pass(20);
      return (await runNow(run.id)).cells.succeeded === 1;
    });
    const cancelled = await world.request('run:cancel', { runId: run.id });
    assert.equal(cancelled.status, 'cancelled');
    assert.deepEqual(cancelled.cells, { total: 6, succeeded: 1, failed: 0, cancelled: 5 });
    await assert.rejects(world.request('run:pause', { runId: run.id }), /cannot be paused/);
  });

  it('pause at the cost cap, never past it', async () => {
    const each = (10 * 2 + 5 * 10) / 1e6;
    const run = await start({ maxCostUsd: each * 3.5 });
    const done = await finish(run.id);
    assert.equal(done.status, 'paused');
    assert.match(done.reason!, /cost cap/);
    assert.ok(done.cost.usd! <= each * 3.5 && done.cells.succeeded === 3, JSON.stringify(done.cells));
  });

  it('keep the cap also when the calls of one model are far dearer', async () => {
    const cap = 0.01;
    const run = await start({ maxCostUsd: cap, repeats: 20 });
    const priced = new Set<Call>();
    await world.until(async () => {
      for (const call of world.calls) {
        if (priced.has(call) || call.signal.aborted) continue;
        priced.add(call);
        // 0.002 USD and a thousandth of it.
        const tokens = call.request.model.id === 'two' ? 1000 : 1;
        call.say(text('ok'), usage(tokens, 0), end);
      }
      world.clock.pass(20);
      return (await runNow(run.id)).status !== 'running';
    });
    const done = await runNow(run.id);
    assert.equal(done.status, 'paused');
    assert.ok(done.cost.usd! <= cap, `${done.cost.usd} USD were spent`);
    assert.ok(done.cost.usd! > cap * 0.75, `only ${done.cost.usd} USD were spent`);
  });

  it('ask nothing more when everything is deleted', async () => {
    await start({ concurrency: 2 });
    await world.call(1);
    await world.request('data:delete-all', { confirm: 'delete everything' });
    assert.ok(world.calls.every(({ signal }) => signal.aborted));
    assert.deepEqual(await world.request('run:list', {}), []);
    assert.ok(!world.logged.some((line) => /could not be saved/.test(line)), world.logged.join('\n'));
  });

  it('are listed newest first, page by page, also those of one moment', async () => {
    const made: string[] = [];
    for (let at = 0; at < 5; at++) {
      if (at === 3) world.clock.pass(1000);
      made.push((await start()).id);
    }
    const listed: string[] = [];
    for (;;) {
      const before =
        listed.length > 0 ? await world.request('run:get', { runId: listed.at(-1)! }) : undefined;
      const page = await world.request('run:list', {
        limit: 2,
        ...(before ? { before: { createdAt: before.createdAt, id: before.id } } : {}),
      });
      listed.push(...page.map(({ id }) => id));
      if (page.length < 2) break;
    }
    assert.deepEqual(listed, made.toReversed());
  });

  it('repeat each cell, and take only so many rows', async () => {
    const run = await start({ models: ['one'], repeats: 3, limit: 2 });
    const done = await finish(run.id);
    assert.equal(done.cells.total, 6);
    assert.deepEqual(
      (await cellsOf(run.id)).map(({ row, repeat }) => [row, repeat]),
      [0, 1].flatMap((row) => [0, 1, 2].map((repeat) => [row, repeat])),
    );
  });

  it('are there once when the start is sent twice', async () => {
    const requestId = 'request-0009';
    const first = await start({ requestId });
    const second = await start({ requestId });
    assert.equal(second.id, first.id);
    assert.equal((await world.request('run:list', {})).length, 1);
  });
});
