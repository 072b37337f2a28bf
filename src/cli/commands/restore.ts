import { AbaiError } from '../../protocol/errors.ts';
import { type CommandContext, exitCodes } from '../command.ts';
import { fileOf, parseCommand } from '../command-line.ts';
import { byteSize } from '../figures.ts';
import { safeJson, safeLine } from '../safe-text.ts';

export const usage = `abai restore [options] [FILE]

Replaces all data by that of a backup; what is there now is kept under another name. Works also when the data cannot be
opened. Without a file it lists the backups that were made by themselves.

      --json           {path, keptAs}, or the list, instead of text
      --data-dir DIR   where the data is (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('restore', args, { json: { type: 'boolean' } });
  const { terminal, interruption } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const repair = await context.repair(values['data-dir']);
  if (positionals.length === 0) {
    const backups = await repair.backups();
    if (values.json) terminal.out(`${safeJson(backups)}\n`);
    else if (backups.length === 0) terminal.out('There is no automatic backup yet.\n');
    for (const { path, at, bytes } of values.json ? [] : backups) {
      terminal.out(
        `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}  ${byteSize(bytes)}  ${safeLine(path)}\n`,
      );
    }
    return exitCodes.ok;
  }
  const path = fileOf('restore', positionals);
  const keptAs = await withData(
    context,
    values['data-dir'],
    async (client) => (await client.request('data:restore', { path }, interruption.signal)).keptAs,
    () => repair.restore(path),
  );
  if (values.json) terminal.out(`${safeJson({ path, keptAs })}\n`);
  else terminal.out(`Restored ${safeLine(path)}. The data before it is kept as ${safeLine(keptAs)}.\n`);
  return interruption.exitCode ?? exitCodes.ok;
}

type Connection = Awaited<ReturnType<CommandContext['connect']>>;

/** Has the owner do it where the data can be opened; else lays it ready and opens the data with it. */
export async function withData<T>(
  context: CommandContext,
  dataDir: string | undefined,
  ask: (client: Connection['client']) => Promise<T>,
  lay: () => Promise<T>,
): Promise<T> {
  let connection: Connection;
  try {
    connection = await context.connect(dataDir);
  } catch (error) {
    if (!(error instanceof AbaiError) || error.details?.unopened === undefined) throw error;
    const value = await lay();
    await (await context.connect(dataDir)).close();
    return value;
  }
  try {
    return await ask(connection.client);
  } finally {
    await connection.close();
  }
}
