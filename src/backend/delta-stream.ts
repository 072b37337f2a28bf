import type { Clock } from '../core/ports/clock.ts';
import type { MessageDelta } from '../protocol/events.ts';

type Kind = MessageDelta['kind'];

/** Milliseconds in which pieces of one answer travel together: models send many, people see a few. */
const gatherMs = 25;

/** Gathers the text of one answer and says where each piece belongs. The first piece goes out at once. */
export class DeltaStream {
  readonly #clock: Clock;
  readonly #send: (kind: Kind, offset: number, text: string) => void;
  readonly #sent: Record<Kind, number> = { text: 0, thinking: 0 };
  readonly #waiting: Record<Kind, string[]> = { text: [], thinking: [] };
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, send: (kind: Kind, offset: number, text: string) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  push(kind: Kind, text: string): void {
    this.#waiting[kind].push(text);
    if (this.#cancelTimer) return;
    this.flush();
    this.#cancelTimer = this.#clock.after(gatherMs, () => {
      this.#cancelTimer = undefined;
      this.flush();
    });
  }

  flush(): void {
    for (const kind of ['thinking', 'text'] as const) {
      const text = this.#waiting[kind].join('');
      if (text === '') continue;
      this.#waiting[kind] = [];
      this.#send(kind, this.#sent[kind], text);
      this.#sent[kind] += text.length;
    }
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.flush();
  }
}
