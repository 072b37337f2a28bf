import type { Failure } from '../../src/protocol/failure.ts';
import type { CellDetail, GridCell } from '../../src/protocol/run-views.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';

/** The cell whose detail stands beside the grid. */
export interface OpenCell {
  row: number;
  variantId: string;
  cellId: string;
  /** What the grid knew of it: shown until the rest has come. */
  brief: GridCell | undefined;
  detail: CellDetail | undefined;
  failure: Failure | undefined;
}

const ended: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled']);

/** Loads the detail of one cell at a time and keeps it up to date while its run moves on. */
export class CellOpener {
  readonly #client: PageClient;
  readonly #changed: () => void;
  #asked: AbortController | undefined;
  #again = false;
  open: OpenCell | undefined;

  constructor(client: PageClient, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  show(row: number, variantId: string, cellId: string, brief: GridCell | undefined): void {
    if (this.open?.cellId === cellId) return;
    const same = this.open?.row === row && this.open.variantId === variantId;
    this.open = { row, variantId, cellId, brief, detail: undefined, failure: undefined };
    // Between the repeats of a cell there is nothing that the grid knows of each.
    if (same) this.open.brief = undefined;
    this.#changed();
    this.load();
  }

  close(): void {
    this.#asked?.abort();
    this.#asked = undefined;
    this.open = undefined;
    this.#changed();
  }

  /** The run has moved on: looks again when this cell may have. `brief` is what the grid knows by now. */
  follow(brief: GridCell | undefined): void {
    const { open } = this;
    if (!open) return;
    const { detail } = open;
    const moved = brief && detail && brief.id === open.cellId && brief.status !== detail.cell.status;
    if (moved || (detail && !ended.has(detail.cell.status)) || open.failure) this.load();
  }

  /** Asks for the detail; when it is being asked for already, once more after that. */
  load(): void {
    const { open } = this;
    if (!open) return;
    if (this.#asked && !this.#asked.signal.aborted && open.detail) {
      this.#again = true;
      return;
    }
    this.#asked?.abort();
    const controller = new AbortController();
    this.#asked = controller;
    const take = (change: Partial<OpenCell>): void => {
      if (controller.signal.aborted || this.open?.cellId !== open.cellId) return;
      this.#asked = undefined;
      this.open = { ...this.open, failure: undefined, ...change };
      this.#changed();
      if (!this.#again) return;
      this.#again = false;
      this.load();
    };
    this.#client.request('run:cell', { cellId: open.cellId }, controller.signal).then(
      (detail) => take({ detail }),
      (thrown: unknown) => take({ failure: toFailure(thrown) }),
    );
  }
}
