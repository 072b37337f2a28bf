import * as vscode from 'vscode';
import type { Project } from '../../protocol/projects.ts';
import type { ThisWindow } from '../this-window.ts';
import { archiveProject, newProject, projectOf, renameProject, switchTo } from './project-actions.ts';
import { projectSettings } from './project-settings.ts';

type Action = 'open' | 'new' | 'rename' | 'archive' | 'settings';

interface Item extends vscode.QuickPickItem {
  project?: Project;
  buttons?: readonly Button[];
}

interface Button extends vscode.QuickInputButton {
  action: Action;
}

interface Answer {
  action: Action;
  project?: Project | undefined;
}

function buttonsOf(project: Project): Button[] {
  if (project.archivedAt !== undefined) return [];
  return [
    { action: 'rename', iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Rename Project…') },
    {
      action: 'settings',
      iconPath: new vscode.ThemeIcon('gear'),
      tooltip: vscode.l10n.t('Project Settings…'),
    },
    {
      action: 'archive',
      iconPath: new vscode.ThemeIcon('archive'),
      tooltip: vscode.l10n.t('Archive Project'),
    },
  ];
}

function itemOf(project: Project, current: string): Item {
  return {
    label: `${project.id === current ? '$(check)' : '$(blank)'} ${project.name}`,
    ...(project.id === current ? { description: vscode.l10n.t('current') } : {}),
    ...(project.description ? { detail: project.description } : {}),
    buttons: buttonsOf(project),
    project,
  };
}

function itemsOf(projects: readonly Project[], current: string): Item[] {
  const archived = projects.filter(({ archivedAt }) => archivedAt !== undefined);
  return [
    ...projects
      .filter(({ archivedAt }) => archivedAt === undefined)
      .map((project) => itemOf(project, current)),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: `$(add) ${vscode.l10n.t('New Project…')}`, alwaysShow: true },
    ...(archived.length > 0
      ? [
          {
            label: vscode.l10n.t('archived: choose one to take it out of the archive'),
            kind: vscode.QuickPickItemKind.Separator,
          },
          ...archived.map((project) => itemOf(project, current)),
        ]
      : []),
  ];
}

/** Resolves with what was chosen, or undefined. */
function show(items: readonly Item[], active: string | undefined): Promise<Answer | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t('Switch Project');
  pick.placeholder = vscode.l10n.t('The project that new comparisons and runs go to');
  pick.matchOnDetail = true;
  pick.items = items;
  pick.activeItems = items.filter(({ project }) => project !== undefined && project.id === active);
  return new Promise<Answer | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen) resolve(chosen.project ? { action: 'open', project: chosen.project } : { action: 'new' });
    });
    pick.onDidTriggerItemButton(({ item, button }) =>
      resolve({ action: (button as Button).action, project: item.project }),
    );
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}

/** Lets a person choose the current project, and see to the others on the way: the list comes back after that. */
export async function switchProject(window: ThisWindow): Promise<void> {
  let active: string | undefined;
  for (;;) {
    const [projects, current] = await Promise.all([
      window.link.request('project:list', { archived: true }),
      projectOf(window, undefined),
    ]);
    const answer = await show(itemsOf(projects, current.id), active ?? current.id);
    if (!answer) return;
    const { action, project } = answer;
    active = project?.id;
    if (action === 'new' || !project) {
      await newProject(window);
      return;
    }
    if (action === 'open') {
      if (project.archivedAt !== undefined) {
        await window.link.request('project:unarchive', { projectId: project.id });
      }
      await switchTo(window, project.id);
      return;
    }
    if (action === 'rename') await renameProject(window, project);
    else if (action === 'settings') await projectSettings(window, project.id);
    else await archiveProject(window, project);
  }
}
