import { checkNotation } from '../../src/core/checks/kinds.ts';
import type { Check } from '../../src/protocol/checks.ts';
import type { CellStatus, RunStatus } from '../../src/protocol/runs.ts';
import type { Engine, SqlStatement } from '../../src/store/engine/engine.ts';
import type { SqlParameter } from '../../src/store/engine/values.ts';

/** A cell as a test wants it; what is left out is NULL. */
export interface CellOf {
  row: number;
  /** By position. */
  variant?: number;
  repeat?: number;
  status?: CellStatus;
  output?: string;
  usd?: number;
  basis?: string;
  ttftMs?: number;
  latencyMs?: number;
  inputTokens?: number;
  outputTokens?: number;
  cached?: boolean;
  errorCode?: string;
  /** For each check of the run: passed or not. */
  passed?: boolean[];
  updatedAt?: number;
}

export interface RunOf {
  id?: string;
  /** Must be there. */
  projectId: string;
  headers?: string[];
  /** The dataset's rows; none for a run without a dataset. */
  values?: string[][];
  /** `provider:id` for each variant. */
  models?: string[];
  status?: RunStatus;
  prompts?: { template: string; system?: string }[];
  checks?: Check[];
  repeats?: number;
  taken?: number;
  cells: CellOf[];
  updatedAt?: number;
}

const insert = (table: string, values: Record<string, SqlParameter>): SqlStatement => ({
  sql: `insert into ${table} (${Object.keys(values).join(', ')}) values (${Object.keys(values)
    .map(() => '?')
    .join(', ')})`,
  parameters: Object.values(values),
});

export function cellStatements(runId: string, cells: readonly CellOf[]): SqlStatement[] {
  return cells.flatMap((cell) => {
    const { row, variant = 0, repeat = 0 } = cell;
    const id = `${runId}-${row}-${variant}-${repeat}`;
    return [
      insert('cells', {
        id,
        run_id: runId,
        variant_id: `${runId}-v${variant}`,
        row_index: row,
        repeat_index: repeat,
        status: cell.status ?? 'succeeded',
        output: cell.output ?? null,
        cost: cell.usd ?? null,
        cost_basis: cell.basis ?? (cell.usd === undefined ? null : 'exact'),
        ttft_ms: cell.ttftMs ?? null,
        latency_ms: cell.latencyMs ?? null,
        tokens_in: cell.inputTokens ?? null,
        tokens_out: cell.outputTokens ?? null,
        cached: cell.cached ? 1 : 0,
        error_code: cell.errorCode ?? null,
        updated_at: cell.updatedAt ?? 1,
      }),
      ...(cell.passed ?? []).map((passed, at) =>
        insert('grades', {
          id: `${id}-g${at}`,
          cell_id: id,
          grader_id: `${runId}-g${at}`,
          verdict: passed ? 'pass' : 'fail',
          created_at: 1,
        }),
      ),
    ];
  });
}

/** Puts a run into the database as if it had run; its id. Cells are `<run>-<row>-<variant>-<repeat>`, variants `<run>-v<n>`. */
export async function storeRun(engine: Engine, run: RunOf): Promise<string> {
  const {
    id = 'r',
    projectId,
    values,
    headers = ['text'],
    models = ['openai:one'],
    checks = [],
    repeats = 1,
  } = run;
  const all = values?.length ?? 1;
  const taken = run.taken ?? all;
  const count = (status: CellStatus) =>
    run.cells.filter((cell) => (cell.status ?? 'succeeded') === status).length;
  await engine.commit([
    ...(values
      ? [
          insert('datasets', {
            id: `${id}-d`,
            project_id: projectId,
            name: 'table.csv',
            checksum: `sum of ${id}`,
            headers: JSON.stringify(headers),
            row_count: values.length,
            created_at: 1,
          }),
          ...values.map((row, at) =>
            insert('dataset_rows', {
              dataset_id: `${id}-d`,
              row_index: at,
              row_values: JSON.stringify(row),
              checksum: '',
            }),
          ),
        ]
      : []),
    ...checks.map((check, at) =>
      insert('graders', {
        id: `${id}-g${at}`,
        project_id: projectId,
        type: 'check',
        name: checkNotation(check),
        settings: JSON.stringify(check),
        created_at: 1,
      }),
    ),
    insert('runs', {
      id,
      project_id: projectId,
      dataset_id: values ? `${id}-d` : null,
      name: `Run ${id}`,
      status: run.status ?? 'completed',
      settings: JSON.stringify({
        prompts: run.prompts ?? [{ template: 'Say {{text}}' }],
        rows: { taken, all },
        checks,
        graderIds: checks.map((_check, at) => `${id}-g${at}`),
      }),
      repeats,
      total_cells: run.cells.length,
      succeeded_cells: count('succeeded'),
      failed_cells: count('failed'),
      cancelled_cells: count('cancelled'),
      created_at: 1,
      updated_at: run.updatedAt ?? 1,
    }),
    ...models.map((model, position) =>
      insert('run_variants', {
        id: `${id}-v${position}`,
        run_id: id,
        position,
        provider: model.split(':')[0]!,
        model: model.split(':')[1]!,
        label: model,
      }),
    ),
    ...cellStatements(id, run.cells),
  ]);
  return id;
}
