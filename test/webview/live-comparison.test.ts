import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MessageDelta, StoredEvent } from '../../src/protocol/events.ts';
import { applyDelta } from '../../webview/state/apply-delta.ts';
import { applyEvent } from '../../webview/state/apply-event.ts';
import { countGenerating, fromDetail, type LiveComparison } from '../../webview/state/live-comparison.ts';
import { answer, finished, makeDetail } from './fixtures.ts';

function delta(offset: number, text: string, change: Partial<MessageDelta> = {}): MessageDelta {
  return { messageId: 'c0-answer', conversationId: 'c0', kind: 'text', offset, text, ...change };
}

function updated(seq: number, change: Parameters<typeof answer>[1]): StoredEvent {
  return {
    seq,
    at: 0,
    type: 'message:updated',
    data: { message: answer('c0', change), comparisonId: 'comparison-1' },
  };
}

function textOf(live: LiveComparison, conversationId = 'c0'): string | undefined {
  return live.messages[conversationId]?.at(-1)?.content;
}

describe('webview: deltas', () => {
  const start = fromDetail(makeDetail());

  it('add text and thinking to their own message only', () => {
    let { live } = applyDelta(start, delta(0, 'Hel'));
    ({ live } = applyDelta(live, delta(3, 'lo')));
    ({ live } = applyDelta(live, delta(0, 'hm', { kind: 'thinking' })));
    assert.equal(textOf(live), 'Hello');
    assert.equal(live.messages.c0?.at(-1)?.thinking, 'hm');
    assert.equal(live.messages.c1, start.messages.c1, 'other threads keep their identity');
    assert.equal(textOf(start), '', 'nothing is changed in place');
  });

  it('heard twice count once, also when they overlap', () => {
    let { live } = applyDelta(start, delta(0, 'Hello'));
    const again = applyDelta(live, delta(0, 'Hello'));
    assert.equal(again.live, live);
    ({ live } = applyDelta(live, delta(3, 'lo world')));
    assert.equal(textOf(live), 'Hello world');
  });

  it('after a hole wait until it is filled, and say that something was missed', () => {
    const hole = applyDelta(start, delta(3, 'lo'));
    assert.equal(hole.missed, true);
    assert.equal(textOf(hole.live), '');
    const filled = applyDelta(hole.live, delta(0, 'Hel'));
    assert.equal(filled.missed, false);
    assert.equal(textOf(filled.live), 'Hello');
    assert.deepEqual(filled.live.held, {});
  });

  it('of other comparisons are no concern, those of an unknown message of ours were missed', () => {
    assert.deepEqual(applyDelta(start, delta(0, 'x', { conversationId: 'elsewhere', messageId: 'm' })), {
      live: start,
      missed: false,
    });
    assert.equal(applyDelta(start, delta(0, 'x', { messageId: 'unknown' })).missed, true);
  });

  it('that come after the end change nothing', () => {
    const { live } = applyEvent(start, updated(2, { ...finished, content: 'Done' }));
    assert.equal(applyDelta(live, delta(4, '!')).live, live);
  });

  it('of another try add nothing: those of the next one say that something was missed', () => {
    const { live } = applyEvent(start, updated(2, { status: 'generating', content: 'Ha', timestamp: 5 }));
    assert.deepEqual(applyDelta(live, delta(2, 'lf', { timestamp: 4 })), { live, missed: false });
    assert.deepEqual(applyDelta(live, delta(2, 'y', { timestamp: 6 })), { live, missed: true });
    assert.equal(textOf(applyDelta(live, delta(2, 'lf', { timestamp: 5 })).live), 'Half');
    // Without a time they are told apart where they overlap.
    assert.deepEqual(applyDelta(live, delta(0, 'Hello')), { live, missed: true });
  });

  it('in any order and any number of copies give the whole text', () => {
    const whole = 'The quick brown fox jumps over the lazy dog.';
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (cuts, dice) => {
          const edges = [0, ...cuts.sort((a, b) => a - b), whole.length];
          const pieces = edges
            .slice(1)
            .map((end, index) => delta(edges[index]!, whole.slice(edges[index], end)));
          const sent = [...pieces, ...pieces].sort(() => (dice.next().value % 2 === 0 ? -1 : 1));
          const live = sent.reduce((state, piece) => applyDelta(state, piece).live, start);
          assert.equal(textOf(live), whole);
        },
      ),
    );
  });
});

describe('webview: events', () => {
  const start = fromDetail(makeDetail());

  it('move messages on and count', () => {
    const { live, missed } = applyEvent(start, updated(2, { ...finished, content: 'Done' }));
    assert.equal(missed, false);
    assert.equal(live.seq, 2);
    assert.equal(textOf(live), 'Done');
    assert.equal(countGenerating(live), 2);
  });

  it('that are contained already are dropped', () => {
    assert.equal(applyEvent(start, updated(1, { content: 'old' })).live, start);
  });

  it('after a hole in the numbers are taken, and something was missed', () => {
    const { live, missed } = applyEvent(start, updated(4, { ...finished, content: 'Done' }));
    assert.equal(missed, true);
    assert.equal(textOf(live), 'Done');
  });

  it('do not take back text that has streamed in', () => {
    const { live } = applyDelta(start, { ...delta(0, 'Hello world') });
    assert.equal(textOf(applyEvent(live, updated(2, { content: 'Hello' })).live), 'Hello world');
    assert.equal(textOf(applyEvent(live, updated(2, { content: 'Hello world!' })).live), 'Hello world!');
  });

  it('begin anew with a retry', () => {
    const { live } = applyEvent(start, updated(2, { status: 'failed', content: 'Half' }));
    const retried = applyEvent(live, updated(3, { status: 'generating', content: '' }));
    assert.equal(textOf(retried.live), '');
    assert.equal(textOf(applyDelta(retried.live, delta(0, 'New')).live), 'New');
  });

  it('of an earlier try do not come back, and those of a later one replace it', () => {
    const second = updated(3, { status: 'generating', content: 'Second', timestamp: 2 });
    const { live } = applyEvent(start, second);
    const late = updated(4, { status: 'failed', content: 'First', timestamp: 1 });
    assert.equal(textOf(applyEvent(live, late).live), 'Second');
    const third = updated(4, { status: 'generating', content: '', timestamp: 3 });
    assert.equal(textOf(applyEvent(live, third).live), '');
  });

  it('add a message once, and none of other conversations', () => {
    const message = answer('c0', { id: 'next' });
    const added: StoredEvent = { seq: 2, at: 0, type: 'message:added', data: { message } };
    const once = applyEvent(start, added).live;
    const twice = applyEvent(once, { ...added, seq: 3 }).live;
    assert.equal(twice.messages.c0?.length, 3);
    const foreign = answer('elsewhere');
    const other = applyEvent(start, { ...added, data: { message: foreign } }).live;
    assert.equal(other.messages, start.messages);
    assert.equal(other.seq, 2);
  });

  it('rename this comparison only', () => {
    const rename = (id: string): StoredEvent => ({
      seq: 2,
      at: 0,
      type: 'comparison:updated',
      data: { comparison: { ...start.comparison, id, name: 'Other name' } },
    });
    assert.equal(applyEvent(start, rename('comparison-1')).live.comparison.name, 'Other name');
    assert.equal(applyEvent(start, rename('another')).live.comparison, start.comparison);
  });
});
