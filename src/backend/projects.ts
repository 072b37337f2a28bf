import { AbaiError } from '../protocol/errors.ts';
import type { NewEvent } from '../protocol/events.ts';
import type { Project } from '../protocol/projects.ts';
import type { Handlers, Resumes } from './handlers.ts';
import type { BackendPorts } from './ports.ts';

const currentProjectKey = 'currentProject';

/** The project that new work goes to when none is named. */
export class CurrentProject {
  readonly #ports: BackendPorts;

  constructor(ports: BackendPorts) {
    this.#ports = ports;
  }

  /** A new data folder gets its first project. */
  async ensure(): Promise<void> {
    const { store, clock, ids } = this.#ports;
    if ((await store.projects.list()).length > 0) return;
    const now = clock.now();
    const project: Project = {
      id: ids.next(),
      name: 'My Project',
      description: '',
      settings: {},
      createdAt: now,
      lastUsed: now,
    };
    await store.commit({
      writes: [store.projects.insert(project), store.settings.set(currentProjectKey, project.id)],
      events: [{ type: 'project:created', data: { project } }],
      at: now,
    });
  }

  /** The one named, also an archived one; else the current one, else the one used last. */
  async get(projectId?: string): Promise<Project> {
    const { store } = this.#ports;
    const id = projectId ?? (await store.settings.get(currentProjectKey));
    const project = typeof id === 'string' ? await store.projects.get(id) : undefined;
    if (project && (projectId !== undefined || project.archivedAt === undefined)) return project;
    if (projectId !== undefined) throw new AbaiError('not-found', 'There is no project with this id.');
    const projects = await store.projects.list();
    const newest = projects.find(({ archivedAt }) => archivedAt === undefined) ?? projects[0];
    if (!newest) throw new AbaiError('not-found', 'There is no project yet: create one first.');
    return newest;
  }

  /** The same for something new, which an archived project does not take. */
  async forNew(projectId?: string): Promise<Project> {
    const project = await this.get(projectId);
    if (project.archivedAt !== undefined) throw archived(project);
    return project;
  }

  set(projectId: string) {
    return this.#ports.store.settings.set(currentProjectKey, projectId);
  }
}

function archived({ name }: Project): AbaiError {
  return new AbaiError('conflict', `The project “${name}” is archived. Unarchive it first.`);
}

type ProjectMethods =
  | 'project:create'
  | 'project:list'
  | 'project:get'
  | 'project:switch'
  | 'project:rename'
  | 'project:archive'
  | 'project:unarchive'
  | 'project:update-settings';

export function projectHandlers(ports: BackendPorts, current: CurrentProject): Handlers<ProjectMethods> {
  const { store, clock, ids } = ports;
  const updated = (project: Project): NewEvent => ({ type: 'project:updated', data: { project } });

  return {
    async 'project:create'({ name, description }, context) {
      const now = clock.now();
      const project: Project = {
        id: ids.next(),
        name,
        description: description ?? '',
        settings: {},
        createdAt: now,
        lastUsed: now,
      };
      await context.commit({
        writes: [store.projects.insert(project)],
        events: [{ type: 'project:created', data: { project } }],
        answer: project,
      });
      return project;
    },

    async 'project:list'({ archived }) {
      const projects = await store.projects.list();
      return archived ? projects : projects.filter(({ archivedAt }) => archivedAt === undefined);
    },

    'project:get': ({ projectId }) => current.get(projectId),

    async 'project:switch'({ projectId }, context) {
      const project = { ...(await current.forNew(projectId)), lastUsed: clock.now() };
      await context.commit({
        writes: [store.projects.touch(project.id, project.lastUsed), current.set(project.id)],
        events: [{ type: 'project:switched', data: { project } }],
        answer: project,
      });
      return project;
    },

    async 'project:rename'({ projectId, name }, context) {
      const project = { ...(await current.get(projectId)), name };
      await context.commit({
        writes: [store.projects.rename(projectId, name)],
        events: [updated(project)],
        answer: project,
      });
      return project;
    },

    async 'project:archive'({ projectId }, context) {
      const before = await current.get(projectId);
      if (before.archivedAt !== undefined) return before;
      const others = (await store.projects.list()).filter(
        ({ id, archivedAt }) => id !== projectId && archivedAt === undefined,
      );
      const [next] = others;
      if (!next) {
        throw new AbaiError(
          'conflict',
          `“${before.name}” is the last project that is not archived: create another one first.`,
        );
      }
      const project = { ...before, archivedAt: clock.now() };
      const wasCurrent = (await current.get()).id === projectId;
      await context.commit({
        writes: [
          store.projects.archive(projectId, project.archivedAt),
          ...(wasCurrent ? [current.set(next.id)] : []),
        ],
        events: [
          updated(project),
          ...(wasCurrent ? [{ type: 'project:switched' as const, data: { project: next } }] : []),
        ],
        answer: project,
      });
      return project;
    },

    async 'project:unarchive'({ projectId }, context) {
      const { archivedAt, ...project } = await current.get(projectId);
      if (archivedAt === undefined) return project;
      await context.commit({
        writes: [store.projects.unarchive(projectId)],
        events: [updated(project)],
        answer: project,
      });
      return project;
    },

    async 'project:update-settings'({ projectId, settings }, context) {
      const before = await current.get(projectId);
      // The database puts old and new together: two windows that change different parts both have their way.
      await context.commit({
        writes: [store.projects.patchSettings(projectId, settings)],
        events: [updated(before)],
        asStored: async () => [updated(await current.get(projectId))],
        answer: { projectId },
      });
      return current.get(projectId);
    },
  };
}

export function projectResumes(current: CurrentProject): Resumes {
  return {
    'project:update-settings': ({ projectId }: { projectId: string }) => current.get(projectId),
  };
}
