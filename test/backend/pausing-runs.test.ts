import assert from 'node:assert/strict';
import type { Caller } from '../../src/core/ports/caller.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { Run } from '../../src/protocol/runs.ts';
import { RunWorld } from './run-world.ts';
import { end, text, usage } from './world.ts';

describe('pausing a run', () => {
  let at: RunWorld;
  beforeEach(async () => {
    at = await RunWorld.open();
  });
  afterEach(() => at.dispose());

  const answer = (index: number) => at.world.calls[index]!.say(text('It is 4.'), usage(10, 5), end);
  const pause = (runId: string, inFlight?: 'finish' | 'await' | 'drop') =>
    at.world.request('run:pause', { runId, ...(inFlight ? { inFlight } : {}) });
  const told = () => at.world.events.flatMap(({ data }) => ('run' in data ? [data.run] : [])).at(-1) as Run;
  /** Lets timers fire until it holds. */
  const until = (holds: () => boolean | Promise<boolean>) =>
    at.world.until(() => {
      at.world.clock.pass(5);
      return holds();
    });
  async function twoInFlight(more: object = {}): Promise<string> {
    const { id } = await at.start({ concurrency: 2, ...more });
    await at.world.call(1);
    return id;
  }

  it('begins no further call, and keeps what was on its way', async () => {
    const id = await twoInFlight();
    assert.equal((await pause(id)).status, 'paused');
    answer(0);
    answer(1);
    await until(async () => (await at.get(id)).cells.succeeded === 2);
    assert.deepEqual([at.world.calls.length, (await at.get(id)).status], [2, 'paused']);
    await until(() => told().cells.succeeded === 2);
    assert.deepEqual([told().status, told().pausedBecause], ['paused', 'person']);
    await at.world.request('run:resume', { runId: id });
    const done = await at.finish(id);
    assert.deepEqual([done.status, done.cells.succeeded], ['completed', 6]);
    assert.equal(new Set(at.asked()).size, at.asked().length, 'nothing was asked twice');
  });

  it('answers when everything came back, for who waits for that', async () => {
    const id = await twoInFlight();
    let answered = false;
    const waiting = pause(id, 'await').then((run) => {
      answered = true;
      return run;
    });
    await until(async () => (await at.get(id)).status === 'paused');
    answer(0);
    await until(async () => (await at.get(id)).cells.succeeded === 1);
    assert.equal(answered, false);
    answer(1);
    await until(() => answered);
    const run = await waiting;
    assert.deepEqual([run.cells.succeeded, run.dropped], [2, undefined]);
  });

  it('gives up what has not come back in a minute, and says how much', async () => {
    const id = await twoInFlight();
    const waiting = pause(id, 'await');
    await until(async () => (await at.get(id)).status === 'paused');
    answer(0);
    await until(async () => (await at.get(id)).cells.succeeded === 1);
    at.world.clock.pass(60_000);
    const run = await waiting;
    assert.deepEqual([run.status, run.cells.succeeded, run.dropped], ['paused', 1, 1]);
    assert.equal(at.world.calls[1]!.signal.aborted, true);
  });

  it('gives it up at once on a second word', async () => {
    const id = await twoInFlight();
    const waiting = pause(id, 'await');
    await until(async () => (await at.get(id)).status === 'paused');
    assert.equal((await pause(id, 'drop')).dropped, 2);
    assert.equal((await waiting).dropped, 2);
    await assert.rejects(pause(id), /paused: it cannot be paused/);
    await at.world.request('run:resume', { runId: id });
    assert.equal((await at.finish(id)).cells.succeeded, 6);
  });

  it('can be taken back while answers are on their way, and asks none of them twice', async () => {
    const id = await twoInFlight();
    await pause(id);
    await at.world.request('run:resume', { runId: id });
    const done = await at.finish(id);
    assert.deepEqual([done.status, done.cells.succeeded, at.world.calls.length], ['completed', 6, 6]);
  });

  it('gives each pause its own minute', async () => {
    const id = await twoInFlight();
    await pause(id);
    at.world.clock.pass(50_000);
    await at.world.request('run:resume', { runId: id });
    const waiting = pause(id, 'await');
    await until(async () => (await at.get(id)).status === 'paused');
    at.world.clock.pass(50_000);
    answer(0);
    answer(1);
    await until(async () => (await at.get(id)).cells.succeeded === 2);
    assert.equal((await waiting).dropped, undefined);
  });

  it('lets somebody else go on when everything came back', async () => {
    const id = await twoInFlight();
    await pause(id);
    const other: Caller = { ...at.world.caller, clientId: 'another-client' };
    const signal = new AbortController().signal;
    const resumed = at.world.backend.handle('run:resume', { runId: id }, other, signal);
    answer(0);
    answer(1);
    await until(async () => (await at.get(id)).status === 'running');
    await resumed;
    await at.finish(id);
    assert.equal(at.world.calls.length, 6);
    assert.equal((await at.world.store.runs.get(id))?.startedBy, 'another-client');
  });

  it('is complete when nothing was left to ask', async () => {
    const id = await twoInFlight({ limit: 1 });
    await pause(id);
    answer(0);
    answer(1);
    await until(async () => (await at.get(id)).status === 'completed');
    assert.equal(told().status, 'completed');
  });

  it('sends nothing again that would have been tried again, and does not fail it', async () => {
    const id = await twoInFlight();
    await pause(id);
    at.world.calls[0]!.fail(new AbaiError('unavailable', 'Overloaded.', { retryable: true }));
    answer(1);
    await until(async () => (await at.get(id)).cells.succeeded === 1);
    at.world.clock.pass(30_000);
    assert.deepEqual([(await at.get(id)).cells.failed, at.world.calls.length], [0, 2]);
  });

  it('ends calls that wait for their turn or for a key at once', async () => {
    at.world.caller.vault.get = async () => {
      throw new AbaiError('unavailable', 'The window is gone.');
    };
    const { id } = await at.start();
    await at.world.until(async () => (await at.get(id)).waitsForKey !== undefined);
    const run = await pause(id, 'await');
    assert.deepEqual([run.status, run.dropped, run.waitsForKey], ['paused', undefined, undefined]);
  });

  it('holds up neither a cancel nor a delete', async () => {
    for (const method of ['run:cancel', 'run:delete'] as const) {
      const before = at.world.calls.length;
      const { id } = await at.start({ concurrency: 2 });
      await at.world.call(before + 1);
      await pause(id);
      await at.world.request(method, { runId: id });
      assert.ok(
        at.world.calls.slice(before).every(({ signal }) => signal.aborted),
        method,
      );
    }
  });
});

