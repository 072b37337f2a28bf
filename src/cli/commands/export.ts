import { exportFormats } from '../../core/run-export.ts';
import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand } from '../command-line.ts';
import { requireOutputFile } from '../output-file.ts';
import { exportToFile, exportToOutput, formatOf, tableOf } from '../run-file.ts';
import { UsageError } from '../usage-error.ts';
import { refusedIsWrongUse } from './run.ts';

export const usage = `abai export RUN --format csv|jsonl|json|md [--out FILE]

Writes the answers of a run. CSV and Markdown have a line for each row of the table, with its columns first; text that a
spreadsheet would run as a formula is made harmless. JSON and JSON Lines have one object for each cell.

      --out FILE       to a file instead of standard output; its ending says the format
      --data-dir DIR   where runs are kept (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('export', args, {
    format: { type: 'string' },
    out: { type: 'string' },
  });
  const { terminal, interruption } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const [runId, ...more] = positionals;
  if (runId === undefined || more.length > 0)
    throw new UsageError('Name one run: abai export RUN --format csv. "abai runs" lists them.');
  const format =
    exportFormats.find((known) => known === values.format) ?? (values.out ? formatOf(values.out) : undefined);
  if (!format || (values.format !== undefined && format !== values.format)) {
    throw new UsageError(`--format must be one of ${exportFormats.join(', ')}.`);
  }
  const connection = await context.connect(values['data-dir']);
  try {
    const { client } = connection;
    const { signal } = interruption;
    await refusedIsWrongUse(client.request('run:get', { runId }));
    if (values.out === undefined) await exportToOutput(client, runId, format, terminal, signal);
    else {
      await requireOutputFile(values.out, await tableOf(client, runId));
      await exportToFile(client, runId, format, values.out, signal);
    }
    return interruption.exitCode ?? exitCodes.ok;
  } finally {
    await connection.close();
  }
}
