import type { CellPatch, PendingCell } from '../core/ports/run-store.ts';
import type { RunVariant } from '../protocol/runs.ts';
import { hopelessRefusal } from './hopeless-refusal.ts';
import type { PartOptions } from './run-part.ts';

/** Calls that were all refused for what no further call can heal, after which no more are made. */
const enoughRefusals = 8;
/** Pending cells read at once. */
const pageSize = 200;

/** A cell that is next, with the values of its row. */
export interface ReadyCell {
  cell: PendingCell;
  values: ReadonlyMap<string, string>;
}

/** The open cells of one variant in their order, read by pages. */
export class LiveColumn {
  readonly variant: RunVariant;
  readonly #options: PartOptions;
  /** Cells that were taken from the store and have not come back: they are still pending there. */
  readonly #inHand = new Set<string>();
  #page: ReadyCell[] = [];
  #lastN = 0;
  #exhausted = false;
  #loading: Promise<void> | undefined;
  #rewound = false;
  inFlight = 0;
  answered = 0;
  /** USD of its dearest call so far. */
  dearestUsd = 0;
  /** So far; never enough once something else came back. */
  #refusals = 0;
  /** Why no more of it is asked. */
  stopped: { reason: string; because: 'key' | 'refused' } | undefined;
  /** USD that its next call may cost, for which the cap leaves no room. */
  beyondCapUsd: number | undefined;

  constructor(variant: RunVariant, options: PartOptions) {
    this.variant = variant;
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#exhausted && this.#page.length === 0;
  }

  /** Nothing of it will be asked before `rewind`. */
  get isOver(): boolean {
    return this.isEmpty || this.stopped !== undefined || this.beyondCapUsd !== undefined;
  }

  /** The next cell, if it was read already. */
  shift(): ReadyCell | undefined {
    return this.#page.shift();
  }

  /** It was not asked after all: it is the next again. */
  putBack(ready: ReadyCell): void {
    this.#inHand.add(ready.cell.id);
    this.#page.unshift(ready);
  }

  /** Reads on. Whoever asks meanwhile waits for the same page. */
  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Its call is over; without a patch it was stopped on the way. */
  cameBack(cellId: string, patch: CellPatch | undefined): void {
    this.#inHand.delete(cellId);
    this.inFlight -= 1;
    if (!patch) return;
    const refusal = hopelessRefusal(patch);
    this.answered += 1;
    this.dearestUsd = Math.max(this.dearestUsd, patch.cost?.usd ?? 0);
    if (refusal === undefined) this.#refusals = Number.NEGATIVE_INFINITY;
    else this.#refusals += 1;
    if (refusal === undefined || this.#refusals < enoughRefusals) return;
    this.stopped ??= {
      reason: `${this.variant.label} was given up, as all of its calls were refused: ${refusal} Put that right, then resume the run with its failed cells.`,
      because: patch.error?.code === 'auth' ? 'key' : 'refused',
    };
  }

  /** Begins at the first row again: cells that were behind are open. */
  rewind(): void {
    this.#lastN = 0;
    this.#exhausted = false;
    this.#rewound = true;
    this.#refusals = 0;
    this.stopped = undefined;
    this.beyondCapUsd = undefined;
  }

  async #load(): Promise<void> {
    const { ports, ledger, rows } = this.#options;
    this.#rewound = false;
    // Taken before the store is asked: a cell that is saved meanwhile is still known here.
    const taken = new Set([...this.#inHand, ...ledger.unsaved]);
    const cells = await ports.store.runs.pending(ledger.run.id, this.variant.id, this.#lastN, pageSize);
    const open = cells.filter(({ id }) => !taken.has(id));
    const values = await rows.of(open.map(({ row }) => row));
    for (const { id } of open) this.#inHand.add(id);
    // All at once and last: whoever looks meanwhile still sees the page before.
    this.#page = open.map((cell) => ({ cell, values: values.get(cell.row) ?? new Map<string, string>() }));
    if (this.#rewound) return;
    this.#lastN = cells.at(-1)?.n ?? this.#lastN;
    this.#exhausted = cells.length < pageSize;
  }
}
