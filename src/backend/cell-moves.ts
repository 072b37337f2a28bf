import * as z from 'zod';
import type { CellPatch, StoredRun } from '../core/ports/run-store.ts';
import type { Write } from '../core/ports/store.ts';
import { cellStatesBefore } from '../core/run-cells.ts';
import { AbaiError } from '../protocol/errors.ts';
import { type Cell, CellStatus } from '../protocol/runs.ts';
import { jobOf } from './batch-jobs.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { RowValues } from './row-values.ts';
import { gradesOf } from './run-checks.ts';
import { ProgressSum } from './run-progress.ts';
import { commitRun, runOf } from './run-status.ts';
import type { Runs } from './runs.ts';

/** Words of the first design for the same states. */
const otherWords: Readonly<Record<string, CellStatus>> = {
  queued: 'queued',
  processing: 'running',
  completed: 'succeeded',
  error: 'failed',
};

const money = z.number().nonnegative();
const tokens = z.number().int().nonnegative();
/** An answer from outside, in the first design's names. */
const GivenResult = z.union([
  z.string().transform((response) => ({ response })),
  z.object({
    response: z.string().optional(),
    cost: money.optional(),
    tokensIn: tokens.optional(),
    tokensOut: tokens.optional(),
    /** Milliseconds. */
    latency: z.number().nonnegative().optional(),
    errorMessage: z.string().min(1).optional(),
  }),
]);

/** `batch:update-status`: somebody outside moves one cell, as far as its states allow. */
export function cellMoveHandlers(ports: BackendPorts, runs: Runs): Handlers<'batch:update-status'> {
  const { store, clock } = ports;

  async function cellOf(run: StoredRun, cellId: string): Promise<Cell> {
    const cell = (await store.runViews.cell(cellId))?.cell;
    if (cell?.runId !== run.id) throw new AbaiError('not-found', 'This job has no row with this id.');
    return cell;
  }

  function requireLegal(cell: Cell, to: CellStatus): void {
    if (!cellStatesBefore(to).includes(cell.status))
      throw new AbaiError('conflict', `This row is ${cell.status}: it cannot become ${to}.`);
    const asked = cell.status === 'pending' || cell.status === 'queued' || cell.status === 'running';
    if (asked && runs.isRunning(cell.runId))
      throw new AbaiError('conflict', 'This row is being asked right now: pause the run first.');
  }

  async function writesOf(run: StoredRun, cell: Cell, patch: CellPatch, at: number): Promise<Write[]> {
    if (patch.status === 'pending')
      return store.runs.reopenCells(run.id, { statuses: [cell.status], cellIds: [cell.id] }, at);
    const sum = new ProgressSum(run.cost.basis);
    sum.add(patch);
    return [
      store.runs.updateCell(cell.id, patch, cellStatesBefore(patch.status), at),
      ...(patch.status === 'succeeded' ? await gradesFor(run, cell, patch.output ?? '') : []),
      store.runs.addProgress(run.id, sum, at),
    ];
  }

  async function gradesFor(run: StoredRun, cell: Cell, text: string): Promise<Write[]> {
    if (run.checks.length === 0) return [];
    const dataset = run.datasetId === null ? undefined : await store.datasets.get(run.datasetId);
    const row = (await new RowValues(ports, dataset).of([cell.row])).get(cell.row) ?? new Map();
    return gradesOf(ports, run, [{ cellId: cell.id, text, row }]);
  }

  return {
    'batch:update-status': ({ jobId, rowId, status, result }, context) =>
      runs.inTurn(jobId, async () => {
        const patch = patchOf(statusOf(status), result);
        const next = await runs.change(jobId, async () => {
          const run = await runOf(ports, jobId);
          const cell = await cellOf(run, rowId);
          requireLegal(cell, patch.status);
          const at = clock.now();
          const writes = [...(await writesOf(run, cell, patch, at)), store.runs.recount(jobId, at)];
          return commitRun(ports, run, writes, context);
        });
        return jobOf(ports, next);
      }),
  };
}

function statusOf(word: string): CellStatus {
  const status = CellStatus.safeParse(otherWords[word] ?? word);
  if (status.success) return status.data;
  throw new AbaiError('invalid', `There is no state "${word}". There are: ${CellStatus.options.join(', ')}.`);
}

function patchOf(status: CellStatus, given: unknown): CellPatch {
  const parsed = GivenResult.safeParse(given ?? {});
  if (!parsed.success) throw new AbaiError('invalid', 'The result must be a text or {response, …}.');
  const result: z.infer<typeof GivenResult> & { errorMessage?: string | undefined } = parsed.data;
  const { response, cost, tokensIn, tokensOut, latency } = { ...noFigures, ...result };
  if (status === 'failed') {
    const words = result.errorMessage ?? response ?? 'It was said to have failed.';
    return { status, error: new AbaiError('provider', words).toFailure() };
  }
  if (status !== 'succeeded') return { status };
  if (response === undefined) throw new AbaiError('invalid', 'A row that succeeded needs its result.');
  return {
    status,
    output: response,
    cost: cost === undefined ? { usd: null, basis: 'unknown' } : { usd: cost, basis: 'estimated' },
    ...(tokensIn === undefined && tokensOut === undefined
      ? {}
      : { usage: { inputTokens: tokensIn ?? 0, outputTokens: tokensOut ?? 0 } }),
    ...(latency === undefined ? {} : { timing: { ttftMs: null, totalMs: latency } }),
  };
}

const noFigures = {
  response: undefined,
  cost: undefined,
  tokensIn: undefined,
  tokensOut: undefined,
  latency: undefined,
};
