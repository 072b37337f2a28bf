import { type CommandContext, exitCodes } from '../command.ts';
import { fileOf, parseCommand } from '../command-line.ts';
import { grouped } from '../figures.ts';
import { safeJson, safeLine } from '../safe-text.ts';

export const usage = `abai import [options] FILE

Takes in a project that was exported, beside those that are there. All of it or nothing. Runs that were under way come in
paused, and nothing is approved: "abai resume RUN" goes on with one.

      --new-ids        give everything new ids, also where the old ones are free
      --json           {project, rows, newIds, warnings} instead of text
      --data-dir DIR   where the data is (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('import', args, {
    'new-ids': { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const { terminal, interruption } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const path = fileOf('import', positionals);
  const connection = await context.connect(values['data-dir']);
  try {
    const newIds = values['new-ids'] ?? false;
    const imported = await connection.client.request('data:import', { path, newIds }, interruption.signal);
    for (const warning of imported.warnings) terminal.note(`abai: ${safeLine(warning)}\n`);
    if (values.json) terminal.out(`${safeJson(imported)}\n`);
    else terminal.out(`Imported "${safeLine(imported.project.name)}" (${grouped(imported.rows)} rows).\n`);
    return interruption.exitCode ?? exitCodes.ok;
  } finally {
    await connection.close();
  }
}
