import { AbaiError } from '../protocol/errors.ts';
import type { Project } from '../protocol/projects.ts';
import type { Handlers } from './handlers.ts';
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

  async get(projectId?: string): Promise<Project> {
    const { store } = this.#ports;
    const id = projectId ?? (await store.settings.get(currentProjectKey));
    const project = typeof id === 'string' ? await store.projects.get(id) : undefined;
    if (project) return project;
    if (projectId !== undefined) throw new AbaiError('not-found', 'There is no project with this id.');
    const [newest] = await store.projects.list();
    if (!newest) throw new AbaiError('not-found', 'There is no project yet: create one first.');
    return newest;
  }

  set(projectId: string) {
    return this.#ports.store.settings.set(currentProjectKey, projectId);
  }
}

export function projectHandlers(
  ports: BackendPorts,
  current: CurrentProject,
): Handlers<'project:create' | 'project:list' | 'project:get' | 'project:switch'> {
  const { store, clock, ids } = ports;
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

    'project:list': () => store.projects.list(),

    'project:get': ({ projectId }) => current.get(projectId),

    async 'project:switch'({ projectId }, context) {
      const project = { ...(await current.get(projectId)), lastUsed: clock.now() };
      await context.commit({
        writes: [store.projects.touch(project.id, project.lastUsed), current.set(project.id)],
        events: [{ type: 'project:switched', data: { project } }],
        answer: project,
      });
      return project;
    },
  };
}
