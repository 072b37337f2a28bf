import type { Clock } from '../core/ports/clock.ts';
import type { StoredRun } from '../core/ports/run-store.ts';
import type { RunViews } from '../core/ports/run-views.ts';
import type { GridQuery } from '../protocol/run-views.ts';

/** Rows looked through at once: between two such reads the store does others' work. */
const rowsAtOnce = 4000;
/** Orders kept; the least recently asked for goes first. 100,000 rows take 400 KB. */
const mostOrders = 12;
/** Milliseconds that an order of a running run is good for, at least. */
const freshMs = 2000;
/** How much longer than it took to make: the store spends no more than a part of its time on it. */
const restFactor = 10;

interface RowOrder {
  /** What the run was like when it was made. */
  state: string;
  madeAt: number;
  tookMs: number;
  rows: Uint32Array;
}

/** Orders of rows that were asked for, so that a following page needs no search and scrolling stays in one order. */
export class RowOrders {
  readonly #views: RunViews;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #orders = new Map<string, RowOrder>();
  /** What is being made, so that several who ask wait for the same. */
  readonly #making = new Map<string, Promise<RowOrder>>();

  constructor(views: RunViews, clock: Pick<Clock, 'monotonic'>) {
    this.#views = views;
    this.#clock = clock;
  }

  /**
   * The rows that fit the query in its order; undefined for a query that leaves all rows as they are. While the run runs,
   * an order may be some seconds old, else it is of what is stored.
   */
  async rows(run: StoredRun, query: GridQuery): Promise<Uint32Array | undefined> {
    const { sort, filters, search } = query;
    if (!sort && !filters?.length && !search) return undefined;
    const key = JSON.stringify([run.id, sort, filters, search]);
    const state = JSON.stringify([run.status, run.updatedAt, run.cells, run.rows, run.graderIds]);
    const known = this.#orders.get(key);
    if (known) {
      this.#orders.delete(key);
      this.#orders.set(key, known);
      if (known.state === state || (run.status === 'running' && this.#isFresh(known))) return known.rows;
    }
    let making = this.#making.get(key);
    if (!making) {
      making = this.#make(run, query, state).finally(() => this.#making.delete(key));
      this.#making.set(key, making);
    }
    const made = await making;
    this.#orders.delete(key);
    this.#orders.set(key, made);
    if (this.#orders.size > mostOrders) this.#orders.delete(this.#orders.keys().next().value!);
    return made.rows;
  }

  #isFresh({ madeAt, tookMs }: RowOrder): boolean {
    return this.#clock.monotonic() - madeAt < Math.max(freshMs, tookMs * restFactor);
  }

  async #make(run: StoredRun, { sort, filters = [], search }: GridQuery, state: string): Promise<RowOrder> {
    const startedAt = this.#clock.monotonic();
    const fits = new Uint8Array(run.rows.all).fill(1);
    const keep = async (find: (span: { from: number; to: number }) => Promise<number[]>, end: number) => {
      const found = new Uint8Array(run.rows.all);
      for (let from = 0; from < end; from += rowsAtOnce) {
        for (const row of await find({ from, to: Math.min(end, from + rowsAtOnce) })) found[row] = 1;
      }
      for (let row = 0; row < fits.length; row++) fits[row]! &= found[row]!;
    };
    for (const filter of filters) {
      await keep((span) => this.#views.fitting(run.id, filter, span), run.rows.taken);
    }
    if (search) await keep((span) => this.#views.holding(run, search, span), run.rows.all);
    const rows: number[] = [];
    const take = (row: number) => {
      if (!fits[row]) return;
      fits[row] = 0;
      rows.push(row);
    };
    for (const row of sort ? await this.#views.sorted(run, sort) : []) take(row);
    for (let row = 0; row < run.rows.all; row++) take(row);
    const madeAt = this.#clock.monotonic();
    return { state, madeAt, tookMs: madeAt - startedAt, rows: Uint32Array.from(rows) };
  }
}
