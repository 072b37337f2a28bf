import * as vscode from 'vscode';
import type { Project } from '../../protocol/projects.ts';
import { showFailure } from '../show-failure.ts';
import type { ThisWindow } from '../this-window.ts';

/** The project with this id, else the current one. */
export function projectOf({ link }: ThisWindow, id: string | undefined): Promise<Project> {
  return link.request('project:get', id === undefined ? {} : { projectId: id });
}

function nameProblem(value: string): string | undefined {
  if (value.trim() === '') return vscode.l10n.t('Give the project a name.');
  return value.trim().length > 200 ? vscode.l10n.t('Give the project a shorter name.') : undefined;
}

/** Creates a project and makes it the current one. */
export async function newProject(window: ThisWindow, given?: string): Promise<Project | undefined> {
  const written =
    given ??
    (await vscode.window.showInputBox({
      title: vscode.l10n.t('New Project'),
      prompt: vscode.l10n.t('Comparisons and runs go to the current project, which the new one becomes.'),
      placeHolder: vscode.l10n.t('Name of the project'),
      validateInput: nameProblem,
    }));
  if (written === undefined || nameProblem(written)) return undefined;
  const { id } = await window.link.request('project:create', { name: written.trim() });
  return switchTo(window, id);
}

export function switchTo(window: ThisWindow, projectId: string): Promise<Project> {
  return window.link.request('project:switch', { projectId });
}

export async function renameProject(window: ThisWindow, { id, name }: Project): Promise<void> {
  const written = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Project'),
    value: name,
    validateInput: nameProblem,
  });
  const wanted = written?.trim() ?? '';
  if (wanted !== '' && wanted !== name) {
    await window.link.request('project:rename', { projectId: id, name: wanted });
  }
}

/** Hides a project from lists, and offers to undo. */
export async function archiveProject(window: ThisWindow, { id, name }: Project): Promise<void> {
  const before = await projectOf(window, undefined);
  await window.link.request('project:archive', { projectId: id });
  void offerUndo(window, { id, name }, before.id === id);
}

/** Not awaited: a notification may stay up for long. */
async function offerUndo(
  window: ThisWindow,
  { id, name }: Pick<Project, 'id' | 'name'>,
  wasCurrent: boolean,
): Promise<void> {
  const undo = vscode.l10n.t('Undo');
  try {
    const message = vscode.l10n.t('Archived the project “{0}”. Switch Project… lists it still.', name);
    if ((await vscode.window.showInformationMessage(message, undo)) !== undo) return;
    await window.link.request('project:unarchive', { projectId: id });
    if (wasCurrent) await switchTo(window, id);
  } catch (error) {
    void showFailure(window, error);
  }
}
