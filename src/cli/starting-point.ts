import type { ProfileContent } from '../protocol/profiles.ts';
import type { Connection } from './command.ts';
import { namedProject } from './named-project.ts';
import { UsageError } from './usage-error.ts';

/** What the command line leaves to a profile and to a project. */
export interface StartingPoint extends Omit<ProfileContent, 'name' | 'description'> {
  projectId?: string;
}

/** Whether anything has to be looked up before it is clear what is asked. */
export function wantsStartingPoint(given: {
  models?: readonly string[] | undefined;
  profile?: string | undefined;
  project?: string | undefined;
}): boolean {
  return given.profile !== undefined || given.project !== undefined || given.models === undefined;
}

async function namedProfile(wanted: string, { client }: Connection): Promise<ProfileContent> {
  const profiles = await client.request('profile:list', {});
  const found =
    profiles.find(({ id, name }) => id === wanted || name === wanted) ??
    profiles.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found) return found;
  const names = profiles.map(({ name }) => JSON.stringify(name)).join(', ');
  throw new UsageError(
    `There is no profile ${JSON.stringify(wanted)}. The profiles are: ${names || 'none yet'}.`,
  );
}

/** Models that nobody names come from the profile, else with the system prompt from the project. Throws UsageError. */
export async function startingPoint(
  given: {
    models?: readonly string[] | undefined;
    profile?: string | undefined;
    project?: string | undefined;
  },
  connection: Connection,
): Promise<StartingPoint> {
  const named = given.project === undefined ? undefined : await namedProject(given.project, connection);
  const profile = given.profile === undefined ? {} : await namedProfile(given.profile, connection);
  const { models, system, parameters, schema, promptTemplate }: Partial<ProfileContent> = profile;
  const point: StartingPoint = {
    ...(named ? { projectId: named.id } : {}),
    ...(models && models.length > 0 ? { models } : {}),
    ...(system === undefined ? {} : { system }),
    ...(parameters ? { parameters } : {}),
    ...(schema ? { schema } : {}),
    ...(promptTemplate === undefined ? {} : { promptTemplate }),
  };
  if (given.models !== undefined || point.models) return point;
  const { settings } = named ?? (await connection.client.request('project:get', {}));
  return {
    ...(settings.systemPrompt ? { system: settings.systemPrompt } : {}),
    ...point,
    ...(settings.defaultModels ? { models: settings.defaultModels } : {}),
  };
}
