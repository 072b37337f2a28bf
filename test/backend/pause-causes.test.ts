import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { Run } from '../../src/protocol/runs.ts';
import { RunWorld } from './run-world.ts';

describe('why a run is paused', () => {
  let at: RunWorld;
  beforeEach(async () => {
    at = await RunWorld.open();
  });
  afterEach(() => at.dispose());

  const standing = ({ status, pausedBecause, waitsForKey }: Run) => ({ status, pausedBecause, waitsForKey });
  const calm = { waitsForKey: undefined };
  const isPaused = (id: string) => async () => (await at.get(id)).status === 'paused';
  const lastTold = () =>
    at.world.events.flatMap(({ data }) => ('run' in data ? [data.run] : [])).at(-1) as Run;

  it('is told of a person, and no more when it goes on', async () => {
    const { id } = await at.start();
    const paused = await at.world.request('run:pause', { runId: id });
    assert.deepEqual(standing(paused), { status: 'paused', pausedBecause: 'person', ...calm });
    assert.deepEqual(standing(await at.get(id)), standing(paused));
    const going = await at.world.request('run:resume', { runId: id });
    assert.deepEqual(standing(going), { status: 'running', pausedBecause: undefined, ...calm });
    await at.answerUntil(
      async () => (await at.get(id)).status === 'completed',
      () => '2',
    );
    assert.deepEqual(standing(lastTold()), { status: 'completed', pausedBecause: undefined, ...calm });
  });

  it('is told of the cap, of a key and of anything else that is refused', async () => {
    const causes: [cause: string, setup: object, answer: string | AbaiError][] = [
      ['cost-cap', { maxCostUsd: 0.0001 }, 'x'],
      ['key', {}, new AbaiError('auth', 'The key is not taken.')],
      ['refused', {}, new AbaiError('not-found', 'There is no such model.')],
    ];
    for (const [cause, setup, answer] of causes) {
      const { id } = await at.start({ ...setup, repeats: 10 });
      await at.answerUntil(isPaused(id), () => answer);
      const paused = await at.get(id);
      assert.equal(paused.pausedBecause, cause);
      assert.ok(paused.reason, `${cause} says why`);
      assert.deepEqual(standing(lastTold()), standing(paused), 'the event says the same');
    }
  });

  it('is guessed of runs that were paused before it was kept', async () => {
    const { id } = await at.start();
    await at.world.request('run:pause', { runId: id });
    const write = (sql: string) => at.world.engine.commit([{ sql }]);
    await write(
      `update runs set settings = json_remove(settings, '$.pausedBecause'), error = 'The disk is full.'`,
    );
    assert.equal((await at.get(id)).pausedBecause, 'error');
    await write('update runs set error = null');
    assert.equal((await at.get(id)).pausedBecause, 'person');
  });

  it('is not needed while it waits for a key: the run says so itself, until somebody has it', async () => {
    const get = at.world.caller.vault.get;
    let gone = true;
    at.world.caller.vault.get = async (...args) => {
      if (gone) throw new AbaiError('unavailable', 'The window is gone.');
      return get(...args);
    };
    const { id } = await at.start();
    await at.world.until(async () => (await at.get(id)).waitsForKey !== undefined);
    assert.match((await at.get(id)).waitsForKey!, /Needs a window with the key for Scripted/);
    assert.deepEqual(standing(lastTold()), standing(await at.get(id)));
    assert.equal(at.world.calls.length, 0);

    gone = false;
    const heard = at.world.events.length;
    await at.world.request('connection:ping', {});
    await at.answerUntil(
      async () => (await at.get(id)).status === 'completed',
      () => '2',
    );
    const after = at.world.events.slice(heard).flatMap(({ data }) => ('run' in data ? [data.run] : []));
    assert.equal(after[0]?.waitsForKey, undefined, 'told at once');
    assert.equal((await at.get(id)).waitsForKey, undefined);
  });

  it('does not say that it waits when nobody of those who waited is there any more', async () => {
    const get = at.world.caller.vault.get;
    at.world.caller.vault.get = async () => {
      throw new AbaiError('unavailable', 'The window is gone.');
    };
    const { id } = await at.start();
    await at.world.until(async () => (await at.get(id)).waitsForKey !== undefined);
    const paused = await at.world.request('run:pause', { runId: id });
    assert.deepEqual(standing(paused), { status: 'paused', pausedBecause: 'person', ...calm });

    await at.world.request('run:resume', { runId: id });
    await at.world.until(async () => (await at.get(id)).waitsForKey !== undefined);
    // The owner crashes; the next one has the key.
    await at.world.store.close();
    at.world.caller.vault.get = get;
    await at.world.reopen();
    await at.world.request('connection:ping', {});
    await at.answerUntil(
      async () => (await at.get(id)).status === 'completed',
      () => '2',
    );
    assert.equal((await at.get(id)).waitsForKey, undefined);
  });
});
