import { type CommandContext, exitCodes } from '../command.ts';
import { fileOf, parseCommand } from '../command-line.ts';
import { byteSize, grouped } from '../figures.ts';
import { projectNamed } from '../named-project.ts';
import { safeJson, safeLine } from '../safe-text.ts';

export const usage = `abai export-project [options] FILE

Copies one project with everything in it to a JSON Lines file, which another machine can import. No settings, no keys.

  -p, --project NAME   its name or id (default: the current project)
  -f, --force          replace a file that is there
      --partial        leave out damaged rows that could not be imported again; without it they are an error
      --json           {project, path, rows, bytes, leftOut} instead of text
      --data-dir DIR   where the data is (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('export-project', args, {
    project: { type: 'string', short: 'p' },
    force: { type: 'boolean', short: 'f' },
    partial: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const { terminal, interruption } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const path = fileOf('export-project', positionals);
  const connection = await context.connect(values['data-dir']);
  try {
    const written = await connection.client.request(
      'data:export-project',
      {
        path,
        overwrite: values.force ?? false,
        ...(values.partial ? { partial: true } : {}),
        ...(values.project === undefined
          ? {}
          : { projectId: await projectNamed(values.project, connection) }),
      },
      interruption.signal,
    );
    if (values.json) terminal.out(`${safeJson(written)}\n`);
    else {
      const { project, bytes, leftOut } = written;
      terminal.out(
        `Exported "${safeLine(project.name)}" to ${safeLine(written.path)} (${byteSize(bytes)}).\n`,
      );
      if (leftOut > 0) terminal.note(`abai: ${grouped(leftOut)} damaged rows were left out.\n`);
    }
    return interruption.exitCode ?? exitCodes.ok;
  } finally {
    await connection.close();
  }
}
