import type { Result } from '../../src/protocol/methods.ts';
import type { GridQuery, GridRow } from '../../src/protocol/run-views.ts';

/** Rows of one request: a few screens' worth. */
export const blockRows = 50;

/** Blocks that are kept; the ones seen longest ago go first. */
const keptBlocks = 40;

/** Milliseconds between two looks at the visible rows while the run moves on. */
export const refreshMs = 250;

/** Milliseconds without another scroll before rows are asked for: a thrown scroll bar asks for where it stops. */
const settleMs = 40;

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
  #first = 0;
  #last = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerFor: 'scroll' | 'refresh' | undefined;
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
    if (this.#missing().length > 0) this.#soon('scroll', settleMs);
  }

  /** The run has moved on: what is looked at is asked for again, not more often than every `refreshMs`. */
  stale(): void {
    this.#version++;
    this.#refreshSoon();
  }

  #refreshSoon(): void {
    this.#soon('refresh', Math.max(0, this.#refreshed + refreshMs - performance.now()));
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    for (const controller of this.#asked.values()) controller.abort();
  }

  #soon(why: 'scroll' | 'refresh', ms: number): void {
    if (this.#disposed || this.#timerFor === 'refresh') return;
    if (this.#timerFor === 'scroll' && why === 'scroll') return;
    clearTimeout(this.#timer);
    this.#timerFor = why;
    this.#timer = setTimeout(() => {
      this.#timerFor = undefined;
      if (why === 'refresh') this.#refreshed = performance.now();
      this.#askMissing();
    }, ms);
  }

  #askMissing(): void {
    if (this.busy) return;
    const missing = this.#missing();
    for (const [block, controller] of this.#asked) {
      // A block that was scrolled past is no longer worth its answer.
      if (!this.#near(block)) {
        controller.abort();
        this.#asked.delete(block);
      }
    }
    for (const block of missing) this.#ask(block);
  }

  #near(block: number): boolean {
    return (
      block >= Math.floor(this.#first / blockRows) - 1 && block <= Math.floor(this.#last / blockRows) + 1
    );
  }

  /** Blocks that are looked at or near to it, and are not here as the run is now. */
  #missing(): number[] {
    const total = this.total ?? 0;
    const from = Math.max(0, Math.floor((this.#first - blockRows / 2) / blockRows));
    const to = Math.min(
      Math.ceil(total / blockRows) - 1,
      Math.floor((this.#last + blockRows / 2) / blockRows),
    );
    const missing: number[] = [];
    for (let block = from; block <= to; block++) {
      const seen = block * blockRows <= this.#last && (block + 1) * blockRows > this.#first;
      const held = this.#blocks.get(block);
      // What is only near may be a little old: it is asked for again when it comes into sight.
      if (!held || (seen && held.version < this.#version)) missing.push(block);
    }
    return missing.filter((block) => !this.#asked.has(block));
  }

  #ask(block: number): void {
    const controller = new AbortController();
    const generation = this.#generation;
    const version = this.#version;
    this.#asked.set(block, controller);
    this.#ports.ask(this.#query, block * blockRows, blockRows, controller.signal).then(
      ({ total, rows }) => {
        if (this.#disposed || generation !== this.#generation || controller.signal.aborted) return;
        this.#asked.delete(block);
        this.#take(block, { rows, version }, total);
      },
      (thrown: unknown) => {
        if (this.#disposed || controller.signal.aborted) return;
        this.#asked.delete(block);
        this.#ports.failed(thrown);
      },
    );
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
    if (this.#missing().length === 0) return;
    if (block.version < this.#version) this.#refreshSoon();
    else this.#soon('scroll', 0);
  }
}
