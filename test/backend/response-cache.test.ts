import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import { each, RunWorld } from './run-world.ts';

describe('the cache of answers', () => {
  let at: RunWorld;
  beforeEach(async () => {
    at = await RunWorld.open();
  });
  afterEach(() => at.dispose());

  /** Calls that a further run needs. */
  async function callsOf(more: object, answer: () => string | Error = () => 'It is 4.'): Promise<number> {
    const before = at.world.calls.length;
    const run = await at.start({ models: ['one'], cache: true, ...more });
    await at.finish(run.id, answer);
    return at.world.calls.length - before;
  }

  it('answers what was paid for once, marked, free and without a time', async () => {
    assert.equal(await callsOf({}), 3);
    const run = await at.start({ models: ['one'], cache: true, checks: [{ type: 'number', expected: '4' }] });
    const done = await at.finish(run.id);
    assert.equal(at.world.calls.length, 3);
    assert.equal(done.cache, true);
    assert.deepEqual(done.cost, { usd: 0, basis: 'free' });
    assert.deepEqual(done.usage, { inputTokens: 0, outputTokens: 0 });
    for (const cell of await at.cells(run.id)) {
      assert.deepEqual([cell.cached, cell.output, cell.status], [true, 'It is 4.', 'succeeded']);
      assert.deepEqual([cell.timing, cell.usage], [undefined, undefined]);
      assert.equal(cell.checks?.[0]?.passed, true);
    }
  });

  it('is not used unless it is wanted, and keeps nothing then', async () => {
    assert.equal(await callsOf({ cache: false }), 3);
    assert.equal(await callsOf({}), 3);
    assert.equal(await callsOf({ cache: false }), 3);
  });

  it('tells apart whatever may change an answer', async () => {
    await callsOf({});
    const schema = { type: 'object' };
    const others: object[] = [
      { models: ['two'] },
      { parameters: { temperature: 0 } },
      { models: [{ model: 'one', parameters: { temperature: 1 } }] },
      { prompts: [{ template: 'Answer: {{question}}', system: 'Be brief.' }] },
      { prompts: [{ template: 'Reply: {{question}}' }] },
    ];
    for (const other of others) assert.equal(await callsOf(other), 3, JSON.stringify(other));
    assert.equal(await callsOf({ schema }, () => '{}'), 3);
    assert.equal(await callsOf({ repeats: 2 }), 3, 'the first repeat is known');
    assert.equal(await callsOf({ repeats: 2 }), 0);
    at.world.endpoints = { openai: { baseUrl: 'https://another.invalid/v1' } };
    assert.equal(await callsOf({}), 3, 'another server');
    at.world.endpoints = {};
    assert.equal(await callsOf({ parameters: { topP: 1, temperature: 0 } }), 3);
    assert.equal(await callsOf({ parameters: { temperature: 0, topP: 1 } }), 0, 'the same in another order');
  });

  it('keeps no failure, and is asked past by whoever wants another answer', async () => {
    assert.equal(await callsOf({}, () => new AbaiError('invalid', 'Refused.')), 3);
    assert.equal(await callsOf({}), 3);
    const run = await at.start({ models: ['one'], cache: true });
    await at.finish(run.id);
    assert.equal(at.world.calls.length, 6);
    await at.world.request('run:retry', { runId: run.id, what: { row: 1 } });
    const again = await at.finish(run.id, () => 'Another one.');
    assert.equal(at.world.calls.length, 7);
    assert.ok(Math.abs(again.cost.usd! - each) < 1e-12);
    const cell = (await at.cells(run.id))[1]!;
    assert.deepEqual([cell.cached, cell.output], [undefined, 'Another one.']);
  });
});
