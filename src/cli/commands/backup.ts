import { type CommandContext, exitCodes } from '../command.ts';
import { fileOf, parseCommand } from '../command-line.ts';
import { byteSize } from '../figures.ts';
import { safeJson, safeLine } from '../safe-text.ts';

export const usage = `abai backup [options] FILE

Copies all data to a file, while work goes on. "A-B/AI: Restore Data…" in VS Code takes it back.

  -f, --force          replace a file that is there
      --json           {path, at, bytes} instead of text
      --data-dir DIR   where the data is (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('backup', args, {
    force: { type: 'boolean', short: 'f' },
    json: { type: 'boolean' },
  });
  const { terminal, interruption } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const path = fileOf('backup', positionals);
  const connection = await context.connect(values['data-dir']);
  try {
    const overwrite = values.force ?? false;
    const backup = await connection.client.request('data:backup', { path, overwrite }, interruption.signal);
    if (values.json) terminal.out(`${safeJson(backup)}\n`);
    else terminal.out(`Backed up to ${safeLine(backup.path)} (${byteSize(backup.bytes)}).\n`);
    return interruption.exitCode ?? exitCodes.ok;
  } finally {
    await connection.close();
  }
}
