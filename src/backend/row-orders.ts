import type { Clock } from '../core/ports/clock.ts';
import type { StoredRun } from '../core/ports/run-store.ts';
import type { GridSort, RowSpan, RunViews } from '../core/ports/run-views.ts';
import { orderedByNumbers } from '../core/row-order.ts';
import { rowSpans } from '../core/row-spans.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { GridQuery } from '../protocol/run-views.ts';

/** Cells looked through at once: between two such reads the store does others' work. */
const cellsAtOnce = 16_000;
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

interface Making {
  /** Of those who wait for it; when all have gone, it ends. */
  signals: Set<AbortSignal>;
  order: Promise<RowOrder>;
}

/** Orders of rows that were asked for, so that a following page needs no search and scrolling stays in one order. */
export class RowOrders {
  readonly #views: RunViews;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #orders = new Map<string, RowOrder>();
  /** What is being made, so that several who ask wait for the same. */
  readonly #making = new Map<string, Making>();

  constructor(views: RunViews, clock: Pick<Clock, 'monotonic'>) {
    this.#views = views;
    this.#clock = clock;
  }

  /**
   * The rows that fit the query in its order; undefined for a query that leaves all rows as they are. While the run runs,
   * an order is made anew every few seconds and the one before answers meanwhile; else it is of what is stored.
   */
  async rows(run: StoredRun, query: GridQuery, signal: AbortSignal): Promise<Uint32Array | undefined> {
    const { sort, filters, search } = query;
    if (!sort && !filters?.length && !search) return undefined;
    const key = JSON.stringify([run.id, sort, filters, search]);
    const state = JSON.stringify([run.status, run.updatedAt, run.cells, run.rows, run.graderIds]);
    const known = this.#orders.get(key);
    if (known) {
      this.#remember(key, known);
      if (known.state === state) return known.rows;
      if (run.status === 'running') {
        // Nobody waits for it: it may fail, and whoever asks next begins anew.
        if (!this.#isFresh(known)) this.#made(key, run, query, state, signal).catch(() => {});
        return known.rows;
      }
    }
    return (await this.#made(key, run, query, state, signal)).rows;
  }

  #remember(key: string, order: RowOrder): void {
    this.#orders.delete(key);
    this.#orders.set(key, order);
    if (this.#orders.size > mostOrders) this.#orders.delete(this.#orders.keys().next().value!);
  }

  #isFresh({ madeAt, tookMs }: RowOrder): boolean {
    return this.#clock.monotonic() - madeAt < Math.max(freshMs, tookMs * restFactor);
  }

  #made(
    key: string,
    run: StoredRun,
    query: GridQuery,
    state: string,
    signal: AbortSignal,
  ): Promise<RowOrder> {
    // A running run is in another state with each look: one order at a time. Else it would be old when it is there.
    const place = run.status === 'running' ? key : `${key} ${state}`;
    const making = this.#making.get(place);
    if (making) {
      making.signals.add(signal);
      return making.order;
    }
    const signals = new Set([signal]);
    const order = this.#make(run, query, signals)
      .then((made) => {
        const whole = { ...made, state };
        this.#remember(key, whole);
        return whole;
      })
      .finally(() => this.#making.delete(place));
    this.#making.set(place, { signals, order });
    return order;
  }

  async #make(
    run: StoredRun,
    { sort, filters = [], search }: GridQuery,
    signals: ReadonlySet<AbortSignal>,
  ): Promise<Omit<RowOrder, 'state'>> {
    const startedAt = this.#clock.monotonic();
    const { all, taken } = run.rows;
    const fits = new Uint8Array(all).fill(1);
    for (const filter of filters) {
      const found = await inSpans(run, taken, signals, (span) => this.#views.fitting(run.id, filter, span));
      keep(fits, found);
    }
    if (search)
      keep(fits, await inSpans(run, all, signals, (span) => this.#views.holding(run, search, span)));
    const rows: number[] = [];
    const take = (row: number) => {
      if (!fits[row]) return;
      fits[row] = 0;
      rows.push(row);
    };
    if (sort && fits.includes(1)) for (const row of await this.#sorted(run, sort, signals)) take(row);
    for (let row = 0; row < all; row++) take(row);
    const madeAt = this.#clock.monotonic();
    return { madeAt, tookMs: madeAt - startedAt, rows: Uint32Array.from(rows) };
  }

  /** Rows that have nothing to sort by may be missing. */
  async #sorted(
    run: StoredRun,
    { by, descending = false }: GridSort,
    signals: ReadonlySet<AbortSignal>,
  ): Promise<Iterable<number>> {
    if ('column' in by) {
      return run.datasetId === null ? [] : this.#views.sortedByColumn(run.datasetId, by.column, descending);
    }
    const { variantId, key } = by;
    if (key === 'output') return this.#views.sortedByAnswer(run.id, variantId, descending);
    const numbers = await inSpans(run, run.rows.taken, signals, (span) =>
      this.#views.sortNumbers(run.id, variantId, key, span),
    );
    return orderedByNumbers(numbers, descending);
  }
}

/** What `read` finds in all rows, some of them at a time. Ends when nobody waits for it any more. */
async function inSpans(
  run: StoredRun,
  rows: number,
  signals: ReadonlySet<AbortSignal>,
  read: (span: RowSpan) => Promise<number[]>,
): Promise<number[]> {
  const found: number[] = [];
  for (const span of rowSpans(run, rows, cellsAtOnce)) {
    if ([...signals].every(({ aborted }) => aborted)) {
      throw new AbaiError('cancelled', 'Nobody waits for these rows any more.');
    }
    for (const value of await read(span)) found.push(value);
  }
  return found;
}

function keep(fits: Uint8Array, rows: readonly number[]): void {
  const found = new Uint8Array(fits.length);
  for (const row of rows) found[row] = 1;
  for (let row = 0; row < fits.length; row++) fits[row]! &= found[row]!;
}
