import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runOver } from '../../src/cli/follow-run.ts';
import type { Run } from '../../src/protocol/runs.ts';
import { FakeClient, fakeContext } from './fake-context.ts';

const first = {
  id: 'r',
  status: 'running',
  cells: { total: 2, succeeded: 0, failed: 0, cancelled: 0 },
  cost: { usd: 0, basis: 'free' },
} as Run;

describe('a run that the command line follows', () => {
  let fake: FakeClient;

  it('says once that it waits for a key, and again when it is another one', async () => {
    let run: Run = first;
    fake = new FakeClient({ 'run:get': () => run });
    const context = fakeContext({ connect: fake.connect });
    const over = runOver(first, await fake.connect(undefined), context);
    let seq = 0;
    const becomes = async (change: Partial<Run>) => {
      run = { ...first, ...change };
      fake.publish({ seq: ++seq, at: seq, type: 'run:updated', data: { run } });
      await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await becomes({ waitsForKey: 'Needs a window with the key for OpenAI.' });
    await becomes({ waitsForKey: 'Needs a window with the key for OpenAI.' });
    await becomes({ waitsForKey: 'Needs one \u001b[2Jfor xAI.' });
    await becomes({});
    await becomes({ status: 'completed' });
    assert.equal((await over).status, 'completed');
    const lines = context.printed.note.trimEnd().split('\n');
    assert.equal(lines.length, 2);
    assert.equal(lines[0], 'abai: Needs a window with the key for OpenAI.');
    assert.match(lines[1]!, /^abai: Needs one .*for xAI\.$/);
    assert.ok(!context.printed.note.includes('\u001b'), 'nothing steers the terminal');
    assert.equal(fake.listening, 0);
  });

  it('ends as soon as that is told, whatever an older look at it says later', async () => {
    let answerLook = (_run: Run) => {};
    const looked = new Promise<void>((resolve) => {
      let looks = 0;
      fake = new FakeClient({
        'run:get': () => {
          looks += 1;
          if (looks > 1) return { ...first, status: 'completed' };
          resolve();
          return new Promise<Run>((answer) => {
            answerLook = answer;
          });
        },
      });
    });
    const over = runOver(first, await fake.connect(undefined), fakeContext({ connect: fake.connect }));
    await looked;
    fake.publish({
      seq: 1,
      at: 1,
      type: 'run:updated',
      data: { run: { ...first, status: 'completed' } },
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    answerLook(first);
    const late = new Promise((resolve) => setTimeout(resolve, 500, 'late').unref());
    assert.notEqual(await Promise.race([over, late]), 'late');
  });
});
