import { costOf } from '../core/cost.ts';
import type { BatchCell, StoredBatch } from '../core/ports/native-batches.ts';
import type { BatchResult } from '../core/ports/provider.ts';
import type { CellPatch } from '../core/ports/run-store.ts';
import { AbaiError, type ErrorCode, errorCodes, toAbaiError } from '../protocol/errors.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { PartOptions } from './run-part.ts';

/** Results saved in one transaction. */
const savedAtOnce = 200;
/** How often a saving is tried anew when a cell was moved at the same moment. */
const mostTries = 3;

/** Brings what a batch gave into the run's cells. */
export class NativeResults {
  readonly #options: PartOptions;

  constructor(options: PartOptions) {
    this.#options = options;
  }

  /**
   * Saves results as they come; those that are saved already are passed over, so a broken-off reading begins anew.
   * Answers how many there were, and how many of them had the id of a cell of this batch.
   */
  async take(
    batch: StoredBatch,
    results: AsyncIterable<BatchResult>,
  ): Promise<{ read: number; ours: number }> {
    let read = 0;
    let ours = 0;
    let page = new Map<string, BatchResult>();
    const save = async () => {
      if (page.size > 0) ours += await this.#save(batch, page);
      page = new Map();
    };
    for await (const result of results) {
      read += 1;
      page.set(result.customId, result);
      if (page.size >= savedAtOnce) await save();
    }
    await save();
    return { read, ours };
  }

  /** Ends the cells that got no result. */
  async settle(batch: StoredBatch, patch: CellPatch): Promise<void> {
    const { nativeBatches } = this.#options.ports.store;
    await this.#again(async () => {
      for (;;) {
        const cells = await nativeBatches.cells(batch.id, 0, savedAtOnce);
        if (cells.length === 0) return;
        await this.#finish(cells.map((cell) => ({ cell, patch })));
      }
    });
  }

  async #save(batch: StoredBatch, page: ReadonlyMap<string, BatchResult>): Promise<number> {
    const { nativeBatches } = this.#options.ports.store;
    const model = this.#options.models.get(batch.variantId)!;
    let found = 0;
    await this.#again(async () => {
      const cells = await nativeBatches.cellsByCustomId(batch.id, [...page.keys()]);
      found = cells.length;
      const open = cells.filter(({ status }) => status === 'submitted');
      const at = batch.submittingAt ?? batch.createdAt;
      await this.#finish(open.map((cell) => ({ cell, patch: patchOf(page.get(cell.customId)!, model, at) })));
    });
    return found;
  }

  async #finish(finished: readonly { cell: BatchCell; patch: CellPatch }[]): Promise<void> {
    if (finished.length === 0) return;
    const { ledger, rows } = this.#options;
    const values = await rows.of(finished.map(({ cell }) => cell.row));
    await ledger.save(
      finished.map(({ cell, patch }) => ({ cell, patch, values: values.get(cell.row) ?? new Map() })),
    );
  }

  /** A person may move a cell between the look and the saving: what is true then is looked up again. */
  async #again(work: () => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await work();
        return;
      } catch (thrown) {
        if (toAbaiError(thrown).code !== 'conflict' || tries === mostTries) throw thrown;
      }
    }
  }
}

function patchOf(result: BatchResult, model: ModelDefinition, at: number): CellPatch {
  if (result.outcome === 'succeeded') {
    const { text, thinking, usage, cost } = result;
    const reportedUsd = cost?.usd ?? undefined;
    return {
      status: 'succeeded',
      output: text,
      cost: usage
        ? costOf(model, usage, { at, batch: true, ...(reportedUsd === undefined ? {} : { reportedUsd }) })
        : (cost ?? { usd: null, basis: 'unknown' }),
      ...(thinking ? { thinking } : {}),
      ...(usage ? { usage } : {}),
    };
  }
  if (result.outcome === 'cancelled') return cancelledCell;
  if (result.outcome === 'expired') {
    return failedCell(
      new AbaiError('unavailable', 'The batch ended before this request had its turn. Retry it.'),
    );
  }
  const code = errorCodes.find((known) => known === result.code) ?? ('provider' satisfies ErrorCode);
  return failedCell(new AbaiError(code, result.message));
}

export const cancelledCell: CellPatch = { status: 'cancelled' };

export function failedCell(error: AbaiError): CellPatch {
  return { status: 'failed', error: error.toFailure() };
}
