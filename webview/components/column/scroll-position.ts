/** Pixels from the end at which somebody still counts as reading the end, so that new text is followed. */
const followWithin = 24;

/** Pixels between the top of a column and what is pinned there. */
const pinnedGap = 14;

/** Pixels within which a column stands where it was put. */
const still = 2;

/** Where a column is scrolled to: it follows text that grows, and knows its own scrolling from somebody's. */
export class ScrollPosition {
  readonly #body: () => HTMLElement;
  #following = true;
  #pinned: HTMLElement | undefined;
  #lastTop = 0;
  /** Where the column has scrolled to by itself. */
  #ownTop = 0;

  constructor(body: () => HTMLElement) {
    this.#body = body;
  }

  /**
   * To be called when the body has scrolled. Gives the share of the way to the end, from 0 to 1, when somebody did that.
   * Scrolling up ends the following, reaching the end begins it again. Growing text alone does neither.
   */
  scrolled(): number | undefined {
    const { scrollTop, scrollHeight, clientHeight } = this.#body();
    const room = scrollHeight - clientHeight;
    // What is pinned was moved by what grew above it.
    if (scrollTop < this.#lastTop && !this.#pinned) this.#following = false;
    if (room - scrollTop <= followWithin) this.#following = true;
    this.#lastTop = scrollTop;
    if (room <= 0 || Math.abs(scrollTop - this.#ownTop) < still) return undefined;
    this.#ownTop = Number.NEGATIVE_INFINITY;
    return scrollTop / room;
  }

  /** Keeps the top of an element in sight, whatever grows above it, until somebody scrolls. */
  pin(element: HTMLElement): void {
    this.#pinned = element;
    this.keepPinned();
  }

  /** To be called when something has grown. */
  keepPinned(): void {
    if (!this.#pinned?.isConnected) return;
    const body = this.#body();
    const below = this.#pinned.getBoundingClientRect().top - body.getBoundingClientRect().top - pinnedGap;
    if (Math.abs(below) >= 1) this.#lastTop = this.#put(body.scrollTop + below);
  }

  /** To be called when somebody begins to scroll. */
  unpin(): void {
    this.#pinned = undefined;
  }

  /** To be called before something is put in above; what it gives, after that. What is in sight stays there. */
  holdEnd(): () => void {
    const { scrollHeight, scrollTop } = this.#body();
    return () => {
      if (this.#pinned) this.keepPinned();
      else if (scrollTop > 0) this.#lastTop = this.#put(this.#body().scrollHeight - scrollHeight + scrollTop);
    };
  }

  /** To be called when text has grown. */
  followEnd(): void {
    if (this.#following) this.#lastTop = this.#put(this.#body().scrollHeight);
  }

  /** Goes to a share of the way to the end. */
  goTo(share: number): void {
    this.unpin();
    const { scrollHeight, clientHeight } = this.#body();
    this.#put(share * (scrollHeight - clientHeight));
  }

  /** To be called when the body has been put elsewhere in the page, which forgets where it was. */
  restore(): void {
    this.#put(this.#lastTop);
  }

  /** Goes so many pixels down. */
  moveBy(pixels: number): void {
    this.unpin();
    this.#put(this.#body().scrollTop + pixels);
  }

  /** Gives the place that was reached. */
  #put(top: number): number {
    const body = this.#body();
    body.scrollTop = top;
    this.#ownTop = body.scrollTop;
    return body.scrollTop;
  }
}