describe('closing while a run is under way', () => {
  let at: RunWorld;
  beforeEach(async () => {
    at = await RunWorld.open();
  });
  afterEach(() => at.dispose());

  it('lets calls come back for a while, and leaves the rest to whoever may go on', async () => {
    const { id } = await at.start({ concurrency: 2 });
    await at.world.call(1);
    const closing = at.world.backend.close({ graceMs: 2500 });
    at.world.calls[0]!.say(text('It is 4.'), usage(10, 5), end);
    let closed = false;
    void closing.then(() => {
      closed = true;
    });
    await at.world.until(() => {
      at.world.clock.pass(100);
      return closed;
    });
    assert.equal(at.world.calls.length, 2, 'none was begun');
    await at.world.reopen();
    const run = await at.world.store.runs.get(id);
    assert.deepEqual([run?.cells.succeeded, run?.pausedBecause], [1, 'interrupted']);
  });

  it('waits for nobody who is deaf to it', async () => {
    at.world.caller.vault.get = () => new Promise(() => {});
    await at.start();
    await at.world.request('comparison:start', { prompt: 'Hi', models: ['one'] });
    let closed = false;
    void at.world.backend.close().then(() => {
      closed = true;
    });
    await at.world.until(() => {
      at.world.clock.pass(100);
      return closed;
    });
    await at.world.reopen();
  });
});
