import type { Client } from '../../protocol/client.ts';
import type { Run } from '../../protocol/runs.ts';
import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand } from '../command-line.ts';
import { requireOutputFile } from '../output-file.ts';
import { formatOf, tableOf } from '../run-file.ts';
import { amount, wholeNumber } from '../run-options.ts';
import { UsageError } from '../usage-error.ts';
import { ended, refusedIsWrongUse } from './run.ts';

export const usage = `abai resume RUN [options]

Goes on with a run: cells that were never answered, and those that failed. No stored answer is asked again.

      --rows N         take the next N rows of the table into the run
      --all            take all rows that are left into the run
      --max-cost USD   pause before the run costs more, all in all; replaces the amount of before
      --out FILE       save the answers as .csv, .jsonl, .json or .md; looked at before anything is asked
      --json           one JSON object at the end instead of text
      --data-dir DIR   where runs are kept (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('resume', args, {
    rows: { type: 'string' },
    all: { type: 'boolean' },
    'max-cost': { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (values.help) {
    context.terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const [runId, ...more] = positionals;
  if (runId === undefined || more.length > 0)
    throw new UsageError('Name one run: abai resume RUN. "abai runs" lists them.');
  if (values.rows !== undefined && values.all) throw new UsageError('Take --rows N or --all, not both.');
  const rows = values.rows === undefined ? undefined : wholeNumber('--rows', values.rows);
  const cap = values['max-cost'] === undefined ? {} : { maxCostUsd: amount(values['max-cost']) };
  if (values.out !== undefined) formatOf(values.out);
  const connection = await context.connect(values['data-dir']);
  try {
    const startedAt = performance.now();
    const { client } = connection;
    if (values.out !== undefined) await requireOutputFile(values.out, await tableOf(client, runId));
    let goesOn = await refusedIsWrongUse(client.request('run:resume', { runId, failed: true, ...cap }));
    if (values.all || rows !== undefined) goesOn = await refusedIsWrongUse(extended(client, runId, rows));
    return await ended(goesOn, startedAt, values, connection, context);
  } finally {
    await connection.close();
  }
}

const extended = (client: Client, runId: string, rows: number | undefined): Promise<Run> =>
  client.request('run:extend', { runId, ...(rows === undefined ? {} : { rows }) });
