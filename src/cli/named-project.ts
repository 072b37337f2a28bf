import type { Project } from '../protocol/projects.ts';
import type { Connection } from './command.ts';
import { safeLine } from './safe-text.ts';
import { UsageError } from './usage-error.ts';

/** The project with this id, or the only one with this name; also an archived one. Throws UsageError with those there are. */
export async function namedProject(wanted: string, { client }: Connection): Promise<Project> {
  const projects = await client.request('project:list', { archived: true });
  const found = projects.filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length === 1) return found[0]!;
  const list = (found.length > 1 ? found : projects).map(({ id, name }) => `  ${id}  ${safeLine(name)}`);
  throw new UsageError(
    `${found.length > 1 ? 'Several projects have' : 'No project has'} the name or id ${JSON.stringify(wanted)}:\n${list.join('\n')}`,
  );
}

export async function projectNamed(wanted: string, connection: Connection): Promise<string> {
  return (await namedProject(wanted, connection)).id;
}
