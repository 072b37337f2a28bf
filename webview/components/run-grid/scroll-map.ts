/** Pixels of height that every browser lays out; Chromium stops near 33 million. */
export const tallest = 12_000_000;

/**
 * Maps a scroll bar onto more rows than a page can be high. `top` is where the page is scrolled to, `virtual` where the
 * rows are. As long as all fits they are the same. Beyond that, small moves go pixel by pixel, leaps go by proportion,
 * and in a quiet moment `settle` puts the scroll bar where it belongs.
 */
export class ScrollMap {
  #content = 0;
  #viewport = 0;
  #top = 0;
  #virtual = 0;

  /** `content` and `viewport` are heights in pixels. */
  resize(content: number, viewport: number): void {
    this.#content = content;
    this.#viewport = viewport;
    this.#virtual = this.#clamp(this.#virtual);
    if (!this.#scaled) this.#top = this.#virtual;
  }

  get #scaled(): boolean {
    return this.#content > tallest;
  }

  /** Pixels that the page is to be high. */
  get height(): number {
    return Math.min(this.#content, tallest);
  }

  /** Pixels of rows above the upper edge. */
  get virtual(): number {
    return this.#virtual;
  }

  /** What is taken from a row's place to get its place on the page. */
  get shift(): number {
    return this.#virtual - this.#top;
  }

  get #ratio(): number {
    const room = this.height - this.#viewport;
    return room <= 0 ? 1 : (this.#content - this.#viewport) / room;
  }

  #clamp(virtual: number): number {
    return Math.max(0, Math.min(virtual, this.#content - this.#viewport));
  }

  scrolled(top: number): void {
    const moved = top - this.#top;
    const leap = Math.abs(moved) > this.#viewport;
    const end = this.height - this.#viewport - top < 1;
    if (!this.#scaled) this.#virtual = top;
    else if (leap) this.#virtual = this.#clamp(end ? Number.POSITIVE_INFINITY : top * this.#ratio);
    else this.#virtual = this.#clamp(this.#virtual + moved);
    this.#top = top;
  }

  /** Goes to a place among the rows. Returns where the page is to be scrolled to. */
  go(virtual: number): number {
    this.#virtual = this.#clamp(virtual);
    this.#top = this.#place();
    return this.#top;
  }

  /** Where the page is to be scrolled to, so that the scroll bar tells the truth; undefined when it does. */
  settle(): number | undefined {
    const place = this.#place();
    if (Math.abs(place - this.#top) < 1) return undefined;
    this.#top = place;
    return place;
  }

  /** Whole pixels: browsers round a scroll position, and the rounding must not look like a move. */
  #place(): number {
    return this.#scaled ? Math.round(this.#virtual / this.#ratio) : this.#virtual;
  }
}
