import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { AnswerTracker } from '../../src/cli/answer-tracker.ts';
import { answer, delta, startedComparison, updated } from './comparison-fixture.ts';

const two = [
  { model: 'demo:swift', name: 'Swift' },
  { model: 'demo:sage', name: 'Sage' },
];

function track() {
  const told: string[] = [];
  const tracker = new AnswerTracker({
    text: (place, piece) => told.push(`${place}:${piece}`),
    end: (place, message) => told.push(`${place} ${message.status}`),
  });
  let done = false;
  void tracker.done.then(() => {
    done = true;
  });
  const isDone = async () => {
    await new Promise(setImmediate);
    return done;
  };
  return { told, tracker, isDone };
}

describe('AnswerTracker', () => {
  it('tells pieces in order and each end, and is done after the last', async () => {
    const { told, tracker, isDone } = track();
    tracker.begin(startedComparison(two));
    tracker.delta(delta(1, 0, 'one '));
    tracker.delta(delta(2, 0, 'ONE'));
    tracker.delta(delta(1, 4, 'two'));
    tracker.event(updated(answer(1, { content: 'one two' })));
    assert.equal(await isDone(), false);
    tracker.event(updated(answer(2, { content: 'ONE' })));
    assert.equal(await isDone(), true);
    assert.deepEqual(told, ['0:one ', '1:ONE', '0:two', '0 complete', '1 complete']);
  });

  it('keeps what comes before the comparison is known', () => {
    const { told, tracker } = track();
    tracker.delta(delta(1, 0, 'early'));
    tracker.event(updated(answer(1, { content: 'early' })));
    assert.deepEqual(told, []);
    tracker.begin(startedComparison(two));
    assert.deepEqual(told, ['0:early', '0 complete']);
  });

  it('is done at once when everything ended before it began', async () => {
    const { tracker, isDone } = track();
    const detail = startedComparison(two);
    detail.messages.c1![1] = answer(1, { content: 'x' });
    detail.messages.c2![1] = answer(2, { content: 'y' });
    tracker.begin(detail);
    assert.equal(await isDone(), true);
    assert.deepEqual(
      tracker.messages.map(({ content }) => content),
      ['x', 'y'],
    );
  });

  it('tells nothing twice when pieces overlap', () => {
    const { told, tracker } = track();
    const detail = startedComparison(two);
    detail.messages.c1![1] = answer(1, { status: 'generating', content: 'abc' });
    tracker.begin(detail);
    tracker.delta(delta(1, 0, 'abc'));
    tracker.delta(delta(1, 2, 'cde'));
    assert.deepEqual(told, ['0:abc', '0:de']);
  });

  it('fills a gap from the whole answer', () => {
    const { told, tracker } = track();
    tracker.begin(startedComparison(two));
    tracker.delta(delta(1, 0, 'ab'));
    tracker.delta(delta(1, 4, 'ef'));
    tracker.event(updated(answer(1, { content: 'abcdef' })));
    assert.deepEqual(told, ['0:ab', '0:cdef', '0 complete']);
  });

  it('passes over thinking, other messages and what comes after the end', () => {
    const { told, tracker } = track();
    tracker.begin(startedComparison(two));
    tracker.delta(delta(1, 0, 'hm', 'thinking'));
    tracker.delta(delta(9, 0, 'not ours'));
    tracker.event(updated(answer(1, { content: 'x' })));
    tracker.delta(delta(1, 1, 'late'));
    tracker.event(updated(answer(1, { status: 'generating', content: '' })));
    assert.deepEqual(told, ['0:x', '0 complete']);
    assert.equal(tracker.messages[0]?.status, 'complete');
  });

  it('tells once why nothing comes', () => {
    const told: string[] = [];
    const tracker = new AnswerTracker({
      text: () => {},
      end: () => {},
      waiting: (place, reason) => told.push(`${place}: ${reason}`),
    });
    tracker.begin(startedComparison(two));
    const waiting = { until: null, reason: 'OpenAI asked to wait.' };
    tracker.event(updated(answer(2, { status: 'generating', waiting })));
    tracker.event(updated(answer(2, { status: 'generating', waiting: { ...waiting, until: 5 } })));
    tracker.event(updated(answer(2, { status: 'generating' })));
    assert.deepEqual(told, ['1: OpenAI asked to wait.']);
    tracker.event(updated(answer(2, { status: 'generating', waiting })));
    assert.equal(told.length, 2);
  });

  it('learns from the stored comparison what it missed', async () => {
    const { told, tracker, isDone } = track();
    const detail = startedComparison(two);
    tracker.begin(detail);
    tracker.delta(delta(1, 0, 'par'));
    detail.messages.c1![1] = answer(1, { status: 'interrupted', content: 'partial' });
    detail.messages.c2![1] = answer(2, { content: 'whole' });
    tracker.reconcile(detail);
    assert.equal(await isDone(), true);
    assert.deepEqual(told, ['0:par', '0:tial', '0 interrupted', '1:whole', '1 complete']);
  });

  it('counts as cancelled what nobody will finish, with its text so far', async () => {
    const { tracker, isDone } = track();
    tracker.begin(startedComparison(two));
    tracker.event(updated(answer(2, { content: 'whole' })));
    tracker.delta(delta(1, 0, 'part'));
    tracker.event({
      seq: 3,
      at: 1,
      type: 'comparison:deleted',
      data: { comparisonId: 'cmp-1', projectId: 'p-1' },
    });
    assert.equal(await isDone(), true);
    assert.deepEqual(
      tracker.messages.map(({ status, content }) => [status, content]),
      [
        ['cancelled', 'part'],
        ['complete', 'whole'],
      ],
    );
  });
});
