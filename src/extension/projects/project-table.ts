import type { ThisWindow } from '../this-window.ts';

type Run = (...args: unknown[]) => Promise<unknown> | unknown;

/** The id of the project that a command was called on: an item of the history, or an id of a link. */
function projectIdOf(given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  const node = given as { kind?: unknown; project?: { id?: unknown } } | undefined | null;
  if (typeof node !== 'object' || node === null || node.kind !== 'project') return undefined;
  return typeof node.project?.id === 'string' ? node.project.id : undefined;
}

/** The commands on projects. Each is about the project it was called on, else about the current one. */
export function projectTable(window: ThisWindow): Record<string, Run> {
  const actions = () => import('./project-actions.ts');
  return {
    'abai.newProject': async (name) =>
      (await actions()).newProject(window, typeof name === 'string' ? name : undefined),
    'abai.switchProject': async (given) => {
      const id = projectIdOf(given);
      if (id !== undefined) return (await actions()).switchTo(window, id);
      return (await import('./switch-project.ts')).switchProject(window);
    },
    'abai.renameProject': async (given) => {
      const { projectOf, renameProject } = await actions();
      return renameProject(window, await projectOf(window, projectIdOf(given)));
    },
    'abai.archiveProject': async (given) => {
      const { projectOf, archiveProject } = await actions();
      return archiveProject(window, await projectOf(window, projectIdOf(given)));
    },
    'abai.projectSettings': async (given) =>
      (await import('./project-settings.ts')).projectSettings(window, projectIdOf(given)),
  };
}
