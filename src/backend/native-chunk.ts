import type { BatchRequest } from '../core/ports/provider.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import type { RunVariant } from '../protocol/runs.ts';
import type { BatchLine } from './batch-calls.ts';
import type { FinishedCell } from './run-ledger.ts';
import type { PartOptions } from './run-part.ts';

/** Cells read at once. */
const pageSize = 200;
/** Bytes of requests in one batch, where the provider would take more: they are held in memory while they are sent. */
const mostBytes = 16_000_000;
/** The share of a provider's limit that the batch's own frame may take. */
const spare = 0.01;

/** Cells that go into one batch. */
export interface Chunk {
  requests: BatchRequest[];
  /** Place of the first and the last in the run's order: all pending ones between them are in it. */
  firstN: number;
  lastN: number;
  /** Cells that cannot be asked at all. */
  unfit: FinishedCell[];
}

interface OpenCell {
  id: string;
  n: number;
  row: number;
}

/** Makes the requests of a variant's batches. */
export class NativeChunks {
  readonly #options: PartOptions;

  constructor(options: PartOptions) {
    this.#options = options;
  }

  /**
   * As many pending cells from the first on as fit into a batch and `mayTake` allows, which is told of each request.
   * Nothing in it when nothing is pending or nothing may be taken.
   */
  async next(
    variant: RunVariant,
    line: BatchLine,
    mayTake: (request: BatchRequest, taken: number) => boolean,
  ): Promise<Chunk> {
    const { ports, ledger } = this.#options;
    const pending = (after: number) => ports.store.runs.pending(ledger.run.id, variant.id, after, pageSize);
    const { limits } = line.api;
    const most = Math.min(mostBytes, limits.bytes * (1 - spare));
    const chunk: Chunk = { requests: [], firstN: 0, lastN: 0, unfit: [] };
    let bytes = 0;
    for await (const made of this.#made(variant, line, pending)) {
      if ('unfit' in made) {
        chunk.unfit.push(made.unfit);
        continue;
      }
      const { cell, request } = made;
      const size = line.api.bytesOf(request);
      if (size > limits.bytes * (1 - spare)) {
        chunk.unfit.push(unfitCell(cell, tooLarge(line.provider, limits.bytes)));
        continue;
      }
      const full = chunk.requests.length >= limits.requests || (bytes > 0 && bytes + size > most);
      if (full || !mayTake(request, chunk.requests.length)) break;
      if (chunk.requests.length === 0) chunk.firstN = cell.n;
      chunk.requests.push(request);
      chunk.lastN = cell.n;
      bytes += size;
    }
    return chunk;
  }

  /** The requests of cells that a batch has already, to send them (again). */
  async again(
    variant: RunVariant,
    line: BatchLine,
    batchId: string,
  ): Promise<Pick<Chunk, 'requests' | 'unfit'>> {
    const { nativeBatches } = this.#options.ports.store;
    const requests: BatchRequest[] = [];
    const unfit: FinishedCell[] = [];
    const cells = (after: number) => nativeBatches.cells(batchId, after, pageSize);
    for await (const made of this.#made(variant, line, cells)) {
      if ('unfit' in made) unfit.push(made.unfit);
      else requests.push(made.request);
    }
    return { requests, unfit };
  }

  async *#made(
    variant: RunVariant,
    line: BatchLine,
    page: (after: number) => Promise<readonly OpenCell[]>,
  ): AsyncGenerator<{ cell: OpenCell; request: BatchRequest } | { unfit: FinishedCell }> {
    const { requests, rows, models } = this.#options;
    const model = models.get(variant.id)!;
    for (let after = 0; ; ) {
      const cells = await page(after);
      const values = await rows.of(cells.map(({ row }) => row));
      for (const cell of cells) {
        try {
          const request = await requests.of(variant, model, values.get(cell.row) ?? new Map());
          yield { cell, request: { customId: `c${cell.id}`, request: line.withExtras(request) } };
        } catch (thrown) {
          yield { unfit: unfitCell(cell, toAbaiError(thrown)) };
        }
      }
      if (cells.length < pageSize) return;
      after = cells.at(-1)!.n;
    }
  }
}

function unfitCell(cell: OpenCell, error: AbaiError): FinishedCell {
  return { cell, values: new Map(), patch: { status: 'failed', error: error.toFailure() } };
}

function tooLarge(provider: string, bytes: number): AbaiError {
  return new AbaiError(
    'invalid',
    `This request alone is larger than a batch for ${provider} may be (${Math.floor(bytes / 1_000_000)} MB).`,
  );
}
