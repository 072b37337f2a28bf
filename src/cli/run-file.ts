import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { extname } from 'node:path';
import { finished } from 'node:stream/promises';
import {
  cellRecord,
  csvExport,
  type ExportFormat,
  type ExportRow,
  exportFormats,
  markdownExport,
} from '../core/run-export.ts';
import type { Client } from '../protocol/client.ts';
import type { Cell, Run } from '../protocol/runs.ts';
import { UsageError } from './usage-error.ts';

/** Rows of the table that are read at once. */
const pageRows = 200;

/** The format that a file's name asks for. */
export function formatOf(file: string): ExportFormat {
  const name = extname(file).slice(1).toLowerCase();
  const found = exportFormats.find((format) => format === name);
  if (found) return found;
  throw new UsageError(
    `${JSON.stringify(file)} must end in ${exportFormats.map((format) => `.${format}`).join(', ')}.`,
  );
}

async function* cellsOf(client: Client, runId: string): AsyncGenerator<Cell> {
  let after: string | undefined;
  for (;;) {
    const page = await client.request('run:cells', { runId, limit: 1000, ...(after ? { after } : {}) });
    yield* page;
    if (page.length < 1000) return;
    after = page.at(-1)!.id;
  }
}

/** The rows of the table that the run asked, each with its cells. */
async function* rowsOf(client: Client, run: Run): AsyncGenerator<ExportRow> {
  const values = new Map<number, readonly string[]>();
  const valuesOf = async (row: number): Promise<readonly string[]> => {
    if (run.datasetId === null) return [];
    if (!values.has(row)) {
      values.clear();
      const page = await client.request('dataset:rows', {
        datasetId: run.datasetId,
        from: row,
        limit: pageRows,
      });
      for (const { index, values: cells } of page) values.set(index, cells);
    }
    return values.get(row) ?? [];
  };
  let cells: Cell[] = [];
  for await (const cell of cellsOf(client, run.id)) {
    const [first] = cells;
    if (first && first.row !== cell.row) {
      yield { values: await valuesOf(first.row), cells };
      cells = [];
    }
    cells.push(cell);
  }
  const [first] = cells;
  if (first) yield { values: await valuesOf(first.row), cells };
}

async function* textOf(client: Client, run: Run, format: ExportFormat): AsyncGenerator<string> {
  if (format === 'jsonl') {
    for await (const cell of cellsOf(client, run.id)) yield `${JSON.stringify(cellRecord(run, cell))}\n`;
    return;
  }
  if (format === 'json') {
    let first = true;
    for await (const cell of cellsOf(client, run.id)) {
      yield `${first ? '[' : ','}\n${JSON.stringify(cellRecord(run, cell))}`;
      first = false;
    }
    yield first ? '[]\n' : '\n]\n';
    return;
  }
  const datasets = await client.request('dataset:list', { projectId: run.projectId });
  const headers = datasets.find(({ id }) => id === run.datasetId)?.headers ?? [];
  const table =
    format === 'csv' ? csvExport(run, headers, { neutralise: true }) : markdownExport(run, headers);
  yield table.head;
  for await (const row of rowsOf(client, run)) yield table.line(row);
}

/** Writes a run in pieces: to the file, or where `out` takes it. Memory stays flat however large the run is. */
export async function exportRun(
  client: Client,
  run: Run,
  format: ExportFormat,
  target: { file: string } | { out: (text: string) => void },
): Promise<void> {
  if ('out' in target) {
    for await (const piece of textOf(client, run, format)) target.out(piece);
    return;
  }
  const stream = createWriteStream(target.file);
  await once(stream, 'open').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${JSON.stringify(target.file)} cannot be written: ${error.message}`);
  });
  for await (const piece of textOf(client, run, format))
    if (!stream.write(piece)) await once(stream, 'drain');
  stream.end();
  await finished(stream);
}
