import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'mocha';
import { runOver } from '../../src/cli/follow-run.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
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

  const deletedNow = () => {
    throw new AbaiError('not-found', 'There is no run with this id: it may have been deleted.');
  };
  const isDeleted = (error: unknown) =>
    error instanceof AbaiError && /was deleted meanwhile/u.test(error.message);

  it('ends with a sentence when it is deleted elsewhere, told or not', async () => {
    fake = new FakeClient({ 'run:get': () => first });
    const told = runOver(first, await fake.connect(undefined), fakeContext({ connect: fake.connect }));
    fake.publish({ seq: 1, at: 1, type: 'run:deleted', data: { runId: 'r', projectId: 'p' } });
    await assert.rejects(told, isDeleted);
    // The word of it was missed, with the owner that said it.
    fake = new FakeClient({ 'run:get': deletedNow });
    const missed = runOver(first, await fake.connect(undefined), fakeContext({ connect: fake.connect }));
    fake.reconnect();
    await assert.rejects(missed, isDeleted);
    assert.equal(fake.listening, 0);
  });

  it('says once why it cannot be looked at, and goes on when it can', async () => {
    let reachable = false;
    fake = new FakeClient({
      'run:get': () => {
        if (reachable) return { ...first, status: 'completed' };
        throw new AbaiError('unavailable', 'Another process does not answer.');
      },
    });
    const context = fakeContext({ connect: fake.connect });
    const over = runOver(first, await fake.connect(undefined), context);
    const looked = async (times: number) => {
      while (fake.asked('run:get') < times) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    for (const times of [1, 2]) {
      fake.reconnect();
      await looked(times);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    reachable = true;
    fake.reconnect();
    assert.equal((await over).status, 'completed');
    assert.equal(context.printed.note, 'abai: Another process does not answer.\n');
  });

  it('is continued when its owner is lost, as this process set it going', async () => {
    let run: Run = first;
    fake = new FakeClient({
      'run:get': () => run,
      'run:resume': () => {
        run = { ...first, status: 'completed' };
        return first;
      },
    });
    const over = runOver(first, await fake.connect(undefined), fakeContext({ connect: fake.connect }));
    const interrupted: Run = { ...first, status: 'paused', pausedBecause: 'interrupted' };
    fake.publish({ seq: 1, at: 1, type: 'run:updated', data: { run: interrupted } });
    assert.equal((await over).status, 'completed');
    assert.deepEqual(fake.requests.find(({ method }) => method === 'run:resume')?.params, {
      runId: 'r',
      ifInterrupted: true,
    });
  });

  it('stands still when that is said, though a full disk does not know it', async () => {
    const reason = 'The disk is full: nothing was saved.';
    fake = new FakeClient({
      'run:get': () => first,
      'run:pause': () => ({ ...first, status: 'paused', pausedBecause: 'interrupted', reason, dropped: 3 }),
    });
    const source = new EventEmitter();
    const context = fakeContext({ connect: fake.connect });
    context.interruption.watch(source, () => {});
    source.emit('SIGINT');
    const over = await runOver(first, await fake.connect(undefined), context);
    assert.deepEqual([over.status, over.reason], ['paused', reason]);
    assert.match(context.printed.note, /3 calls were dropped/u);
  });

  it('is paused by the first word to stop, and by the second gives up its calls and says how many', async () => {
    let answerFirst = (_run: object) => {};
    let answerDrop = () => {};
    const paused = { ...first, status: 'paused', pausedBecause: 'person' };
    fake = new FakeClient({
      'run:get': () => (fake.asked('run:pause') === 0 ? first : paused),
      'run:pause': ({ inFlight }: { inFlight: string }) => {
        if (inFlight === 'await') return new Promise((resolve) => (answerFirst = resolve));
        return new Promise((resolve) => {
          answerDrop = () => {
            answerFirst({ ...paused, dropped: 1234 });
            resolve(paused);
          };
        });
      },
    });
    const source = new EventEmitter();
    const exits: number[] = [];
    const context = fakeContext({ connect: fake.connect });
    context.interruption.watch(source, (code) => exits.push(code));
    const over = runOver(first, await fake.connect(undefined), context);
    source.emit('SIGINT');
    while (fake.asked('run:pause') === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    // Hammered on, it still says what is lost.
    for (let n = 0; n < 26; n += 1) source.emit('SIGINT');
    while (fake.asked('run:pause') === 1) await new Promise((resolve) => setTimeout(resolve, 5));
    source.emit('SIGINT');
    assert.equal(fake.asked('run:pause'), 2);
    answerDrop();
    assert.equal((await over).status, 'paused');
    assert.deepEqual(exits, []);
    assert.match(context.printed.note, /Pausing: .*\nabai: 1,234 calls were dropped on the way/u);
    source.emit('SIGINT');
    assert.deepEqual(exits, [130], 'the second is a word to end again');
  });
});
