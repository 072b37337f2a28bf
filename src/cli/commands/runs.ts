import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand, refuseWords } from '../command-line.ts';
import { cost, grouped } from '../figures.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { styleFor } from '../style.ts';
import { tableLines } from '../table.ts';

export const usage = `abai runs [options]

Lists the runs of tables across models, newest first.

      --json           an array of runs instead of text
      --data-dir DIR   where runs are kept (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('runs', args, { json: { type: 'boolean' } });
  const { terminal } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  refuseWords('runs', positionals);
  const connection = await context.connect(values['data-dir']);
  try {
    const runs = await connection.client.request('run:list', { limit: 1000 });
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
          cost(each.cost),
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
