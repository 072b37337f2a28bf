import type { CheckResult } from '../../protocol/checks.ts';
import type { Dataset, DatasetRow } from '../../protocol/datasets.ts';
import type { Cost, StopReason } from '../../protocol/generation.ts';
import type {
  Cell,
  CellStatus,
  PauseCause,
  Run,
  RunConsent,
  RunCounts,
  RunStatus,
} from '../../protocol/runs.ts';
import type { Write } from './store.ts';

export interface Datasets {
  /** Counts as incomplete, and is found by nobody, until `complete`. */
  insertIncomplete(dataset: Dataset): Write;
  complete(id: string, checksum: string): Write;
  /** The same table was found in another file. */
  move(dataset: Pick<Dataset, 'id' | 'name' | 'sourceFile'>): Write;
  /** Ids of those that are not complete: what a crash left of imports, and those under way. */
  incomplete(): Promise<string[]>;
  insertRows(datasetId: string, rows: readonly DatasetRow[]): Write;
  /** At most so many of them, for good. */
  removeRows(datasetId: string, limit: number): Write;
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
  /** Its checks are new, and not all stored answers were held against them yet. */
  rechecking: boolean | undefined;
  /** The client that set it going last; unknown of runs of the first versions. */
  startedBy: string | undefined;
  /** USD of the cells' known costs; the run's own cost is unknown as soon as one of them is. */
  knownUsd: number;
  /** USD of answers and calls that were dropped, to be asked anew or not: spent all the same. */
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
  /** Calls so far. */
  attempts: number;
}

/** What happened to a cell. `at` in milliseconds since epoch. A call that went smoothly has its end alone. */
export interface CellEvent {
  type: 'started' | 'waited' | 'succeeded' | 'failed' | 'retried' | 'submitted';
  at: number;
  message?: string;
}

export type CellPatch = Partial<
  Pick<Cell, 'output' | 'usage' | 'cost' | 'timing' | 'warnings' | 'error' | 'cached'>
> & {
  status: CellStatus;
  thinking?: string;
  stopReason?: StopReason;
  /** Calls that were made for it, beside those of before. */
  attempts?: number;
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

/** Cells of a run in one of these states; of those all, or only the named ones, a row's or a variant's. */
export interface CellSelection {
  statuses: readonly CellStatus[];
  cellIds?: readonly string[] | undefined;
  row?: number | undefined;
  variantId?: string | undefined;
}

export interface RunCellWrites {
  insertCells(runId: string, cells: readonly NewCell[], at: number): Write[];
  /** Fails the commit unless the cell is in one of `from`. */
  updateCell(id: string, patch: CellPatch, from: readonly CellStatus[], at: number): Write;
  /** All cells of the run in one of `from`; they keep what they hold. Followed by `recount`. */
  moveCells(runId: string, from: readonly CellStatus[], to: CellStatus, at: number): Write;
  /** Makes cells pending; what they held is dropped and taken off the run's sums, but for the counts: `recount`. */
  reopenCells(runId: string, selection: CellSelection, at: number): Write[];
  /** In place of what these graders said before; nothing of a cell that has no answer any more. */
  setGrades(
    cellId: string,
    grades: readonly { id: string; graderId: string; result: CheckResult }[],
    at: number,
  ): Write[];
  /** What checks said of these cells; they count as updated. */
  dropGrades(cellIds: readonly string[], at: number): Write[];
  addEvents(cellId: string, events: readonly CellEvent[]): Write[];
}

export interface RunCellReads {
  /** By `n`, after `afterN`. */
  pending(runId: string, variantId: string, afterN: number, limit: number): Promise<PendingCell[]>;
  cells(runId: string, page: { after?: string; limit: number; updatedSince?: number }): Promise<Cell[]>;
  /** Cells that succeeded, by `n`, after `afterN`. */
  answered(
    runId: string,
    afterN: number,
    limit: number,
  ): Promise<{ n: number; id: string; row: number; output: string }[]>;
}

export interface RunDeletion {
  /** Hidden from every list until removed; what was running is paused. */
  markDeleted(id: string, at: number): Write;
  restore(id: string): Write;
  /** Ids of those that were marked deleted at or before the time. */
  deletedSince(before: number): Promise<string[]>;
  /** Some cells of a run that is marked deleted, for good: all at once would keep everybody else waiting. */
  removeCells(id: string, limit: number): Write;
  hasCells(id: string): Promise<boolean>;
  /** The rest of a run that is marked deleted, for good. */
  remove(id: string): Write[];
}

export interface Runs extends RunCellWrites, RunCellReads, RunDeletion {
  /** The run with its variants, prompt versions (one for each prompt; a known hash is that version) and graders. */
  insert(run: StoredRun, versions: readonly { id: string; hash: string }[]): Write[];
  setStatus(
    id: string,
    change: {
      status: RunStatus;
      reason?: string;
      pausedBecause?: PauseCause;
      at: number;
      completedAt?: number;
    },
    from: readonly RunStatus[],
  ): Write;
  /** Who sets it going, and whether it may go on by itself when its owner is lost. */
  setStarter(id: string, starter: { consent: RunConsent; startedBy: string }): Write;
  /** Undefined when no call of it waits for a key any more; each change of status says so too. */
  setWaitsForKey(id: string, sentence: string | undefined, at: number): Write;
  /** USD. */
  setCap(id: string, maxCostUsd: number, at: number): Write;
  rename(id: string, name: string, at: number): Write;
  setRows(id: string, rows: Run['rows'], totalCells: number, at: number): Write;
  /** The run's checks are those of `run` from now on, with new graders; `rechecking` until `endRecheck`. */
  setChecks(run: StoredRun, at: number): Write[];
  /** Some of its answers have no verdict yet: until `endRecheck` it is checked anew wherever the data is opened. */
  markUnjudged(id: string): Write;
  setRecheck(id: string, progress: NonNullable<Run['recheck']>, at: number): Write;
  endRecheck(id: string, at: number): Write;
  addProgress(id: string, progress: RunProgress, at: number): Write;
  /** USD of calls of which nothing is kept. */
  addDropped(id: string, usd: number, at: number): Write;
  /** Counts anew from the cells. */
  recount(id: string, at: number): Write;
  /** Undefined when missing or marked deleted. */
  get(id: string): Promise<StoredRun | undefined>;
  /** Marked deleted after the time. */
  getDeleted(id: string, after: number): Promise<StoredRun | undefined>;
  /** Newest first. */
  list(options: {
    projectId?: string;
    limit: number;
    before?: { createdAt: number; id: string };
  }): Promise<StoredRun[]>;
  /** Running, or in the middle of a recheck. */
  unfinished(): Promise<StoredRun[]>;
}

/** An answer that was paid for once. */
export interface CachedAnswer {
  output: string;
  thinking?: string;
  stopReason?: StopReason;
}

/** Answers by the hash of all that was asked. Never errors. */
export interface ResponseCache {
  get(key: string): Promise<CachedAnswer | undefined>;
  put(key: string, answer: CachedAnswer, at: number): Write;
}
