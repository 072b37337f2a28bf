import assert from 'node:assert/strict';
import type { Check } from '../../src/protocol/checks.ts';
import { RunWorld } from './run-world.ts';

const endless = '^(\\w+\\s?)*$';
const long = `${'word '.repeat(12)}and then it ends with a stop.`;

describe('patterns of users', () => {
  let at: RunWorld;
  afterEach(() => at.dispose());

  const recheck = (runId: string, checks: Check[]) => at.world.request('run:recheck', { runId, checks });
  const verdicts = async (runId: string) =>
    (await at.cells(runId)).map(({ checks }) =>
      (checks ?? []).map(({ passed, detail }) => `${passed} ${detail}`),
    );

  it('that have no end hold up nobody: the cell says so, and the run ends', async () => {
    at = await RunWorld.open();
    const run = await at.start({
      models: ['one'],
      checks: [
        { type: 'regex', pattern: endless },
        { type: 'regex', pattern: 'stop' },
      ],
    });
    const ended = await at.finish(run.id, ({ request }) =>
      request.turns[0]!.content.includes('1+1') ? 'word' : long,
    );
    assert.equal(ended.status, 'completed');
    assert.deepEqual(await verdicts(run.id), [
      ['true undefined', 'false it does not match'],
      ['false pattern took too long', 'true undefined'],
      ['false pattern took too long', 'true undefined'],
    ]);
  });

  it('in a schema neither: of a check, and of the answer that a run asks for', async () => {
    at = await RunWorld.open();
    const schema = { type: 'object', properties: { a: { type: 'string', pattern: endless } } };
    const run = await at.start({ models: ['one'], checks: [{ type: 'json-schema', schema }] });
    await at.finish(run.id, () => JSON.stringify({ a: long }));
    for (const [verdict] of await verdicts(run.id)) assert.match(verdict!, /^false pattern took too long/);

    const structured = await at.start({ models: ['one'], schema });
    await at.finish(structured.id, () => JSON.stringify({ a: long }));
    for (const { status, error } of await at.cells(structured.id)) {
      assert.equal(status, 'failed');
      assert.match(error!.message, /pattern took too long/);
    }
  });

  it('do not hold up a folder that an older build left with them', async () => {
    at = await RunWorld.open();
    const run = await at.start({ models: ['one'] });
    await at.finish(run.id, () => long);
    const { store } = at.world;
    const stored = (await store.runs.get(run.id))!;
    const poisoned = {
      ...stored,
      checks: [{ type: 'regex' as const, pattern: endless }],
      graderIds: ['old'],
    };
    await store.commit({ writes: store.runs.setChecks(poisoned, 1), at: 1 });
    await store.close();
    await at.world.reopen();
    await at.world.request('connection:ping', {});
    // It can be used while the check is made up for, and has an end.
    assert.equal((await at.world.request('run:list', {})).length, 1);
    await at.world.until(async () => !(await at.world.store.runs.get(run.id))!.rechecking);
    assert.deepEqual(await verdicts(run.id), Array(3).fill(['false pattern took too long']));
    await recheck(run.id, [{ type: 'contains', expected: 'stop' }]);
    assert.deepEqual(await verdicts(run.id), Array(3).fill(['true undefined']));
  });

  it('take values of the row, which stand for themselves', async () => {
    at = await RunWorld.open('question,expected\na,1.5\nb,(\nc,\n');
    const run = await at.start({ models: ['one'], checks: [{ type: 'regex', pattern: '^{{expected}}$' }] });
    await at.finish(run.id, ({ request }) => (request.turns[0]!.content.endsWith('a') ? '1x5' : '('));
    assert.deepEqual(await verdicts(run.id), [['false it does not match'], ['true undefined'], []]);
    await assert.rejects(recheck(run.id, [{ type: 'regex', pattern: '{{gone}}' }]), /no column \{\{gone\}\}/);
  });

  it('and other checks that cannot be used are refused before anything is asked, and told by the estimate', async () => {
    at = await RunWorld.open();
    const wrong: Check[] = [
      { type: 'regex', pattern: '(' },
      { type: 'regex', pattern: 'a', flags: 'q' },
      { type: 'number', expected: 'ten' },
      { type: 'number', expected: '' },
      { type: 'contains', expected: ' ' },
      { type: 'json-schema', schema: { type: 'nonsense' } },
      { type: 'json-schema', schema: { type: 'string', format: 'colour' } },
    ];
    for (const check of wrong) {
      await assert.rejects(at.start({ checks: [check] }), { code: 'invalid' }, JSON.stringify(check));
      const { problems } = await at.world.request('run:estimate', {
        prompts: [{ template: 'x' }],
        models: ['one'],
        checks: [check],
      });
      assert.equal(problems.length, 1, JSON.stringify(check));
    }
    assert.equal(at.world.calls.length, 0);
  });

  it('are told at the set-up when rows expect what a check cannot compare', async () => {
    at = await RunWorld.open('question,expected\na,5\nb,10:30\nc,\nd,1/2\n');
    const warningsOf = async (check: Check) =>
      (
        await at.world.request('run:estimate', {
          datasetId: at.dataset.id,
          prompts: [{ template: 'x' }],
          models: ['one'],
          checks: [check],
        })
      ).warnings.filter((warning) => warning.includes('check'));
    assert.deepEqual(await warningsOf({ type: 'number', expected: '{{expected}}' }), [
      'In 2 of the 4 rows that were looked at, the check number=={{expected}} has no value of its kind: "10:30" is not a number and is compared as text.',
    ]);
    for (const check of [
      { type: 'contains', expected: '{{expected}}' },
      { type: 'regex', pattern: '^{{expected}}$' },
    ] as const)
      assert.match((await warningsOf(check))[0]!, /^In 1 of the 4 rows .*: nothing is expected\.$/);
    assert.deepEqual(await warningsOf({ type: 'equals', expected: '{{expected}}' }), []);
  });

  it('leave stored verdicts as they are until somebody checks again, which tells the version of the rule', async () => {
    at = await RunWorld.open('question,expected\na,1/2\n');
    const run = await at.start({ models: ['one'], checks: [{ type: 'number', expected: '{{expected}}' }] });
    await at.finish(run.id, () => '3/2');
    const [cell] = await at.cells(run.id);
    assert.deepEqual([cell!.checks![0]!.passed, cell!.checks![0]!.version], [false, 2]);
    // As the rule before this one had it.
    await at.world.engine.commit([
      { sql: "update grades set verdict = 'pass', detail = null, check_version = null", parameters: [] },
    ]);
    await at.world.backend.close();
    await at.world.reopen();
    await at.world.request('connection:ping', {});
    const [after] = await at.cells(run.id);
    assert.deepEqual(after!.checks, [{ name: 'number=={{expected}}', passed: true }]);
    await recheck(run.id, run.checks);
    assert.equal((await at.cells(run.id))[0]!.checks![0]!.passed, false);
  });
});
