import type { Client } from '../protocol/client.ts';
import type { DatasetImport } from '../protocol/datasets.ts';
import type { Result } from '../protocol/methods.ts';
import { byteSize, grouped } from './figures.ts';
import { bar, withProgressLine } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

function line({ step, rows, totalBytes, percent }: DatasetImport): string {
  const what = step === 'reading' ? 'reading' : 'storing';
  return `${bar(percent / 100)} ${percent} % · ${what} ${byteSize(totalBytes)} · ${grouped(rows)} rows`;
}

interface TableToImport {
  /** Absolute. */
  path: string;
  projectId?: string | undefined;
  encoding?: string | undefined;
}

/** Takes a table in, with a progress bar on a terminal. The signal takes it back: nothing of it stays. */
export function importTable(
  client: Client,
  { path, projectId, encoding }: TableToImport,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Result<'dataset:import'>> {
  const look = async () => {
    const imports = await client.request('dataset:imports', {});
    const ours = imports.find((each) => each.path === path);
    return ours && line(ours);
  };
  const table = {
    path,
    ...(projectId === undefined ? {} : { projectId }),
    ...(encoding === undefined ? {} : { encoding }),
  };
  return withProgressLine(client.request('dataset:import', table, signal), look, terminal);
}
