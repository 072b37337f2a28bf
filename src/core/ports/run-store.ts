import type { CheckResult } from '../../protocol/checks.ts';
import type { Dataset, DatasetRow } from '../../protocol/datasets.ts';
import type { Cost } from '../../protocol/generation.ts';
import type { Cell, CellStatus, Run, RunCounts, RunStatus } from '../../protocol/runs.ts';
import type { Write } from './store.ts';

export interface Datasets {
  /** Counts as incomplete, and is found by nobody, until `complete`. */
  insertIncomplete(dataset: Dataset): Write;
  complete(id: string, checksum: string): Write;
  /** What a crash left of imports. */
  removeIncomplete(): Write;
  /** Any number of rows, as few statements as the engine allows. */
  insertRows(datasetId: string, rows: readonly DatasetRow[]): Write[];
  remove(id: string): Write;
  get(id: string): Promise<Dataset | undefined>;
  findByChecksum(projectId: string, checksum: string): Promise<Dataset | undefined>;
  /** Newest first. */
  list(projectId: string): Promise<Dataset[]>;
  /** By index, `from` on. */
  rows(datasetId: string, from: number, limit: number): Promise<DatasetRow[]>;
}

/** What a run keeps beside what it shows. */
export interface StoredRun extends Run {
  /** Calls at once, over all models. */
  concurrency: number | undefined;
  /** Ids of the graders that hold the checks, in their order. */
  graderIds: readonly string[];
  /** USD of the cells' known costs; the run's own cost is unknown as soon as one of them is. */
  knownUsd: number;
  /** USD of answers that were dropped to be asked anew: spent all the same. */
  droppedUsd: number;
}

export interface NewCell {
  id: string;
  row: number;
  variantId: string;
  repeat: number;
}

/** A cell that waits for its call. `n` orders the cells of a run. */
export interface PendingCell extends NewCell {
  n: number;
}

export type CellPatch = Partial<Pick<Cell, 'output' | 'usage' | 'cost' | 'timing' | 'warnings' | 'error'>> & {
  status: CellStatus;
  thinking?: string;
};

/** What a batch of finished cells adds to the run's sums. */
export interface RunProgress {
  counts: Omit<RunCounts, 'total'>;
  inputTokens: number;
  outputTokens: number;
  /** USD of the known costs, and how certain the run's sum is now. */
  usd: number;
  basis: Cost['basis'];
}

export interface Runs {
  /** The run with its variants, prompt versions and graders; cells come by `insertCells`. */
  insert(run: StoredRun): Write[];
  insertCells(runId: string, cells: readonly NewCell[], at: number): Write[];
  setStatus(
    id: string,
    change: { status: RunStatus; reason?: string; at: number; completedAt?: number },
    from: readonly RunStatus[],
  ): Write;
  addProgress(id: string, progress: RunProgress, at: number): Write;
  /** Counts and sums anew from the cells: after cells went back to pending. */
  recount(id: string, at: number): Write;
  /** Fails the commit unless the cell is in one of `from`. */
  updateCell(id: string, patch: CellPatch, from: readonly CellStatus[], at: number): Write;
  /** All cells of the run in one of `from`; what they held is dropped when they become pending. */
  moveCells(runId: string, from: readonly CellStatus[], to: CellStatus, at: number): Write[];
  setGrades(
    cellId: string,
    grades: readonly { id: string; graderId: string; result: CheckResult }[],
    at: number,
  ): Write[];
  get(id: string): Promise<StoredRun | undefined>;
  /** Newest first. */
  list(options: { projectId?: string; limit: number }): Promise<StoredRun[]>;
  running(): Promise<StoredRun[]>;
  pending(runId: string, variantId: string, afterN: number, limit: number): Promise<PendingCell[]>;
  cells(runId: string, page: { after?: string; limit: number; updatedSince?: number }): Promise<Cell[]>;
}
