import fs from 'node:fs/promises';
import type { StoredRun } from '../core/ports/run-store.ts';
import { rowSpans } from '../core/row-spans.ts';
import {
  cellRecord,
  csvExport,
  type ExportFormat,
  type ExportRow,
  markdownExport,
} from '../core/run-export.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Cell } from '../protocol/runs.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { publicRun } from './public-run.ts';
import { absolutePath } from './target-file.ts';
import { writeTarget } from './write-target.ts';

/** Cells read at once. */
const cellsAtOnce = 400;
/** Characters written at once. */
const writtenAtOnce = 256 * 1024;

/** Writes the answers of runs to files, in pieces: memory stays flat however large a run is. */
export function runExportHandlers(ports: BackendPorts): Handlers<'run:export'> {
  const { store } = ports;
  return {
    async 'run:export'({ runId, format, path, neutralise }, { commit, signal }) {
      const target = absolutePath(path);
      const run = await store.runs.get(runId);
      if (!run) throw new AbaiError('not-found', 'There is no run with this id.');
      const headers =
        run.datasetId === null ? [] : ((await store.datasets.get(run.datasetId))?.headers ?? []);
      const lines = linesOf(run, headers, format, neutralise ?? true);
      const { value, bytes } = await writeTarget(ports, target, { overwrite: true }, (unfinished) =>
        writeRows(unfinished, lines, rowsOf(ports, run, signal)),
      );
      const answer = { path: target, rows: value, bytes };
      await commit({ writes: [], answer });
      return answer;
    },
  };
}

interface Lines {
  head: string;
  /** `first` is true for the first row. */
  line(row: ExportRow, first: boolean): string;
  end(empty: boolean): string;
}

function linesOf(
  stored: StoredRun,
  headers: readonly string[],
  format: ExportFormat,
  neutralise: boolean,
): Lines {
  const run = publicRun(stored);
  const records = (cells: readonly Cell[]) => cells.map((cell) => JSON.stringify(cellRecord(run, cell)));
  const none = () => '';
  switch (format) {
    case 'csv':
      return { ...csvExport(run, headers, { neutralise }), end: none };
    case 'md':
      return { ...markdownExport(run, headers), end: none };
    case 'jsonl':
      return { head: '', line: ({ cells }) => `${records(cells).join('\n')}\n`, end: none };
    case 'json':
      return {
        head: '[',
        line: ({ cells }, first) => `${first ? '' : ','}\n${records(cells).join(',\n')}`,
        end: (empty) => (empty ? ']\n' : '\n]\n'),
      };
  }
}

async function writeRows(file: string, lines: Lines, rows: AsyncIterable<ExportRow>): Promise<number> {
  const handle = await fs.open(file, 'wx');
  try {
    let text = lines.head;
    let count = 0;
    for await (const row of rows) {
      text += lines.line(row, count === 0);
      count += 1;
      if (text.length < writtenAtOnce) continue;
      await handle.writeFile(text);
      text = '';
    }
    await handle.writeFile(text + lines.end(count === 0));
    await handle.sync();
    return count;
  } finally {
    await handle.close();
  }
}

/** The rows of the table that the run asked, each with its cells in the order of the columns. */
async function* rowsOf(ports: BackendPorts, run: StoredRun, signal: AbortSignal): AsyncGenerator<ExportRow> {
  const { runViews, datasets } = ports.store;
  const positions = new Map(run.variants.map(({ id, position }) => [id, position]));
  const columns = (a: Cell, b: Cell) =>
    positions.get(a.variantId)! - positions.get(b.variantId)! || a.repeat - b.repeat;
  for (const span of rowSpans(run, run.rows.taken, cellsAtOnce)) {
    if (signal.aborted) throw new AbaiError('cancelled', 'The export was stopped.');
    const [cells, table] = await Promise.all([
      runViews.cells(run.id, span),
      run.datasetId === null ? [] : datasets.rows(run.datasetId, span.from, span.to - span.from),
    ]);
    const values = new Map(table.map((row) => [row.index, row.values]));
    for (const [row, ofRow] of byRow(cells))
      yield { values: values.get(row) ?? [], cells: ofRow.sort(columns) };
  }
}

function byRow(cells: readonly Cell[]): Map<number, Cell[]> {
  const rows = new Map<number, Cell[]>();
  for (const cell of cells) {
    const own = rows.get(cell.row);
    if (own) own.push(cell);
    else rows.set(cell.row, [cell]);
  }
  return rows;
}
