import assert from 'node:assert/strict';
import { EventStream } from '../../../src/gateway/owner/event-stream.ts';
import type { Client } from '../../../src/protocol/client.ts';
import type { StoredEvent } from '../../../src/protocol/events.ts';
import { FakeLog, settingsEvent, settle } from '../fake-backend.ts';

/** A back end as one connection shows it: a log of events, and whoever listens. */
class FakeClient {
  readonly log: StoredEvent[];
  reset = false;
  syncs: number[] = [];
  /** Called while `state:sync` is being answered. */
  meanwhile: () => void = () => {};
  readonly #listeners = new Set<(event: StoredEvent) => void>();

  constructor(log: StoredEvent[]) {
    this.log = log;
  }

  get seq(): number {
    return this.log.at(-1)?.seq ?? 0;
  }

  publish(seq: number): void {
    const event = settingsEvent(seq);
    if (seq > this.seq) this.log.push(event);
    for (const listener of this.#listeners) listener(event);
  }

  readonly client = {
    request: async (_method: string, { since }: { since: number }) => {
      this.syncs.push(since);
      const answer = {
        reset: this.reset,
        seq: this.seq,
        events: this.reset ? [] : this.log.filter((event) => event.seq > since),
        deltas: [],
      };
      this.meanwhile();
      await settle(2);
      return answer;
    },
    onEvent: (listener: (event: StoredEvent) => void) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
    onDelta: () => () => {},
  } as unknown as Client;

  attach(stream: EventStream): Promise<void> {
    return stream.attach(this.client, async () => this.seq);
  }
}

describe('EventStream', () => {
  const events = (...seqs: number[]) => seqs.map(settingsEvent);

  function listen() {
    const stream = new EventStream(new FakeLog());
    const heard: (number | 'reset')[] = [];
    stream.events.add((event) => heard.push(event.seq));
    stream.resets.add(() => heard.push('reset'));
    return { stream, heard };
  }

  it('begins with what happens after it joined', async () => {
    const { stream, heard } = listen();
    const first = new FakeClient(events(1, 2, 3));
    await first.attach(stream);
    first.publish(4);
    assert.deepEqual([heard, first.syncs, stream.last], [[4], [], 4]);
  });

  it('asks the next for what was missed, and tells nothing twice', async () => {
    const { stream, heard } = listen();
    const first = new FakeClient(events(1));
    await first.attach(stream);
    first.publish(2);
    const next = new FakeClient(events(1, 2, 3, 4));
    next.meanwhile = () => {
      // Stored before the answer was made, published after; and one that is new.
      next.publish(4);
      next.publish(5);
    };
    await next.attach(stream);
    next.publish(6);
    assert.deepEqual(heard, [2, 3, 4, 5, 6]);
    assert.deepEqual(next.syncs, [2]);
    first.publish(99);
    assert.equal(heard.at(-1), 6);
  });

  it('tells a log that no longer reaches back as replaced data, and goes on from there', async () => {
    const { stream, heard } = listen();
    await new FakeClient(events(1, 2)).attach(stream);
    const next = new FakeClient(events(5000));
    next.reset = true;
    await next.attach(stream);
    next.publish(5001);
    assert.deepEqual(heard, [5000, 'reset', 5001]);
  });

  it('goes back with a log that went back', async () => {
    const { stream, heard } = listen();
    await new FakeClient(events(10)).attach(stream);
    const restored = new FakeClient(events(3));
    restored.reset = true;
    await restored.attach(stream);
    restored.publish(4);
    assert.deepEqual([heard, stream.last], [[3, 'reset', 4], 4]);
  });

  it('fails with its client, and can go on with another', async () => {
    const { stream, heard } = listen();
    await new FakeClient(events(1)).attach(stream);
    const broken = new FakeClient(events(1, 2));
    await assert.rejects(
      stream.attach(broken.client, async () => {
        throw new Error('gone');
      }),
    );
    await new FakeClient(events(1, 2, 3)).attach(stream);
    assert.deepEqual(heard, [2, 3]);
  });
});
