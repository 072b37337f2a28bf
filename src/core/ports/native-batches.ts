import type { NativeBatch } from '../../protocol/batches.ts';
import type { CellStatus } from '../../protocol/runs.ts';
import type { Write } from './store.ts';

/** What a native batch keeps beside what it shows. */
export interface StoredBatch extends NativeBatch {
  /** Address and key that it went to, as `openai#2`: only that account knows it. */
  endpoint: string | undefined;
  /** When the submit whose answer counts began. Milliseconds since epoch. */
  submittingAt: number | undefined;
  /** How often it was looked at in vain: what the next wait follows from. */
  polls: number;
  /** A person cancelled its run: the provider is to be told, or has been. */
  cancelAsked: boolean;
}

export type BatchState = StoredBatch['status'];

/** States from which a batch still moves on. */
export const openBatchStates: readonly BatchState[] = [
  'prepared',
  'submitting',
  'ambiguous',
  'submitted',
  'running',
  'cancelling',
];

export type BatchPatch = {
  [K in Exclude<keyof StoredBatch, 'id' | 'runId' | 'variantId' | 'createdAt'>]?: StoredBatch[K] | undefined;
};

/** A cell that a batch has, under the id it goes by there. */
export interface BatchCell {
  id: string;
  /** Its place in the run. */
  n: number;
  row: number;
  repeat: number;
  /** Calls so far. */
  attempts: number;
  customId: string;
  status: CellStatus;
}

/** How the rows of a run stand; a row is complete or failed when all its cells have ended. */
export interface RowCounts {
  total: number;
  completed: number;
  failed: number;
}

export interface NativeBatches {
  insert(batch: StoredBatch, at: number): Write;
  /** Only what is named is changed; fails the commit unless the batch is in one of `from`. */
  update(id: string, patch: BatchPatch, from: readonly BatchState[], at: number): Write;
  /**
   * Gives the batch all pending cells of its variant from one place in the run's order to another, each under a custom
   * id: `c` and its own id. Fails the commit when they are not exactly `count`.
   */
  takeCells(
    batch: Pick<StoredBatch, 'id' | 'runId' | 'variantId'>,
    range: { firstN: number; lastN: number; count: number },
    at: number,
  ): Write;
  /** All batches of the run that are not over: the provider is to be told to stop. */
  askCancel(runId: string, at: number): Write;
  get(id: string): Promise<StoredBatch | undefined>;
  /** Oldest first. */
  list(runId: string): Promise<StoredBatch[]>;
  /** Of one variant of a run, oldest first; those that still move on. */
  open(runId: string, variantId: string): Promise<StoredBatch[]>;
  /** Runs that are not running and have batches that a person cancelled, and that still move on. */
  runsToCancel(): Promise<string[]>;
  /** Those of the ids that are batches of any run here. */
  knownProviderIds(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Cells that wait for the batch, by their place in the run. */
  cells(batchId: string, afterN: number, limit: number): Promise<BatchCell[]>;
  /** Whatever has become of them. */
  cellsByCustomId(batchId: string, customIds: readonly string[]): Promise<BatchCell[]>;
  /** USD of the known costs of a variant's answers that were paid for, and how many those are. */
  costs(runId: string, variantId: string): Promise<{ cells: number; usd: number }>;
  rowCounts(runId: string): Promise<RowCounts>;
}
