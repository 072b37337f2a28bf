import assert from 'node:assert/strict';
import type { Caller } from '../../src/core/ports/caller.ts';
import type { Run } from '../../src/protocol/runs.ts';
import { RunWorld } from './run-world.ts';

describe('a run whose owner is lost', () => {
  let at: RunWorld;
  beforeEach(async () => {
    at = await RunWorld.open();
  });
  afterEach(() => at.dispose());

  const signal = new AbortController().signal;
  const other = (clientId: string): Caller => ({ ...at.world.caller, clientId });
  const ask = (caller: Caller, method: string, params: object = {}) =>
    at.world.backend.handle(method, params, caller, signal);
  const hello = (caller: Caller, more: object) =>
    ask(caller, 'connection:hello', { protocolVersion: 2, clientId: caller.clientId, kind: 'cli', ...more });
  const standing = ({ status, pausedBecause, consent }: Run) => [status, pausedBecause, consent];
  const settled = () => new Promise((resolve) => setTimeout(resolve, 30));

  /** The owner crashes while the run waits for its first answers. */
  async function lost(more: object = {}): Promise<{ run: Run; calls: number }> {
    const run = await at.start({ concurrency: 2, ...more });
    await at.world.call(1);
    await at.world.store.close();
    await at.world.reopen();
    return { run, calls: at.world.calls.length };
  }

  it('is paused by opening, and goes on for no client that comes anew, whatever it asks', async () => {
    const { run, calls } = await lost();
    const [stranger, restarted] = [other('another-client'), at.world.caller];
    for (const caller of [stranger, restarted]) {
      await hello(caller, { kind: caller === restarted ? 'window' : 'cli' });
      for (const method of ['run:list', 'models:get-all', 'project:list']) await ask(caller, method);
      await ask(caller, 'run:get', { runId: run.id });
    }
    await settled();
    assert.equal(at.world.calls.length, calls);
    assert.deepEqual(standing(await at.get(run.id)), ['paused', 'interrupted', undefined]);
    assert.match((await at.get(run.id)).reason!, /was closed while this run was under way.*resume it/);
  });

  it('goes on for the client that set it going, when that is back from the owner before', async () => {
    const { run } = await lost();
    await hello(other('another-client'), { returning: true });
    await hello(at.world.caller, { returning: true });
    await at.world.until(async () => (await at.get(run.id)).status === 'running');
    assert.equal((await at.finish(run.id)).status, 'completed');
  });

  it('goes on for whoever resumes it, who is its starter from then on', async () => {
    const { run } = await lost();
    const taker = other('taking-client');
    await hello(taker, { kind: 'window' });
    await ask(taker, 'run:resume', { runId: run.id, consent: 'window' });
    assert.deepEqual(standing(await at.get(run.id)), ['running', undefined, 'window']);
    assert.equal((await at.world.store.runs.get(run.id))?.startedBy, 'taking-client');
  });

  it('keeps the consent that it was started with, and loses it with a resume that gives none', async () => {
    const { run } = await lost({ consent: 'window' });
    await hello(at.world.caller, {});
    assert.deepEqual(standing(await at.get(run.id)), ['paused', 'interrupted', 'window']);
    await ask(at.world.caller, 'run:resume', { runId: run.id });
    assert.deepEqual(standing(await at.get(run.id)), ['running', undefined, undefined]);
  });

  it('is continued once, and neither when a person paused it nor when it is over', async () => {
    const { run, calls } = await lost();
    await hello(at.world.caller, {});
    const goOn = () => ask(at.world.caller, 'run:resume', { runId: run.id, ifInterrupted: true });
    const both = (await Promise.all([goOn(), goOn()])) as Run[];
    assert.deepEqual(
      both.map(({ status }) => status),
      ['running', 'running'],
    );
    await at.world.call(calls + 1);
    assert.equal(at.world.calls.length, calls + 2, 'carried out once');
    await ask(at.world.caller, 'run:pause', { runId: run.id });
    assert.equal(((await goOn()) as Run).pausedBecause, 'person');
    await ask(at.world.caller, 'run:resume', { runId: run.id });
    await at.finish(run.id);
    assert.equal(((await goOn()) as Run).status, 'completed');
  });

  it('is interrupted too when its starter leaves an owner that lives', async () => {
    const run = await at.start({ concurrency: 2, consent: 'window' });
    await at.world.call(1);
    at.world.backend.left?.(other('another-client'));
    await settled();
    assert.equal((await at.get(run.id)).status, 'running');
    at.world.backend.left?.(at.world.caller);
    await at.world.until(async () => (await at.get(run.id)).status === 'paused');
    const now = await at.get(run.id);
    assert.deepEqual(standing(now), ['paused', 'interrupted', 'window']);
    assert.match(now.reason!, /that set this run going is gone/);
  });

  it('leaves cancelled batches and unfinished checks to a window', async () => {
    const run = await at.start({ models: ['one'] });
    await at.finish(run.id);
    await at.world.engine.commit([
      { sql: `update runs set settings = json_set(settings, '$.rechecking', json('true'))` },
    ]);
    await at.world.backend.close();
    await at.world.reopen();
    const isRechecking = async () => (await at.world.store.runs.get(run.id))?.rechecking === true;
    const command = other('command-line');
    await hello(command, {});
    await ask(command, 'run:list');
    await settled();
    assert.ok(await isRechecking());
    await hello(at.world.caller, { kind: 'window' });
    await at.world.until(async () => !(await isRechecking()));
  });
});
