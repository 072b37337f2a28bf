import type { Client } from '../../protocol/client.ts';
import { AbaiError } from '../../protocol/errors.ts';
import type { Project } from '../../protocol/projects.ts';
import { type CommandContext, type Connection, exitCodes } from '../command.ts';
import { parseCommand } from '../command-line.ts';
import { namedProject } from '../named-project.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { type Style, styleFor } from '../style.ts';
import { tableLines } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import { localTime } from './history.ts';

export const usage = `abai projects [list] [--archived]
abai projects create NAME
abai projects switch PROJECT
abai projects rename PROJECT NAME
abai projects archive PROJECT
abai projects unarchive PROJECT

Lists the projects, the one used last first, or sees to one of them, by name or id. New comparisons and runs go to the
current project. An archived one is hidden and takes nothing new; everything in it stays.

      --archived       list archived ones too
      --json           as JSON: an array, or the project after the change
      --data-dir DIR   where the projects are (default: ABAI_DATA_DIR, else the one VS Code uses)`;

const words = { list: 0, create: 1, switch: 1, rename: 2, archive: 1, unarchive: 1 } as const;
type Action = keyof typeof words;

const done: Readonly<Record<Exclude<Action, 'list'>, (project: Project) => string>> = {
  create: ({ name }) => `Created "${safeLine(name)}". "abai projects switch" makes it the current one.`,
  switch: ({ name }) => `"${safeLine(name)}" is the current project.`,
  rename: ({ name }) => `It is called "${safeLine(name)}" now.`,
  archive: ({ name }) => `"${safeLine(name)}" is archived.`,
  unarchive: ({ name }) => `"${safeLine(name)}" is out of the archive.`,
};

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('projects', args, {
    archived: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const { terminal } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const [word = 'list', ...rest] = positionals;
  if (!Object.hasOwn(words, word)) {
    throw new UsageError(`abai projects takes ${Object.keys(words).join(', ')}. See "abai help projects".`);
  }
  const action = word as Action;
  if (rest.length !== words[action]) throw new UsageError(wordsProblem(action));
  const connection = await context.connect(values['data-dir']);
  try {
    if (action === 'list') await list(connection.client, values, context);
    else {
      const project = await change(action, rest, connection);
      if (values.json) terminal.out(`${safeJson(project)}\n`);
      else terminal.note(`${done[action](project)}\n`);
    }
    return exitCodes.ok;
  } finally {
    await connection.close();
  }
}

function wordsProblem(action: Action): string {
  const line = usage.split('\n').find((each) => each.startsWith(`abai projects ${action}`));
  return `Write: ${line ?? 'abai projects'}. A name with spaces goes in quotes.`;
}

async function change(
  action: Exclude<Action, 'list'>,
  [first = '', second = '']: readonly string[],
  connection: Connection,
): Promise<Project> {
  const { client } = connection;
  try {
    if (action === 'create') return await client.request('project:create', { name: first });
    const { id: projectId } = await namedProject(first, connection);
    if (action === 'rename') return await client.request('project:rename', { projectId, name: second });
    return await client.request(`project:${action}`, { projectId });
  } catch (error) {
    // Nothing was done: the words were wrong, or the project is not in a state for it.
    if (error instanceof AbaiError && ['invalid', 'conflict'].includes(error.code)) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}

async function list(
  client: Client,
  { archived, json }: { archived?: boolean | undefined; json?: boolean | undefined },
  { terminal }: CommandContext,
): Promise<void> {
  const projects = await client.request('project:list', archived ? { archived } : {});
  const current = await client.request('project:get', {});
  if (json) {
    const records = projects.map((project) => ({ ...project, current: project.id === current.id }));
    terminal.out(`${safeJson(records)}\n`);
  } else terminal.out(`${lines(projects, current.id, styleFor(terminal.colour)).join('\n')}\n`);
}

function lines(projects: readonly Project[], current: string, style: Style): string[] {
  return tableLines(
    [
      { title: 'Project', maxWidth: 48 },
      { title: 'Last used' },
      { title: 'Models', maxWidth: 48 },
      { title: 'Budget' },
      { title: 'Id' },
    ],
    projects.map(({ id, name, lastUsed, settings, archivedAt }) => [
      `${id === current ? '* ' : '  '}${safeLine(name)}${archivedAt === undefined ? '' : ' (archived)'}`,
      localTime(lastUsed),
      safeLine(settings.defaultModels?.join(', ') ?? ''),
      settings.budgetUsd ? `$${settings.budgetUsd}` : '',
      id,
    ]),
    style.dim,
  );
}
