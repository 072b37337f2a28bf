import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { type ExportFormat, exportFormats } from '../core/run-export.ts';
import type { Client } from '../protocol/client.ts';
import { AbaiError } from '../protocol/errors.ts';
import { SafeText } from './safe-text.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** The format that a file's name asks for. */
export function formatOf(file: string): ExportFormat {
  const name = extname(file).slice(1).toLowerCase();
  const found = exportFormats.find((format) => format === name);
  if (found) return found;
  throw new UsageError(
    `${JSON.stringify(file)} must end in ${exportFormats.map((format) => `.${format}`).join(', ')}.`,
  );
}

/** The table that a run asks for, where that is a file: answers written over it would take it away. */
export async function tableOf(client: Client, runId: string): Promise<string[]> {
  try {
    const { datasetId } = await client.request('run:get', { runId });
    if (datasetId === null) return [];
    const { sourceFile } = await client.request('dataset:get', { datasetId });
    return sourceFile === undefined ? [] : [sourceFile];
  } catch {
    // Whoever asks for the run next says what is wrong.
    return [];
  }
}

/** Has the back end write a run to a file, whose path may be relative. A place that cannot be written is wrong use. */
export async function exportToFile(
  client: Client,
  runId: string,
  format: ExportFormat,
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await client.request('run:export', { runId, format, path: resolve(file) }, signal);
  } catch (error) {
    if (error instanceof AbaiError && error.code === 'invalid') throw new UsageError(error.message);
    throw error;
  }
}

/** Writes a run to standard output, by way of a file that nobody else can read. */
export async function exportToOutput(
  client: Client,
  runId: string,
  format: ExportFormat,
  terminal: Pick<Terminal, 'out' | 'columns' | 'closed' | 'drained'>,
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'abai-export-'));
  try {
    const file = join(folder, `run.${format}`);
    await exportToFile(client, runId, format, file, AbortSignal.any([signal, terminal.closed]));
    // A terminal shows no colours of answers either; all others get the file as it is.
    const safe = terminal.columns === undefined ? undefined : new SafeText();
    for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
      if (terminal.closed.aborted || signal.aborted) return;
      terminal.out(safe?.push(String(piece)) ?? String(piece));
      // A slow reader would have all of it gather in memory.
      await terminal.drained();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
