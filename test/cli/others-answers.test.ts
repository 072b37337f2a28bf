import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { othersAnswersOver, othersCallsOver } from '../../src/cli/others-answers.ts';
import type { MessageStatus } from '../../src/protocol/conversations.ts';
import { answer, delta, updated } from './comparison-fixture.ts';
import { FakeClient } from './fake-context.ts';

const never = new AbortController().signal;

function world(...statuses: MessageStatus[]) {
  const fake = new FakeClient({ 'comparison:list': () => [{ statuses }] });
  const notes: string[] = [];
  let over = false;
  const wait = async (signal = never, silenceMs?: number) => {
    await othersAnswersOver(fake.client, signal, (text) => notes.push(text), silenceMs);
    over = true;
  };
  const turns = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    return over;
  };
  return { fake, notes, statuses, wait, turns };
}

describe('othersAnswersOver', () => {
  it('is over at once, and silent, when nothing runs', async () => {
    const { notes, wait } = world('complete', 'failed', 'interrupted', 'cancelled');
    await wait();
    assert.deepEqual(notes, []);
  });

  it('waits until the last one is over, and says so once', async () => {
    const { fake, notes, statuses, wait, turns } = world('generating', 'generating');
    const waiting = wait();
    assert.equal(await turns(), false);
    statuses[0] = 'complete';
    fake.publish(updated(answer(1)));
    assert.equal(await turns(), false);
    statuses[1] = 'failed';
    fake.publish(updated(answer(2, { status: 'failed' })));
    await waiting;
    assert.equal(notes.length, 1);
    assert.equal(fake.listening, 0);
  });

  it('stops when asked to', async () => {
    const { fake, wait, turns } = world('generating');
    const abort = new AbortController();
    const waiting = wait(abort.signal);
    assert.equal(await turns(), false);
    abort.abort();
    await waiting;
    assert.equal(fake.listening, 0);
  });

  it('gives up on an answer that does not move', async () => {
    const { fake, wait } = world('generating');
    const waiting = wait(never, 30);
    fake.stream(delta(1, 0, 'x'));
    await waiting;
    assert.equal(fake.listening, 0);
  });
});

describe('othersCallsOver', () => {
  it('waits for calls that others have under way, says so when it takes time, and no longer than it may', async () => {
    const notes: string[] = [];
    const asked: number[] = [];
    let over = () => {};
    const rest = (ms: number) => {
      asked.push(ms);
      return new Promise<void>((resolve) => (over = resolve));
    };
    const waiting = othersCallsOver({ rest }, never, (text) => notes.push(text));
    while (notes.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    over();
    await waiting;
    assert.deepEqual([notes.length, asked], [1, [30_000]]);
    assert.match(notes[0]!, /has calls under way here; waiting for them/);
  });

  it('waits for nothing once it was asked to stop', async () => {
    const rest = () => Promise.reject(new Error('not asked'));
    await othersCallsOver({ rest }, AbortSignal.abort(), () => {});
  });
});
