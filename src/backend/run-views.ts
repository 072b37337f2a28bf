import { gridCell } from '../core/grid-cell.ts';
import type { StoredRun } from '../core/ports/run-store.ts';
import type { CellGlimpse } from '../core/ports/run-views.ts';
import { fillTemplate, parseTemplate } from '../core/template.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { GridRow } from '../protocol/run-views.ts';
import type { CellStatus } from '../protocol/runs.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { RowOrders } from './row-orders.ts';
import { RunSummaries } from './run-summaries.ts';
import type { Runs } from './runs.ts';

/** What the grid of a run reads. */
export function runViewHandlers(
  ports: BackendPorts,
  runs: Pick<Runs, 'isAsking'>,
): Handlers<'run:grid' | 'run:cell' | 'run:summary'> {
  const { store, clock } = ports;
  const orders = new RowOrders(store.runViews, clock);
  const summaries = new RunSummaries(store.runViews);

  async function runOf(runId: string): Promise<StoredRun> {
    const run = await store.runs.get(runId);
    if (!run) throw new AbaiError('not-found', 'There is no run with this id.');
    return run;
  }

  /** A cell that is asked now is pending in the store: nothing is written for each call that begins. */
  const statusNow = (runId: string, { id, status }: { id: string; status: CellStatus }) =>
    status === 'pending' && runs.isAsking(runId, id) ? 'running' : status;

  return {
    async 'run:grid'({ runId, from, limit, ...query }, { signal }) {
      const run = await runOf(runId);
      const order = await orders.rows(run, query, signal);
      const total = order?.length ?? run.rows.all;
      const rows = order
        ? [...order.subarray(from, from + limit)]
        : Array.from({ length: Math.max(0, Math.min(limit, total - from)) }, (_, at) => from + at);
      if (rows.length === 0) return { total, rows: [] };
      const [glimpses, values] = await Promise.all([
        store.runViews.glimpses(runId, rows),
        run.datasetId === null ? new Map<number, string[]>() : store.runViews.values(run.datasetId, rows),
      ]);
      const now = glimpses.map((glimpse) => ({
        ...glimpse,
        status: statusNow(runId, glimpse),
      }));
      return { total, rows: gridRows(run, rows, now, values) };
    },

    'run:summary': async ({ runId }) => summaries.of(await runOf(runId)),

    async 'run:cell'({ cellId }) {
      const stored = await store.runViews.cell(cellId);
      const run = stored && (await store.runs.get(stored.cell.runId));
      const variant = run?.variants.find(({ id }) => id === stored?.cell.variantId);
      const prompt = run?.prompts[variant?.prompt ?? -1];
      if (!stored || !run || !prompt) throw new AbaiError('not-found', 'There is no cell with this id.');
      const values = await valuesOf(run, stored.cell.row);
      const filled = (template: string) => asSent(template, values);
      return {
        ...stored,
        cell: { ...stored.cell, status: statusNow(run.id, stored.cell) },
        repeats: stored.repeats.filter(({ id }) => id !== cellId),
        prompt: filled(prompt.template),
        ...(prompt.system ? { system: filled(prompt.system) } : {}),
        values: Object.fromEntries(values),
      };
    },
  };

  async function valuesOf({ datasetId }: StoredRun, row: number): Promise<Map<string, string>> {
    if (datasetId === null) return new Map();
    const [dataset, [found]] = await Promise.all([
      store.datasets.get(datasetId),
      store.datasets.rows(datasetId, row, 1),
    ]);
    const cells = found?.index === row ? found.values : [];
    return new Map((dataset?.headers ?? []).map((header, at) => [header, cells[at] ?? '']));
  }
}

/** A placeholder without a column stays as it is written: such a run is refused, but what is stored is shown. */
function asSent(source: string, values: ReadonlyMap<string, string>): string {
  const template = parseTemplate(source);
  const all = new Map(template.names.map((name) => [name, values.get(name) ?? `{{${name}}}`]));
  return fillTemplate(template, all);
}

function gridRows(
  { variants }: StoredRun,
  rows: readonly number[],
  glimpses: readonly CellGlimpse[],
  values: ReadonlyMap<number, string[]>,
): GridRow[] {
  const cells = new Map<number, Map<string, CellGlimpse[]>>(rows.map((row) => [row, new Map()]));
  for (const glimpse of glimpses) {
    const ofRow = cells.get(glimpse.row);
    const repeats = ofRow?.get(glimpse.variantId);
    if (repeats) repeats.push(glimpse);
    else ofRow?.set(glimpse.variantId, [glimpse]);
  }
  return rows.map((row) => ({
    row,
    values: values.get(row) ?? [],
    cells: variants.map(({ id }) => {
      const repeats = cells.get(row)?.get(id);
      return repeats ? gridCell(repeats) : null;
    }),
  }));
}
