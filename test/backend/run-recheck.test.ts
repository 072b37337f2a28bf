import assert from 'node:assert/strict';
import type { Check } from '../../src/protocol/checks.ts';
import type { Run } from '../../src/protocol/runs.ts';
import { RunWorld } from './run-world.ts';

describe('checking a run anew', () => {
  let at: RunWorld;
  afterEach(() => at.dispose());

  const recheck = (runId: string, checks: Check[]) => at.world.request('run:recheck', { runId, checks });
  const passed = async (runId: string) =>
    (await at.cells(runId)).map(({ checks }) =>
      (checks ?? []).map(({ name, passed }) => `${name} ${passed}`),
    );

  it('holds stored answers against other checks without a call', async () => {
    at = await RunWorld.open();
    const run = await at.start({ models: ['one'], checks: [{ type: 'contains', expected: 'It' }] });
    await at.finish(run.id);
    const calls = at.world.calls.length;
    const before = at.world.events.length;
    const changed = await recheck(run.id, [
      { type: 'number', expected: '{{expected}}' },
      { type: 'regex', pattern: '^It' },
    ]);
    assert.deepEqual(
      changed.checks.map(({ type }) => type),
      ['number', 'regex'],
    );
    assert.deepEqual(await passed(run.id), [
      ['number=={{expected}} false', 'regex==^It true'],
      ['number=={{expected}} true', 'regex==^It true'],
      ['number=={{expected}} false', 'regex==^It true'],
    ]);
    assert.equal(at.world.calls.length, calls);
    assert.equal(changed.status, 'completed');
    assert.ok(at.world.events.slice(before).some(({ type }) => type === 'run:updated'));
    assert.deepEqual(await recheck(run.id, []).then(() => passed(run.id)), [[], [], []]);
  });

  it('checks what comes later by the new checks too', async () => {
    at = await RunWorld.open();
    const run = await at.start({ models: ['one'], concurrency: 1 });
    await at.world.call(0);
    await recheck(run.id, [{ type: 'number', expected: '{{expected}}' }]);
    await at.finish(run.id);
    assert.deepEqual((await passed(run.id)).flat(), [
      'number=={{expected}} false',
      'number=={{expected}} true',
      'number=={{expected}} false',
    ]);
  });

  it('reads page by page, and goes on after a crash', async () => {
    const rows = 1203;
    const lines = Array.from({ length: rows }, (_, row) => `What is ${row}+1?,${row + 1}`);
    at = await RunWorld.open(`question,expected\n${lines.join('\n')}\n`);
    const run = await at.start({ models: ['one'], concurrency: 1000 });
    await at.finish(run.id, ({ request }) => `${Number(/(\d+)\+/.exec(request.turns[0]!.content)![1]) + 1}`);
    await recheck(run.id, [{ type: 'number', expected: '{{expected}}' }]);
    const all = await at.world.request('run:cells', { runId: run.id, limit: 10_000 });
    assert.equal(all.filter(({ checks }) => checks?.[0]?.passed).length, rows);

    // As a crash leaves it: the new checks are stored, no answer was held against them.
    const stored = (await at.world.store.runs.get(run.id))!;
    const changed = { ...stored, checks: [{ type: 'json' as const }], graderIds: ['a-new-one'] };
    await at.world.store.commit({ writes: at.world.store.runs.setChecks(changed, 1), at: 1 });
    await at.world.store.close();
    await at.world.reopen();
    await at.world.request('connection:ping', {});
    await at.world.until(async () => !(await at.world.store.runs.get(run.id))!.rechecking);
    const after = await at.world.request('run:cells', { runId: run.id, limit: 10_000 });
    assert.ok(after.every(({ checks }) => checks?.length === 1 && checks[0]!.name === 'json'));
  });

  it('is done again where the data is opened next when the back end closes meanwhile', async () => {
    at = await RunWorld.open();
    const run = await at.start({ models: ['one'] });
    await at.finish(run.id, () => `${'word '.repeat(12)}and then it ends with a stop.`);
    const stored = async () => (await at.world.store.runs.get(run.id))!;
    const cut = recheck(run.id, [{ type: 'regex', pattern: '^(\\w+\\s?)*$' }]).catch(() => {});
    await at.world.until(async () => (await stored()).rechecking === true);
    await at.world.backend.close();
    await cut;
    await at.world.reopen();
    assert.equal((await stored()).rechecking, true);
    await at.world.request('connection:ping', {});
    await at.world.until(async () => !(await stored()).rechecking);
    for (const { checks } of await at.cells(run.id))
      assert.deepEqual(
        checks?.map(({ detail }) => detail),
        ['pattern took too long'],
      );
  });

  it('tells how far it is, and stops when it is taken back, with what was checked', async () => {
    const rows = 1203;
    const lines = Array.from({ length: rows }, (_, row) => `What is ${row}+1?,${row + 1}`);
    at = await RunWorld.open(`question,expected\n${lines.join('\n')}\n`);
    const run = await at.start({ models: ['one'], concurrency: 1000 });
    await at.finish(run.id);
    const told = () =>
      at.world.events.flatMap(({ type, data }) =>
        type === 'run:updated' ? [(data as { run: Run }).run.recheck] : [],
      );
    // Time goes on with each page that is written.
    const { dropGrades } = at.world.store.runs;
    at.world.store.runs.dropGrades = (ids, when) => {
      at.world.clock.pass(300);
      return dropGrades(ids, when);
    };
    const before = told().length;
    await recheck(run.id, [{ type: 'json' }]);
    assert.deepEqual(told().slice(before).filter(Boolean), [
      { checked: 500, total: rows },
      { checked: 1000, total: rows },
      { checked: 1203, total: rows },
    ]);
    assert.equal(told().at(-1), undefined, 'its end is told');
    assert.equal((await at.get(run.id)).recheck, undefined);

    const abort = new AbortController();
    const stop = at.world.backend.onEvent(({ type, data }) => {
      if (type === 'run:updated' && data.run.recheck?.checked === 500) abort.abort();
    });
    const checks: Check[] = [{ type: 'contains', expected: 'It' }];
    const stopped = at.world.request('run:recheck', { runId: run.id, checks }, abort.signal);
    await assert.rejects(stopped, { code: 'cancelled', message: /^Stopped: 500 of 1203 answers/ });
    stop();
    const now = await at.get(run.id);
    assert.deepEqual([now.checks, now.recheck, told().at(-1)], [checks, undefined, undefined]);
    const judged = async () =>
      (await at.world.request('run:cells', { runId: run.id, limit: 10_000 })).filter(
        (cell) => cell.checks?.length === 1,
      ).length;
    assert.equal(await judged(), 500, 'no verdict of before is taken for one of now');
    await recheck(run.id, checks);
    assert.equal(await judged(), rows);
  });

  it('refuses a column that is not there and a wrong schema, and changes nothing then', async () => {
    at = await RunWorld.open();
    const run = await at.start({ models: ['one'], checks: [{ type: 'json' }] });
    await at.finish(run.id);
    await assert.rejects(recheck(run.id, [{ type: 'equals', expected: '{{truth}}' }]), /\{\{truth\}\}/);
    await assert.rejects(
      recheck(run.id, [{ type: 'json-schema', schema: { type: 'nonsense' } }]),
      /not a JSON Schema/,
    );
    assert.deepEqual((await at.get(run.id)).checks, [{ type: 'json' }]);
    assert.deepEqual((await passed(run.id)).flat(), ['json false', 'json false', 'json false']);
  });
});
