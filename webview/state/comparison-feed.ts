import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { MessageDelta, StoredEvent } from '../../src/protocol/events.ts';
import { applyDelta, replay } from './apply-delta.ts';
import { applyEvent } from './apply-event.ts';
import { fromDetail, type LiveComparison } from './live-comparison.ts';

/** Milliseconds before a second reload, when the first did not fill the hole. */
export const reloadPauseMs = 1000;

type Heard = { event: StoredEvent } | { delta: MessageDelta };

export interface FeedPorts {
  load(comparisonId: string): Promise<ComparisonDetail>;
  changed(urgent: boolean): void;
  /** A reload after a hole failed: what is shown may be old. */
  failed(thrown: unknown): void;
  /** Default: the page's timer. */
  after?(ms: number, act: () => void): void;
}

/** Keeps one comparison up to date from events and deltas, and loads it again when something was missed. */
export class ComparisonFeed {
  readonly #ports: FeedPorts;
  #live: LiveComparison | undefined;
  /** What was heard while an answer with a whole comparison is on its way: that answer may be older. */
  #recording: Heard[] | undefined;
  #recorders = 0;
  #reloading = false;

  constructor(ports: FeedPorts) {
    this.#ports = ports;
  }

  get live(): LiveComparison | undefined {
    return this.#live;
  }

  /** Shows nothing any more. Answers that are still on their way are not shown either. */
  clear(): void {
    this.#live = undefined;
  }

  /** Asks for a whole comparison and shows it together with what was heard meanwhile. */
  async show(ask: () => Promise<ComparisonDetail>, wanted: () => boolean): Promise<void> {
    this.#recording ??= [];
    this.#recorders++;
    try {
      const detail = await ask();
      if (wanted()) this.#land(detail);
    } finally {
      this.#recorders--;
      if (this.#recorders === 0) this.#recording = undefined;
    }
  }

  hearEvent(event: StoredEvent): void {
    this.#recording?.push({ event });
    if (!this.#live) return;
    const { live, missed } = applyEvent(this.#live, event);
    const urgent = live.messages !== this.#live.messages || live.comparison !== this.#live.comparison;
    this.#live = live;
    if (urgent) this.#ports.changed(true);
    if (missed) this.#reload();
  }

  hearDelta(delta: MessageDelta): void {
    this.#recording?.push({ delta });
    if (!this.#live) return;
    const { live, missed } = applyDelta(this.#live, delta);
    const changed = live !== this.#live;
    this.#live = live;
    if (changed) this.#ports.changed(false);
    if (missed) this.#reload();
  }

  #land(detail: ComparisonDetail): void {
    const held = this.#live?.comparison.id === detail.comparison.id ? this.#live.held : {};
    let live = fromDetail(detail);
    for (const heard of this.#recording ?? []) {
      live = ('event' in heard ? applyEvent(live, heard.event) : applyDelta(live, heard.delta)).live;
    }
    this.#live = replay(live, Object.values(held).flat()).live;
    this.#ports.changed(true);
  }

  #reload(): void {
    const comparisonId = this.#live?.comparison.id;
    if (this.#reloading || comparisonId === undefined) return;
    this.#reloading = true;
    const wanted = (): boolean => this.#live?.comparison.id === comparisonId;
    this.show(() => this.#ports.load(comparisonId), wanted)
      .catch((thrown: unknown) => {
        if (wanted()) this.#ports.failed(thrown);
      })
      .finally(() => {
        const { after = (ms, act) => void setTimeout(act, ms) } = this.#ports;
        after(reloadPauseMs, () => {
          this.#reloading = false;
          if (this.#live && Object.keys(this.#live.held).length > 0) this.#reload();
        });
      });
  }
}
