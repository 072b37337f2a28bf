/** Milliseconds between paints of text that streams in: about fifteen a second. */
export const paintMs = 66;

/** With more streams than this, paints come more rarely: each costs more. */
const fullRateStreams = 8;

export function paintInterval(streams: number): number {
  return paintMs * Math.sqrt(Math.max(1, streams / fullRateStreams));
}

export interface PaintClock {
  now(): number;
  /** Calls back before the next frame. */
  frame(callback: () => void): void;
  after(ms: number, callback: () => void): void;
}

export const browserClock: PaintClock = {
  now: () => performance.now(),
  frame: (callback) => requestAnimationFrame(callback),
  after: (ms, callback) => setTimeout(callback, ms),
};

/** Joins changes into paints: what a person did shows in the next frame, streamed text at a bounded rate. */
export class PaintScheduler {
  readonly #paint: () => void;
  readonly #clock: PaintClock;
  #lastPaint = Number.NEGATIVE_INFINITY;
  #frameAsked = false;
  #timerSet = false;
  /** How many answers are arriving. */
  streams = 1;

  constructor(paint: () => void, clock: PaintClock = browserClock) {
    this.#paint = paint;
    this.#clock = clock;
  }

  request(urgent: boolean): void {
    if (this.#frameAsked) return;
    const wait = urgent ? 0 : this.#lastPaint + paintInterval(this.streams) - this.#clock.now();
    if (wait <= 0) this.#askFrame();
    else if (!this.#timerSet) {
      this.#timerSet = true;
      this.#clock.after(wait, () => {
        this.#timerSet = false;
        // An urgent paint in between has shown this already; what came after it has asked anew.
        if (!this.#frameAsked) this.#askFrame();
      });
    }
  }

  #askFrame(): void {
    this.#frameAsked = true;
    this.#clock.frame(() => {
      this.#frameAsked = false;
      this.#lastPaint = this.#clock.now();
      this.#paint();
    });
  }
}
