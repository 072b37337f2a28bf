import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import { RunWorld } from './run-world.ts';
import type { Call } from './world.ts';

describe('a column of a run whose calls are all refused', () => {
  let at: RunWorld;
  beforeEach(async () => {
    const lines = Array.from({ length: 40 }, (_, row) => `What is ${row}+1?,${row + 1}`);
    at = await RunWorld.open(`question,expected\n${lines.join('\n')}\n`);
  });
  afterEach(() => at.dispose());

  const bad = new AbaiError('auth', 'OpenAI refused the key: set another one.');
  const isBad = (call: Call) => call.request.model.id === 'two';

  it('is given up after eight, the others go on, and the run pauses with what to do', async () => {
    const run = await at.start({ concurrency: 4 });
    const done = await at.finish(run.id, (call) => (isBad(call) ? bad : 'ok'));
    assert.equal(done.status, 'paused');
    assert.match(done.reason!, /^Model two was given up.*set another one\. Put that right, then resume/);
    assert.equal(done.cells.succeeded, 40);
    assert.ok(done.cells.failed >= 8 && done.cells.failed < 12, `${done.cells.failed} failed`);
    const open = (await at.cells(run.id)).filter(({ status }) => status === 'pending').length;
    assert.equal(open, 40 - done.cells.failed);
    await at.world.request('run:resume', { runId: run.id, failed: true });
    const healed = await at.finish(run.id);
    assert.deepEqual([healed.status, healed.cells.succeeded], ['completed', 80]);
  });

  it('is not given up when one answer came, or for what may heal', async () => {
    let refused = 0;
    const once = await at.start({ models: ['two'], concurrency: 4 });
    const done = await at.finish(once.id, () => (++refused === 3 ? 'one answer' : bad));
    assert.deepEqual([done.status, done.cells.failed, done.cells.succeeded], ['completed', 39, 1]);

    const odd = await at.start({ models: ['two'], concurrency: 4 });
    const answers = await at.finish(odd.id, () => new AbaiError('invalid', 'This question is too long.'));
    assert.deepEqual([answers.status, answers.cells.failed], ['completed', 40]);
  });

  it('is given up for an address that is none, before anything is sent', async () => {
    at.world.endpoints = { openai: { baseUrl: 'nonsense' } };
    const run = await at.start({ models: ['one'] });
    const done = await at.finish(run.id);
    assert.equal(done.status, 'paused');
    assert.match(done.reason!, /is not an address/);
    assert.equal(at.world.calls.length, 0);
  });
});
