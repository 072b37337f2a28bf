import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand, refuseWords } from '../command-line.ts';
import { safeLine } from '../safe-text.ts';
import { withData } from './restore.ts';

export const usage = `abai start-anew [options]

Begins without data, for when what is there cannot be opened. Nothing is deleted: the data is kept in the same folder under
another name, and "abai restore FILE" takes it back.

      --data-dir DIR   where the data is (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('start-anew', args, {});
  const { terminal, interruption } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  refuseWords('start-anew', positionals);
  const repair = await context.repair(values['data-dir']);
  await withData(
    context,
    values['data-dir'],
    async (client) => {
      await client.request('data:start-anew', {}, interruption.signal);
    },
    async () => repair.startAnew(),
  );
  terminal.out(`Begun anew. The data before is kept in ${safeLine(repair.folder)}.\n`);
  return interruption.exitCode ?? exitCodes.ok;
}
