import type { BatchRequest, GenerationRequest } from '../core/ports/provider.ts';
import type { CellPatch } from '../core/ports/run-store.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import type { RunVariant } from '../protocol/runs.ts';
import type { BatchLine } from './batch-calls.ts';
import { failedCell } from './native-results.ts';
import type { FinishedCell } from './run-ledger.ts';
import type { PartOptions } from './run-part.ts';

/** Cells read at once. */
const pageSize = 200;
/** Bytes of requests in one batch, where the provider would take more: they are held in memory while they are sent. */
const mostBytes = 8_000_000;
/** The share of a provider's limit that the batch's own frame may take. */
const spare = 0.01;

/** Cells that go into one batch. */
export interface Chunk {
  requests: BatchRequest[];
  /** Place of the first and the last in the run's order: all pending ones between them are in it. */
  firstN: number;
  lastN: number;
}

interface OpenCell {
  id: string;
  n: number;
  row: number;
  repeat: number;
  attempts: number;
}

/** Makes the requests of a variant's batches. */
export class NativeChunks {
  readonly #options: PartOptions;

  constructor(options: PartOptions) {
    this.#options = options;
  }

  /**
   * As many pending cells from the first on as fit into a batch and `mayTake` allows, which is asked of each request once.
   * Nothing in it when nothing is pending or nothing may be taken. Cells on the way that need not be asked, because their
   * answer is kept, or cannot be, are saved as they are found.
   */
  async next(
    variant: RunVariant,
    line: BatchLine,
    mayTake: (request: BatchRequest) => boolean,
  ): Promise<Chunk> {
    const { ports, ledger } = this.#options;
    const pending = (after: number) => ports.store.runs.pending(ledger.run.id, variant.id, after, pageSize);
    const { limits } = line.api;
    const most = Math.min(mostBytes, limits.bytes * (1 - spare));
    const chunk: Chunk = { requests: [], firstN: 0, lastN: 0 };
    let bytes = 0;
    for await (const made of this.#made(variant, line, pending)) {
      const { cell, request } = made;
      const size = line.api.bytesOf(request);
      if (size > limits.bytes * (1 - spare)) {
        await ledger.save([unfitCell(cell, tooLarge(line.provider, limits.bytes))]);
        continue;
      }
      const full = chunk.requests.length >= limits.requests || (bytes > 0 && bytes + size > most);
      if (full || !mayTake(request)) break;
      if (chunk.requests.length === 0) chunk.firstN = cell.n;
      chunk.requests.push(request);
      chunk.lastN = cell.n;
      bytes += size;
    }
    return chunk;
  }

  /** The requests of cells that a batch has already, to send them (again). */
  async again(variant: RunVariant, line: BatchLine, batchId: string): Promise<BatchRequest[]> {
    const { nativeBatches } = this.#options.ports.store;
    const cells = (after: number) => nativeBatches.cells(batchId, after, pageSize);
    const requests: BatchRequest[] = [];
    for await (const { request } of this.#made(variant, line, cells)) requests.push(request);
    return requests;
  }

  /** The requests that a batch has, to tell what they may cost; those that cannot be made again are left out. */
  async *sent(variant: RunVariant, line: BatchLine, batchId: string): AsyncGenerator<BatchRequest> {
    const { nativeBatches } = this.#options.ports.store;
    const cells = (after: number) => nativeBatches.cells(batchId, after, pageSize);
    for await (const { request } of this.#made(variant, line, cells, false)) yield request;
  }

  /** One after the other: with images, a page of them would fill the memory. `settles`: saves what need not be asked. */
  async *#made(
    variant: RunVariant,
    line: BatchLine,
    page: (after: number) => Promise<readonly OpenCell[]>,
    settles = true,
  ): AsyncGenerator<{ cell: OpenCell; request: BatchRequest }> {
    const { requests, rows, models, ledger } = this.#options;
    const model = models.get(variant.id)!;
    for (let after = 0; ; ) {
      const cells = await page(after);
      const values = await rows.of(cells.map(({ row }) => row));
      const done: FinishedCell[] = [];
      try {
        for (const cell of cells) {
          const own = values.get(cell.row) ?? new Map<string, string>();
          let request: GenerationRequest;
          try {
            request = await requests.of(variant, model, own);
            const kept = settles && (await this.#kept(variant, request, cell));
            if (kept) {
              done.push({ cell, values: own, patch: kept });
              continue;
            }
          } catch (thrown) {
            done.push(unfitCell(cell, toAbaiError(thrown)));
            continue;
          }
          yield { cell, request: { customId: `c${cell.id}`, request: line.withExtras(request) } };
        }
      } finally {
        // Also when no more is wanted.
        if (done.length > 0 && settles) await ledger.save(done);
      }
      if (cells.length < pageSize) return;
      after = cells.at(-1)!.n;
    }
  }

  /** The answer that was paid for once, where the run takes those. Who asks again wants another. */
  async #kept(
    variant: RunVariant,
    request: GenerationRequest,
    { repeat, attempts }: OpenCell,
  ): Promise<CellPatch | undefined> {
    const keys = this.#options.keys.get(variant.id);
    if (!keys || attempts > 0) return undefined;
    const kept = await this.#options.ports.store.responseCache.get(keys.key(request, repeat));
    return kept && { ...kept, status: 'succeeded', cached: true, cost: { usd: 0, basis: 'free' } };
  }
}

function unfitCell(cell: OpenCell, error: AbaiError): FinishedCell {
  return { cell, values: new Map(), patch: failedCell(error) };
}

function tooLarge(provider: string, bytes: number): AbaiError {
  return new AbaiError(
    'invalid',
    `This request alone is larger than a batch for ${provider} may be (${Math.floor(bytes / 1_000_000)} MB).`,
  );
}
