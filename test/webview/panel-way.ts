import { EventStream } from '../../src/gateway/owner/event-stream.ts';
import type { Client } from '../../src/protocol/client.ts';
import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { MessageDelta, StoredEvent } from '../../src/protocol/events.ts';
import { ComparisonFeed } from '../../webview/state/comparison-feed.ts';
import type { Listener, Truth } from './comparison-truth.ts';

class BrokenPipe extends Error {}

/** One connection to the owner. What is on it arrives in order, or never. */
class Pipe {
  readonly carried: (() => void)[] = [];
  readonly client: Client;
  readonly #asked: (() => void)[];
  readonly #lost: Promise<never>;
  #open = true;
  #end: () => void = () => undefined;

  constructor(truth: Truth, asked: (() => void)[]) {
    this.#asked = asked;
    this.#lost = new Promise((_resolve, reject) => {
      this.#end = () => reject(new BrokenPipe());
    });
    this.#lost.catch(() => undefined);
    truth.events.add((event) => this.#carry(() => tell(this.#events, event)));
    truth.deltas.add((delta) => this.#carry(() => tell(this.#deltas, delta)));
    this.client = {
      onEvent: (listener: Listener<StoredEvent>) => added(this.#events, listener),
      onDelta: (listener: Listener<MessageDelta>) => added(this.#deltas, listener),
      request: (_method: string, { since }: { since: number }) =>
        this.ask(() => ({
          reset: false,
          seq: truth.seq,
          events: truth.since(since),
          deltas: truth.arriving(),
        })),
    } as unknown as Client;
  }

  readonly #events = new Set<Listener<StoredEvent>>();
  readonly #deltas = new Set<Listener<MessageDelta>>();

  #carry(act: () => void): void {
    if (this.#open) this.carried.push(act);
  }

  /** Rejects when the pipe breaks before the answer has arrived. */
  ask<T>(answer: () => T): Promise<T> {
    const answered = new Promise<T>((resolve) => {
      this.#asked.push(() => {
        const value = structuredClone(answer());
        this.#carry(() => resolve(value));
      });
    });
    return Promise.race([this.#lost, answered]);
  }

  break(): void {
    this.#open = false;
    this.carried.length = 0;
    this.#end();
  }
}

interface Coming<T> {
  readonly promise: Promise<T>;
  settled: boolean;
  resolve(value: T): void;
}

function coming<T>(): Coming<T> {
  let settle: (value: T) => void = () => undefined;
  const made: Coming<T> = {
    promise: new Promise<T>((resolve) => {
      settle = resolve;
    }),
    settled: false,
    resolve(value) {
      made.settled = true;
      settle(value);
    },
  };
  return made;
}

function tell<T>(all: Set<Listener<T>>, value: T): void {
  for (const listener of all) listener(value);
}

function added<T>(all: Set<T>, one: T): () => void {
  all.add(one);
  return () => all.delete(one);
}

/** Everything between the truth and one panel: pipes that break, answers that are late, pages that are made anew. */
export class Way {
  readonly truth: Truth;
  readonly problems: string[] = [];
  feed!: ComparisonFeed;
  #stream: EventStream;
  #pipe: Pipe | undefined;
  /** The pipe by which the link has caught up. */
  #caughtUp = coming<Pipe>();
  /** From the link to the page, in order. */
  #toPage: (() => void)[] = [];
  /** Questions whose answers are not on their way yet, oldest first. */
  #asked: (() => void)[] = [];
  #timers: (() => void)[] = [];
  #page = 0;

  constructor(truth: Truth) {
    this.truth = truth;
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    this.#stream = new EventStream(silent);
    this.#stream.events.add((event) => this.#toPage.push(this.#forPage((feed) => feed.hearEvent(event))));
    this.#stream.deltas.add((delta) => this.#toPage.push(this.#forPage((feed) => feed.hearDelta(delta))));
    this.connect();
    this.load();
  }

  #forPage(act: (feed: ComparisonFeed) => void): () => void {
    const page = this.#page;
    return () => {
      if (page === this.#page) act(this.feed);
    };
  }

  /** A panel that was hidden or reloaded is a new page. */
  load(): void {
    this.#page++;
    const page = this.#page;
    const get = async () => {
      const detail = await this.#detail();
      return new Promise<ComparisonDetail>((resolve) => this.#toPage.push(() => resolve(detail)));
    };
    const feed = new ComparisonFeed({
      load: get,
      changed: () => this.#look(),
      failed: (thrown) => this.problems.push(String(thrown)),
      after: (_ms, act) => void this.#timers.push(act),
    });
    this.feed = feed;
    feed.show(get, () => page === this.#page).catch((thrown: unknown) => this.problems.push(String(thrown)));
  }

  /** As the link asks: of the owner that it has caught up with, and again of the next one. */
  async #detail(): Promise<ComparisonDetail> {
    for (;;) {
      const pipe = await this.#caughtUp.promise;
      try {
        // The number is read before the messages: what comes between is in the answer, beyond its number.
        const seq = await pipe.ask(() => this.truth.seq);
        return await pipe.ask(() => ({ ...this.truth.detail, seq }));
      } catch (thrown) {
        if (!(thrown instanceof BrokenPipe)) throw thrown;
      }
    }
  }

  disconnect(): void {
    if (!this.#pipe) return;
    this.#pipe.break();
    this.#pipe = undefined;
    // Who waits for the first that catches up goes on waiting.
    if (this.#caughtUp.settled) this.#caughtUp = coming<Pipe>();
    this.#stream.detach();
  }

  connect(): void {
    if (this.#pipe) return;
    const pipe = new Pipe(this.truth, this.#asked);
    this.#pipe = pipe;
    const newest = () => pipe.ask(() => this.truth.seq);
    this.#stream.attach(pipe.client, newest).then(
      () => {
        if (this.#pipe === pipe) this.#caughtUp.resolve(pipe);
      },
      () => undefined,
    );
  }

  /** So many things that are on their way arrive. */
  carry(count: number): void {
    for (let n = 0; n < count; n++) this.#pipe?.carried.shift()?.();
  }

  show(count: number): void {
    for (let n = 0; n < count; n++) this.#toPage.shift()?.();
  }

  answer(): void {
    this.#asked.shift()?.();
  }

  pass(): void {
    for (const act of this.#timers.splice(0)) act();
  }

  get idle(): boolean {
    return (
      (this.#pipe?.carried.length ?? 0) + this.#toPage.length + this.#asked.length + this.#timers.length === 0
    );
  }

  /** Nothing is there twice, and every text is the beginning of one that was written. */
  #look(): void {
    const { live } = this.feed;
    for (const thread of Object.values(live?.messages ?? {})) {
      if (new Set(thread.map((message) => message.id)).size < thread.length) this.problems.push('a double');
      for (const { id: messageId, content } of thread) {
        const written = this.truth.texts.get(messageId);
        if (!written?.some((text) => text.startsWith(content)))
          this.problems.push(`“${content}” of ${JSON.stringify(written)}`);
      }
    }
  }
}
