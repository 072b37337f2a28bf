import type { Cost, StopReason } from '../../protocol/generation.ts';
import type { GridQuery } from '../../protocol/run-views.ts';
import type { Cell, CellStatus } from '../../protocol/runs.ts';

/** What the grid shows of one cell: one repeat of one variant. */
export interface CellGlimpse {
  id: string;
  row: number;
  variantId: string;
  repeat: number;
  status: CellStatus;
  /** The beginning of the answer, at most 300 characters. */
  text: string | null;
  usd: number | null;
  basis: Cost['basis'] | null;
  ttftMs: number | null;
  latencyMs: number | null;
  outputTokens: number | null;
  cached: boolean;
  errorCode: string | null;
  passed: number;
  checked: number;
}

/** A cell with what only its detail shows. */
export interface StoredCell {
  cell: Cell;
  thinking?: string;
  stopReason?: StopReason;
  attempts: number;
  /** Oldest first. */
  events: { type: string; at: number; message?: string }[];
  /** All repeats of its row and variant, by repeat; also this one. */
  repeats: { id: string; repeat: number; status: CellStatus }[];
}

export type GridFilter = NonNullable<GridQuery['filters']>[number];
export type GridSort = NonNullable<GridQuery['sort']>;

/** Rows of the dataset, `from` up to and without `to`. */
export interface RowSpan {
  from: number;
  to: number;
}

/** What a summary counts of one cell. */
export interface CellFact {
  /** Index into the variants that were asked for; -1 for another one. */
  variant: number;
  row: number;
  repeat: number;
  status: CellStatus;
  cached: boolean;
  usd: number | null;
  basis: Cost['basis'] | null;
  ttftMs: number | null;
  latencyMs: number | null;
  inputTokens: number | null;
  outputTokens: number | null;
  /** Of the graders that were asked for, by index. */
  verdicts: readonly { grader: number; passed: boolean }[];
}

/** Whose facts are wanted. */
export interface FactsOf {
  runId: string;
  variantIds: readonly string[];
  graderIds: readonly string[];
}

/** An answer that a model gave before. */
export interface PastAnswer {
  outputTokens: number;
  reasoningTokens: number;
  latencyMs: number | null;
  /** Null when it is long. */
  text: string | null;
}

/** Something of a variant's cells that is a number for each row. */
export type NumberKey = Exclude<Extract<GridSort['by'], { key: unknown }>['key'], 'output'>;

/** Reads that are made for looking at runs, with no more data than what is shown. */
export interface RunViews {
  /** All cells of these rows, in no order that is promised. */
  glimpses(runId: string, rows: readonly number[]): Promise<CellGlimpse[]>;
  /** By row: each value at most 300 characters. */
  values(datasetId: string, rows: readonly number[]): Promise<Map<number, string[]>>;
  cell(id: string): Promise<StoredCell | undefined>;
  /** All cells of the span with all that they hold, by row and then in no order that is promised. */
  cells(runId: string, span: RowSpan): Promise<Cell[]>;
  /** Row indexes of the span with a cell that fits, ascending. */
  fitting(runId: string, filter: GridFilter, span: RowSpan): Promise<number[]>;
  /** Row indexes of the span whose values or answers hold the text in any case, ascending. */
  holding(run: { id: string; datasetId: string | null }, text: string, span: RowSpan): Promise<number[]>;
  /** What to sort the rows of the span by: row and number in turns; without rows that have none. */
  sortNumbers(runId: string, variantId: string, key: NumberKey, span: RowSpan): Promise<number[]>;
  /** Row indexes by the beginning of a variant's answers; without rows that have none. */
  sortedByAnswer(runId: string, variantId: string, descending: boolean): Promise<number[]>;
  /** Row indexes by a column of the dataset, all of them. */
  sortedByColumn(datasetId: string, column: number, descending: boolean): Promise<number[]>;
  facts(of: FactsOf, span: RowSpan): Promise<CellFact[]>;
  /** Of the cells that changed at that time or after. */
  factsSince(of: FactsOf, since: number): Promise<CellFact[]>;
  /** When the run's cells changed last; 0 without cells. Milliseconds since epoch. */
  lastChange(runId: string): Promise<number>;
  /** Some dozens of a model's newest answers that were asked for and counted. */
  pastAnswers(provider: string, model: string): Promise<PastAnswer[]>;
}
