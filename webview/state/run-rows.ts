import type { Result } from '../../src/protocol/methods.ts';
import type { GridQuery, GridRow } from '../../src/protocol/run-views.ts';

/** Rows of one request: a screen's worth. */
export const blockRows = 25;

/** Blocks that are kept; the ones seen longest ago go first. */
const keptBlocks = 80;

/** Milliseconds between two looks at the visible rows while the run moves on. */
export const refreshMs = 250;

/** Milliseconds between a scroll and a request: what has been scrolled past by then is not asked for. */
const settleMs = 40;

/** Requests on their way, given up or not: a dragged scroll bar must not queue up more than is looked at. */
const mostAsked = 4;

export interface RowsPorts {
  ask(query: GridQuery, from: number, limit: number, signal: AbortSignal): Promise<Result<'run:grid'>>;
  /** Rows or their number are others than before. */
  changed(): void;
  failed(thrown: unknown): void;
}

interface Block {
  rows: readonly GridRow[];
  /** What the run had become when this was asked for. */
  version: number;
}

/** The rows of a run's grid as far as somebody looks at them, in pages from the back end. */
export class RunRows {
  readonly #ports: RowsPorts;
  #blocks = new Map<number, Block>();
  readonly #asked = new Map<number, AbortController>();
  #query: GridQuery = {};
  /** Grows with each change of the query: what was asked for an earlier one is dropped. */
  #generation = 0;
  /** The generation whose rows are shown. */
  #shown = -1;
  /** Grows when the run has moved on. */
  #version = 0;
  /** The version as of the last refresh: older blocks in sight are asked for again. */
  #wanted = 0;
  #first = 0;
  #last = -1;
  #underway = 0;
  #scrollTimer: ReturnType<typeof setTimeout> | undefined;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  #refreshed = Number.NEGATIVE_INFINITY;
  #disposed = false;
  /** Rows that fit the query; undefined until the first answer. */
  total: number | undefined;

  constructor(ports: RowsPorts) {
    this.#ports = ports;
  }

  get query(): GridQuery {
    return this.#query;
  }

  /** Rows of another query are on their way. */
  get busy(): boolean {
    return this.#shown !== this.#generation;
  }

  row(index: number): GridRow | undefined {
    return this.#blocks.get(Math.floor(index / blockRows))?.rows[index % blockRows];
  }

  /** The row of the dataset's `number`, where it is among those that are here. */
  find(number: number): GridRow | undefined {
    for (const { rows } of this.#blocks.values()) {
      const found = rows.find(({ row }) => row === number);
      if (found) return found;
    }
    return undefined;
  }

  /** Shows other rows, or the same in another order. What is there stays until the first of them have come. */
  setQuery(query: GridQuery): void {
    this.#query = query;
    this.#last -= this.#first;
    this.#first = 0;
    this.reload();
  }

  /** Everything may be different: asks again for what is looked at and forgets the rest when it has come. */
  reload(): void {
    this.#generation++;
    for (const controller of this.#asked.values()) controller.abort();
    this.#asked.clear();
    if (this.#last < 0) this.#last = blockRows - 1;
    this.#ask(Math.floor(this.#first / blockRows));
  }

  /** Somebody looks at these rows, both ends included. */
  look(first: number, last: number): void {
    if (first === this.#first && last === this.#last) return;
    this.#first = first;
    this.#last = last;
    if (this.#missing().length > 0) this.#askSoon(settleMs);
  }

  /** The run has moved on: what is looked at is asked for again, not more often than every `refreshMs`. */
  stale(): void {
    this.#version++;
    this.#refreshSoon();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#scrollTimer);
    clearTimeout(this.#refreshTimer);
    for (const controller of this.#asked.values()) controller.abort();
  }

  #askSoon(ms: number): void {
    if (this.#disposed) return;
    this.#scrollTimer ??= setTimeout(() => {
      this.#scrollTimer = undefined;
      this.#askMissing();
    }, ms);
  }

  #refreshSoon(): void {
    if (this.#disposed) return;
    const wait = Math.max(0, this.#refreshed + refreshMs - performance.now());
    this.#refreshTimer ??= setTimeout(() => {
      this.#refreshTimer = undefined;
      this.#refreshed = performance.now();
      this.#wanted = this.#version;
      this.#askMissing();
    }, wait);
  }

  #askMissing(): void {
    if (this.busy) return;
    for (const [block, controller] of this.#asked) {
      // A block that was scrolled past is no longer worth its answer.
      if (!this.#near(block)) {
        controller.abort();
        this.#asked.delete(block);
      }
    }
    const missing = this.#missing().sort((a, b) => this.#distance(a) - this.#distance(b));
    for (const block of missing.slice(0, Math.max(0, mostAsked - this.#underway))) this.#ask(block);
  }

  #near(block: number): boolean {
    return (
      block >= Math.floor(this.#first / blockRows) - 1 && block <= Math.floor(this.#last / blockRows) + 1
    );
  }

  /** Blocks between this one and the middle of what is looked at: the nearest are asked for first. */
  #distance(block: number): number {
    return Math.abs(block + 0.5 - (this.#first + this.#last) / 2 / blockRows);
  }

  /** Blocks that are looked at or near to it, and are not here as the run is now. */
  #missing(): number[] {
    const total = this.total ?? 0;
    const from = Math.max(0, Math.floor((this.#first - blockRows) / blockRows));
    const to = Math.min(Math.ceil(total / blockRows) - 1, Math.floor((this.#last + blockRows) / blockRows));
    const missing: number[] = [];
    for (let block = from; block <= to; block++) {
      const seen = block * blockRows <= this.#last && (block + 1) * blockRows > this.#first;
      const held = this.#blocks.get(block);
      // What is only near may be a little old: it is asked for again when it comes into sight.
      if (!held || (seen && held.version < this.#wanted)) missing.push(block);
    }
    return missing.filter((block) => !this.#asked.has(block));
  }

  #ask(block: number): void {
    const controller = new AbortController();
    const generation = this.#generation;
    const version = this.#version;
    this.#asked.set(block, controller);
    this.#underway++;
    const given = (): boolean =>
      this.#disposed || generation !== this.#generation || controller.signal.aborted;
    this.#ports
      .ask(this.#query, block * blockRows, blockRows, controller.signal)
      .then(
        ({ total, rows }) => {
          if (given()) return;
          this.#asked.delete(block);
          this.#take(block, { rows, version }, total);
        },
        (thrown: unknown) => {
          if (given()) return;
          this.#asked.delete(block);
          this.#ports.failed(thrown);
        },
      )
      .finally(() => {
        this.#underway--;
        // What had to wait for a place, unless it failed: that would be asked for without end.
        if (given() && this.#missing().length > 0) this.#askSoon(0);
      });
  }

  #take(number: number, block: Block, total: number): void {
    if (this.busy) {
      this.#blocks = new Map();
      this.#shown = this.#generation;
    }
    this.total = total;
    this.#blocks.delete(number);
    this.#blocks.set(number, block);
    for (const [oldest] of this.#blocks) {
      if (this.#blocks.size <= keptBlocks) break;
      if (!this.#near(oldest)) this.#blocks.delete(oldest);
    }
    this.#ports.changed();
    if (this.#missing().length > 0) this.#askSoon(0);
    if (block.version < this.#version) this.#refreshSoon();
  }
}
