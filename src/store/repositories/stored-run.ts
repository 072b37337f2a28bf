import type { Selectable } from 'kysely';
import type { StoredRun } from '../../core/ports/run-store.ts';
import type { Cost } from '../../protocol/generation.ts';
import type { RunConsent, RunStatus } from '../../protocol/runs.ts';
import type { RunsTable, RunVariantsTable } from '../schema.ts';
import { field, plain } from './write.ts';

/** What the column `settings` holds: what nobody searches for. A run that came with a project may lack some of it. */
export type RunSettings = Pick<
  Partial<StoredRun>,
  | 'prompts'
  | 'parameters'
  | 'schema'
  | 'cache'
  | 'anyImages'
  | 'checks'
  | 'concurrency'
  | 'graderIds'
  | 'rechecking'
  | 'pausedBecause'
  | 'waitsForKey'
  | 'recheck'
> & {
  /** Absent in runs of the first versions. */
  rows?: StoredRun['rows'];
};

export function settingsOf(run: StoredRun): RunSettings {
  return {
    prompts: run.prompts,
    parameters: run.parameters,
    schema: run.schema,
    cache: run.cache,
    anyImages: run.anyImages,
    rows: run.rows,
    checks: run.checks,
    concurrency: run.concurrency,
    graderIds: run.graderIds,
    rechecking: run.rechecking,
  };
}

/** Of runs that were paused before causes were kept. */
const usualCause = ({ error }: Selectable<RunsTable>) => (error === null ? 'person' : 'error');

function rowsOf({ total_cells, repeats }: Selectable<RunsTable>, variants: number): StoredRun['rows'] {
  const taken = total_cells / Math.max(1, variants * repeats);
  return { taken, all: taken };
}

const listed = <T>(value: readonly T[] | undefined): T[] => (Array.isArray(value) ? value : []);

export function toRun(
  row: Selectable<RunsTable>,
  variants: readonly Selectable<RunVariantsTable>[],
): StoredRun {
  const { settings = {} } = field('settings', row.settings) as { settings?: RunSettings };
  return {
    id: row.id,
    projectId: row.project_id,
    datasetId: row.dataset_id,
    name: row.name,
    ...plain('fileName', row.file_name),
    status: row.status as RunStatus,
    ...plain('reason', row.error),
    ...(row.consent === 'none' ? {} : { consent: row.consent as RunConsent }),
    ...(row.status === 'paused' ? { pausedBecause: settings.pausedBecause ?? usualCause(row) } : {}),
    ...(settings.recheck === undefined ? {} : { recheck: settings.recheck }),
    ...(settings.waitsForKey === undefined ? {} : { waitsForKey: settings.waitsForKey }),
    prompts: listed(settings.prompts),
    variants: variants.map((variant) => ({
      id: variant.id,
      position: variant.position,
      prompt: variant.prompt_index,
      model: `${variant.provider}:${variant.model}`,
      label: variant.label,
      ...field('parameters', variant.parameters),
      ...(variant.native ? { native: true } : {}),
    })),
    ...(settings.parameters ? { parameters: settings.parameters } : {}),
    ...(settings.schema ? { schema: settings.schema } : {}),
    ...(settings.cache ? { cache: true } : {}),
    ...(settings.anyImages ? { anyImages: true } : {}),
    rows: settings.rows ?? rowsOf(row, variants.length),
    repeats: row.repeats,
    checks: listed(settings.checks),
    ...plain('maxCostUsd', row.max_cost),
    cells: {
      total: row.total_cells,
      succeeded: row.succeeded_cells,
      failed: row.failed_cells,
      cancelled: row.cancelled_cells,
    },
    usage: { inputTokens: row.tokens_in, outputTokens: row.tokens_out },
    cost: {
      usd: row.cost_basis === 'unknown' ? null : row.total_cost,
      basis: row.cost_basis as Cost['basis'],
    },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...plain('completedAt', row.completed_at),
    concurrency: settings.concurrency,
    graderIds: listed(settings.graderIds),
    rechecking: settings.rechecking,
    startedBy: row.started_by ?? undefined,
    knownUsd: row.total_cost,
    droppedUsd: row.dropped_cost,
  };
}
