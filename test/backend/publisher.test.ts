import assert from 'node:assert/strict';
import { Publisher } from '../../src/backend/publisher.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';

const event = (seq: number): StoredEvent => ({ seq, at: 0, type: 'models:changed', data: {} });

describe('publisher', () => {
  function listened() {
    const heard: number[] = [];
    const publisher = new Publisher((error) => assert.fail(String(error)));
    publisher.onEvent(({ seq }) => heard.push(seq));
    return { publisher, heard };
  }

  it('tells events in the order of their numbers, though something is read for one of them', () => {
    const { publisher, heard } = listened();
    const release = publisher.hold(2);
    publisher.publish(event(1));
    publisher.publish(event(5));
    publisher.publish(event(4));
    assert.deepEqual(heard, [1]);
    publisher.publish(event(2));
    publisher.publish(event(3));
    assert.deepEqual(heard, [1, 2]);
    release();
    assert.deepEqual(heard, [1, 2, 3, 4, 5]);
    publisher.publish(event(6));
    assert.deepEqual(heard.at(-1), 6);
  });

  it('goes on behind the next that is held', () => {
    const { publisher, heard } = listened();
    const releases = [publisher.hold(1), publisher.hold(3)];
    for (const seq of [2, 4]) publisher.publish(event(seq));
    releases[0]!();
    assert.deepEqual(heard, [2]);
    publisher.publish(event(3));
    releases[1]!();
    assert.deepEqual(heard, [2, 3, 4]);
  });
});
