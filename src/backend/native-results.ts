import { costOf } from '../core/cost.ts';
import type { BatchCell, StoredBatch } from '../core/ports/native-batches.ts';
import type { BatchResult } from '../core/ports/provider.ts';
import type { CellEvent, CellPatch } from '../core/ports/run-store.ts';
import type { Write } from '../core/ports/store.ts';
import { cleanUsage, usageBeside } from '../core/usage.ts';
import { AbaiError, errorCodes, toAbaiError } from '../protocol/errors.ts';
import type { Usage } from '../protocol/generation.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { FinishedCell } from './run-ledger.ts';
import type { PartOptions } from './run-part.ts';

/** Results saved in one transaction. */
const savedAtOnce = 200;
/** How often a saving is tried anew when a cell was moved at the same moment. */
const mostTries = 3;

type Values = ReadonlyMap<string, string>;

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
    try {
      for await (const result of results) {
        read += 1;
        // A second result of a request changes nothing: the first may be saved already.
        if (!page.has(result.customId)) page.set(result.customId, result);
        if (page.size >= savedAtOnce) await save();
      }
    } finally {
      // Also when the reading breaks off: what came is paid for, and need not come again.
      await save();
    }
    return { read, ours };
  }

  /** Ends the cells that got no result. */
  async settle(batch: StoredBatch, patch: CellPatch): Promise<void> {
    const { nativeBatches } = this.#options.ports.store;
    await this.#again(async () => {
      for (;;) {
        const cells = await nativeBatches.cells(batch.id, 0, savedAtOnce);
        if (cells.length === 0) return;
        await this.#finish(batch, cells, async () => patch);
      }
    });
  }

  async #save(batch: StoredBatch, page: ReadonlyMap<string, BatchResult>): Promise<number> {
    const { nativeBatches } = this.#options.ports.store;
    let found = 0;
    await this.#again(async () => {
      const cells = await nativeBatches.cellsByCustomId(batch.id, [...page.keys()]);
      found = cells.length;
      const open = cells.filter(({ status }) => status === 'submitted');
      await this.#finish(batch, open, ({ customId }, values) =>
        this.#patchOf(batch, page.get(customId)!, values),
      );
    });
    return found;
  }

  async #finish(
    batch: StoredBatch,
    cells: readonly BatchCell[],
    patchOf: (cell: BatchCell, values: Values) => Promise<CellPatch>,
  ): Promise<void> {
    if (cells.length === 0) return;
    const { ledger, rows, variants } = this.#options;
    const values = await rows.of(cells.map(({ row }) => row));
    const asked = variants.find(({ id }) => id === batch.variantId)?.model;
    const finished: FinishedCell[] = [];
    for (const cell of cells) {
      const own = values.get(cell.row) ?? new Map<string, string>();
      const patch = await patchOf(cell, own);
      const writes = await this.#writes(batch, cell, own, patch);
      finished.push({ cell, values: own, patch, writes, ...(asked === undefined ? {} : { asked }) });
    }
    await ledger.save(finished);
  }

  /** What happened to the cell, and its answer for the next time where the run keeps those. */
  async #writes(batch: StoredBatch, cell: BatchCell, values: Values, patch: CellPatch): Promise<Write[]> {
    const { ports, keys, requests, models, variants } = this.#options;
    const { store, clock } = ports;
    const now = clock.now();
    const { status, error, output } = patch;
    const events: CellEvent[] = [];
    if (batch.submittingAt !== undefined) events.push({ type: 'submitted', at: batch.submittingAt });
    if (status === 'succeeded' || status === 'failed')
      events.push({ type: status, at: now, ...(error ? { message: error.message } : {}) });
    const writes = store.runs.addEvents(cell.id, events);
    const key = keys.get(batch.variantId);
    const variant = variants.find(({ id }) => id === batch.variantId);
    if (!key || !variant || status !== 'succeeded' || output === undefined) return writes;
    const request = await requests.of(variant, models.get(variant.id)!, values);
    return [...writes, store.responseCache.put(key.key(request, cell.repeat), { ...patch, output }, now)];
  }

  async #patchOf(batch: StoredBatch, result: BatchResult, values: Values): Promise<CellPatch> {
    const { models, requests } = this.#options;
    const model = models.get(batch.variantId)!;
    if (result.outcome === 'succeeded') {
      const at = batch.submittingAt ?? batch.createdAt;
      const patch = answered(result, model, at, await this.#usageOf(batch, result, values));
      try {
        await requests.requireFit(result.text);
      } catch (thrown) {
        return { ...patch, status: 'failed', error: toAbaiError(thrown).toFailure() };
      }
      return patch;
    }
    if (result.outcome === 'cancelled') return cancelledCell;
    if (result.outcome === 'expired') {
      const words = 'The batch ended before this request had its turn. Retry it.';
      return failedCell(new AbaiError('unavailable', words));
    }
    const code = errorCodes.find((known) => known === result.code) ?? 'provider';
    return { ...failedCell(new AbaiError(code, result.message)), attempts: 1 };
  }

  /** As of a live call: what the provider counted, and our estimate where it counted nothing. */
  async #usageOf(
    batch: StoredBatch,
    { usage, text, thinking = '' }: Answered,
    values: Values,
  ): Promise<Usage> {
    const { models, requests, variants } = this.#options;
    const model = models.get(batch.variantId)!;
    const variant = variants.find(({ id }) => id === batch.variantId);
    const counted = cleanUsage(usage ?? { inputTokens: 0, outputTokens: 0 });
    const said = text + thinking;
    // Most results say what they used: nothing has to be made anew for them.
    if (counted.inputTokens > 0 && (counted.outputTokens > 0 || said === '')) return counted;
    const asked = variant && (await requests.of(variant, model, values).catch(() => undefined));
    return usageBeside(counted, asked ?? { model, turns: [] }, said);
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

type Answered = Extract<BatchResult, { outcome: 'succeeded' }>;

function answered(
  { text, thinking, cost, stopReason }: Answered,
  model: ModelDefinition,
  at: number,
  usage: Usage,
): CellPatch {
  const reportedUsd = cost?.usd ?? undefined;
  return {
    status: 'succeeded',
    attempts: 1,
    output: text,
    usage,
    cost: costOf(model, usage, { at, batch: true, ...(reportedUsd === undefined ? {} : { reportedUsd }) }),
    ...(thinking ? { thinking } : {}),
    ...(stopReason ? { stopReason } : {}),
  };
}

export const cancelledCell: CellPatch = { status: 'cancelled' };

export function failedCell(error: AbaiError): CellPatch {
  // Nobody bills what a batch did not answer.
  return { status: 'failed', error: error.toFailure(), cost: { usd: 0, basis: 'exact' } };
}
