import type { Cell, Run } from '../protocol/runs.ts';
import { csvLine } from './csv-line.ts';

export const exportFormats = ['csv', 'jsonl', 'json', 'md'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** One cell as JSON Lines and JSON give it. `prompt` and `row` count from 0. */
export function cellRecord(run: Run, cell: Cell): Record<string, unknown> {
  const variant = run.variants.find(({ id }) => id === cell.variantId);
  const ended = cell.status === 'succeeded' || cell.status === 'failed' || cell.status === 'cancelled';
  return {
    row: cell.row,
    model: variant?.model ?? '',
    prompt: variant?.prompt ?? 0,
    repeat: cell.repeat,
    status: ended ? cell.status : 'cancelled',
    output: cell.output ?? '',
    usage: cell.usage ?? { inputTokens: 0, outputTokens: 0 },
    cost: cell.cost ?? { usd: null, basis: 'unknown' },
    timing: cell.timing ?? { ttftMs: null, totalMs: 0 },
    ...(cell.checks ? { checks: cell.checks } : {}),
    ...(cell.error
      ? { error: { code: cell.error.code, message: cell.error.message, retryable: cell.error.retryable } }
      : {}),
  };
}

/** The cells of one row of the table, and the row's own values in the order of the headers. */
export interface ExportRow {
  values: readonly string[];
  cells: readonly Cell[];
}

/** What each variant adds to a row: for each repeat its answer, state, cost and passed checks. */
function columnsOf(run: Run): { title: string; of: (row: ExportRow) => string }[] {
  return run.variants.flatMap((variant) =>
    Array.from({ length: run.repeats }, (_, repeat) => {
      const label = run.repeats > 1 ? `${variant.label} #${repeat + 1}` : variant.label;
      const cellOf = ({ cells }: ExportRow) =>
        cells.find((cell) => cell.variantId === variant.id && cell.repeat === repeat);
      return [
        { title: label, of: (row: ExportRow) => cellOf(row)?.output ?? '' },
        { title: `${label} · status`, of: (row: ExportRow) => cellOf(row)?.status ?? '' },
        { title: `${label} · USD`, of: (row: ExportRow) => String(cellOf(row)?.cost?.usd ?? '') },
        ...(run.checks.length === 0
          ? []
          : [{ title: `${label} · checks`, of: (row: ExportRow) => passedOf(cellOf(row)) }]),
      ];
    }).flat(),
  );
}

function passedOf(cell: Cell | undefined): string {
  if (!cell?.checks) return '';
  return `${cell.checks.filter(({ passed }) => passed).length}/${cell.checks.length}`;
}

/** RFC 4180: the table's columns in their order, then the run's. */
export function csvExport(run: Run, headers: readonly string[], { neutralise }: { neutralise: boolean }) {
  const columns = columnsOf(run);
  return {
    head: csvLine([...headers, ...columns.map(({ title }) => title)], neutralise),
    line: (row: ExportRow) =>
      csvLine(
        [...headers.map((_header, at) => row.values[at] ?? ''), ...columns.map(({ of }) => of(row))],
        neutralise,
      ),
  };
}

const markdownCell = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\r?\n/gu, '<br>');

/** A GitHub Markdown table with the same columns. */
export function markdownExport(run: Run, headers: readonly string[]) {
  const columns = columnsOf(run);
  const line = (values: readonly string[]) => `| ${values.map(markdownCell).join(' | ')} |\n`;
  const titles = [...headers, ...columns.map(({ title }) => title)];
  return {
    head: `${line(titles)}|${titles.map(() => ' --- |').join('')}\n`,
    line: (row: ExportRow) =>
      line([...headers.map((_header, at) => row.values[at] ?? ''), ...columns.map(({ of }) => of(row))]),
  };
}
