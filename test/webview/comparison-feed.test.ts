import assert from 'node:assert/strict';
import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { MessageDelta } from '../../src/protocol/events.ts';
import { ComparisonFeed } from '../../webview/state/comparison-feed.ts';
import { answer, finished, makeDetail } from './fixtures.ts';

function delta(offset: number, text: string): MessageDelta {
  return { messageId: 'c0-answer', conversationId: 'c0', kind: 'text', offset, text };
}

/** A feed whose loads are answered when the test says so. */
function makeFeed() {
  const loads: { resolve(detail: ComparisonDetail): void; reject(error: unknown): void }[] = [];
  const failures: unknown[] = [];
  const urgencies: boolean[] = [];
  const feed = new ComparisonFeed({
    load: () => new Promise((resolve, reject) => loads.push({ resolve, reject })),
    changed: (urgent) => urgencies.push(urgent),
    failed: (thrown) => failures.push(thrown),
  });
  const text = () => feed.live?.messages.c0?.at(-1)?.content;
  return { feed, loads, failures, urgencies, text };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('webview: comparison feed', () => {
  it('adds what was heard while the comparison was on its way', async () => {
    const { feed, text } = makeFeed();
    let land!: (detail: ComparisonDetail) => void;
    const shown = feed.show(
      () => new Promise((resolve) => (land = resolve)),
      () => true,
    );
    feed.hearDelta(delta(0, 'Hello'));
    feed.hearDelta(delta(5, ' world'));
    feed.hearEvent({ seq: 2, at: 0, type: 'models:changed', data: {} });
    land(makeDetail({ answers: () => ({ content: 'Hel' }) }));
    await shown;
    assert.equal(text(), 'Hello world');
    assert.equal(feed.live?.seq, 2);
  });

  it('does not show what is no longer wanted', async () => {
    const { feed } = makeFeed();
    await feed.show(
      async () => makeDetail(),
      () => false,
    );
    assert.equal(feed.live, undefined);
  });

  it('tells streamed text from all other changes', async () => {
    const { feed, urgencies } = makeFeed();
    await feed.show(
      async () => makeDetail(),
      () => true,
    );
    feed.hearDelta(delta(0, 'a'));
    feed.hearDelta(delta(0, 'a'));
    feed.hearEvent({ seq: 2, at: 0, type: 'settings:changed', data: { keys: [] } });
    feed.hearEvent({ seq: 3, at: 0, type: 'message:updated', data: { message: answer('c0', finished) } });
    assert.deepEqual(urgencies, [true, false, true]);
  });

  it('loads again after a hole, once, and keeps what came meanwhile', async () => {
    const { feed, loads, text } = makeFeed();
    await feed.show(
      async () => makeDetail(),
      () => true,
    );
    feed.hearDelta(delta(5, ' wor'));
    feed.hearDelta(delta(9, 'ld'));
    assert.equal(loads.length, 1);
    feed.hearDelta(delta(11, '!'));
    loads[0]!.resolve(makeDetail({ answers: () => ({ content: 'Hello' }) }));
    await settled();
    assert.equal(text(), 'Hello world!');
    assert.equal(loads.length, 1);
  });

  it('says when it could not be loaded again', async () => {
    const { feed, loads, failures, text } = makeFeed();
    await feed.show(
      async () => makeDetail({ answers: () => ({ content: 'kept' }) }),
      () => true,
    );
    feed.hearEvent({ seq: 9, at: 0, type: 'models:changed', data: {} });
    loads[0]!.reject(new Error('gone'));
    await settled();
    assert.equal(failures.length, 1);
    assert.equal(text(), 'kept');
  });
});
