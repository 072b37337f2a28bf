import { spentOn } from '../../core/cost.ts';
import type { Client } from '../../protocol/client.ts';
import type { Run } from '../../protocol/runs.ts';
import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand, refuseWords } from '../command-line.ts';
import { cost, grouped } from '../figures.ts';
import { wholeNumber } from '../run-options.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { styleFor } from '../style.ts';
import { tableLines } from '../table.ts';

/** Runs asked for at once. */
const pageSize = 500;

export const usage = `abai runs [options]

Lists the runs of tables across models, newest first.

      --limit N        only the newest N
      --json           an array of runs instead of text
      --data-dir DIR   where runs are kept (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('runs', args, {
    limit: { type: 'string' },
    json: { type: 'boolean' },
  });
  const { terminal } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  refuseWords('runs', positionals);
  const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber('--limit', values.limit);
  const connection = await context.connect(values['data-dir']);
  try {
    const runs = await newest(limit, connection.client, context.interruption.signal);
    if (values.json) terminal.out(`${safeJson(runs)}\n`);
    else if (runs.length === 0) terminal.note('There is no run yet. "abai run" makes one.\n');
    else {
      const lines = tableLines(
        [
          { title: 'Run' },
          { title: 'Name', maxWidth: 40 },
          { title: 'Status' },
          { title: 'Answered', align: 'right' },
          { title: 'Cost', align: 'right' },
        ],
        runs.map((each) => [
          each.id,
          safeLine(each.name),
          each.status,
          `${grouped(each.cells.succeeded)} of ${grouped(each.cells.total)}`,
          cost(spentOn(each)),
        ]),
        styleFor(terminal.colour).dim,
      );
      terminal.out(`${lines.join('\n')}\n`);
    }
    return exitCodes.ok;
  } finally {
    await connection.close();
  }
}

/** Page by page, for as many as there are. */
async function newest(limit: number, client: Client, signal: AbortSignal): Promise<Run[]> {
  const runs: Run[] = [];
  while (runs.length < limit && !signal.aborted) {
    const last = runs.at(-1);
    const wanted = Math.min(pageSize, limit - runs.length);
    const before = last ? { before: { createdAt: last.createdAt, id: last.id } } : {};
    const page = await client.request('run:list', { limit: wanted, ...before }, signal);
    runs.push(...page);
    if (page.length < wanted) break;
  }
  return runs;
}
