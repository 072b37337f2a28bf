import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'mocha';
import { Interruption, unlessAborted } from '../../src/cli/interruption.ts';

describe('Interruption', () => {
  it('aborts at the first signal and exits at the second', () => {
    const source = new EventEmitter();
    const exits: number[] = [];
    const interruption = new Interruption();
    interruption.watch(source, (code) => exits.push(code));
    assert.equal(interruption.exitCode, undefined);
    source.emit('SIGINT');
    assert.equal(interruption.signal.aborted, true);
    assert.equal(interruption.exitCode, 130);
    assert.deepEqual(exits, []);
    source.emit('SIGINT');
    assert.deepEqual(exits, [130]);
  });

  it('hands the second signal to who has a faster end, and exits at the third', () => {
    const source = new EventEmitter();
    const exits: number[] = [];
    let faster = 0;
    const interruption = new Interruption();
    interruption.watch(source, (code) => exits.push(code));
    interruption.takeSecond(() => faster++);
    for (const name of ['SIGINT', 'SIGINT']) source.emit(name);
    assert.deepEqual([faster, exits], [1, []]);
    source.emit('SIGINT');
    assert.deepEqual([faster, exits], [1, [130]]);
    interruption.takeSecond(() => faster++)();
    source.emit('SIGTERM');
    assert.deepEqual([faster, exits], [1, [130, 143]]);
  });

  it('reports the signal that came', () => {
    const source = new EventEmitter();
    const interruption = new Interruption();
    interruption.watch(source, () => {});
    source.emit('SIGTERM');
    assert.equal(interruption.exitCode, 143);
  });

  it('stops watching', () => {
    const source = new EventEmitter();
    new Interruption().watch(source, () => {})();
    assert.deepEqual(source.eventNames(), []);
  });
});

describe('unlessAborted', () => {
  it('gives the value, or nothing once aborted', async () => {
    const abort = new AbortController();
    assert.equal(await unlessAborted(abort.signal, Promise.resolve(5)), 5);
    const waiting = unlessAborted(abort.signal, new Promise<number>(() => {}));
    abort.abort();
    assert.equal(await waiting, undefined);
    assert.equal(await unlessAborted(abort.signal, Promise.resolve(5)), undefined);
  });

  it('passes an error on', async () => {
    await assert.rejects(unlessAborted(new AbortController().signal, Promise.reject(new Error('no'))), /no/u);
  });
});
