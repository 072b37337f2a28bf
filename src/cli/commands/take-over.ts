import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand, refuseWords } from '../command-line.ts';
import { safeLine } from '../safe-text.ts';

export const usage = `abai take-over [options]

Makes the data folder usable when the process that owns it does not answer: ends that process, if it runs on this
machine, and takes its place. What it was doing is cut off; what is saved stays. Does nothing while the owner answers.

      --data-dir DIR   where the data is (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('take-over', args, {});
  const { terminal, interruption } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  refuseWords('take-over', positionals);
  const connection = await context.connect(values['data-dir']);
  try {
    const { owner, client } = connection;
    const trouble = owner.trouble();
    if (trouble === undefined) {
      terminal.out('The data folder can be used: there is nothing to take over.\n');
      return exitCodes.ok;
    }
    terminal.note(`abai: ${safeLine(trouble)}\n`);
    await owner.takeOver();
    // Says what is wrong now, if anything is.
    await client.request('connection:ping', {}, interruption.signal);
    terminal.out('The data folder was taken over.\n');
    return interruption.exitCode ?? exitCodes.ok;
  } finally {
    await connection.close();
  }
}
