import * as vscode from 'vscode';
import type { Params } from '../../protocol/methods.ts';
import type { Project } from '../../protocol/projects.ts';
import { pickModels } from '../model-picker.ts';
import type { ThisWindow } from '../this-window.ts';
import { projectOf } from './project-actions.ts';

type Patch = Params<'project:update-settings'>['settings'];
type Part = keyof Project['settings'];

interface Item extends vscode.QuickPickItem {
  part: Part;
}

interface Answer {
  part: Part;
  remove: boolean;
}

function usd(amount: number): string {
  return new Intl.NumberFormat(vscode.env.language, { style: 'currency', currency: 'USD' }).format(amount);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

async function itemsOf({ link }: ThisWindow, { id, settings }: Project): Promise<Item[]> {
  const { spentUsd, unknownCosts } = await link.request('project:budget', { projectId: id });
  const remove = [{ iconPath: new vscode.ThemeIcon('discard'), tooltip: vscode.l10n.t('Remove') }];
  const spent =
    unknownCosts === 0
      ? vscode.l10n.t('{0} spent this month', usd(spentUsd))
      : vscode.l10n.t('{0} spent this month, and {1} calls of unknown cost', usd(spentUsd), unknownCosts);
  return [
    {
      part: 'defaultModels',
      label: `$(sparkle) ${vscode.l10n.t('Default Models')}`,
      detail: settings.defaultModels?.join(', ') ?? vscode.l10n.t('None: those that were chosen last'),
      ...(settings.defaultModels ? { buttons: remove } : {}),
    },
    {
      part: 'systemPrompt',
      label: `$(comment) ${vscode.l10n.t('System Prompt')}`,
      detail: settings.systemPrompt ? oneLine(settings.systemPrompt) : vscode.l10n.t('None'),
      ...(settings.systemPrompt ? { buttons: remove } : {}),
    },
    {
      part: 'budgetUsd',
      label: `$(credit-card) ${vscode.l10n.t('Budget for a Month')}`,
      ...(settings.budgetUsd ? { description: usd(settings.budgetUsd) } : {}),
      detail: settings.budgetUsd ? spent : `${vscode.l10n.t('None')} · ${spent}`,
      ...(settings.budgetUsd ? { buttons: remove } : {}),
    },
  ];
}

function show(title: string, items: readonly Item[], active: Part | undefined): Promise<Answer | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = title;
  pick.placeholder = vscode.l10n.t('What new comparisons and runs begin with, and what a month may cost');
  pick.items = items;
  if (active) pick.activeItems = items.filter(({ part }) => part === active);
  return new Promise<Answer | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen) resolve({ part: chosen.part, remove: false });
    });
    pick.onDidTriggerItemButton(({ item }) => resolve({ part: item.part, remove: true }));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}

async function askModels(window: ThisWindow, { settings }: Project): Promise<Patch | undefined> {
  const defaultModels = await pickModels(window, settings.defaultModels, {
    title: vscode.l10n.t('Default Models'),
  });
  return defaultModels && { defaultModels };
}

/** A single line in an input box; a longer text is taken from an editor, where it can be written. */
async function askSystemPrompt({ settings }: Project): Promise<Patch | 'leave' | undefined> {
  const present = settings.systemPrompt ?? '';
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection.isEmpty ? undefined : editor.selection) ?? '';
  const write = { label: `$(edit) ${vscode.l10n.t('Write One Line…')}` };
  const take = {
    label: `$(file-text) ${vscode.l10n.t('Take It from the Editor')}`,
    detail: oneLine(selected).slice(0, 200),
  };
  const open = { label: `$(go-to-file) ${vscode.l10n.t('Open the Present One in an Editor')}` };
  const ways = [write, ...(selected.trim() === '' ? [] : [take]), ...(present === '' ? [] : [open])];
  const way = ways.length === 1 ? write : await vscode.window.showQuickPick(ways);
  if (way === take) return { systemPrompt: selected };
  if (way === open) {
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ content: present, language: 'markdown' }),
    );
    return 'leave';
  }
  if (way !== write) return undefined;
  const written = await vscode.window.showInputBox({
    title: vscode.l10n.t('System Prompt'),
    prompt: vscode.l10n.t('What every model is told before the prompt. Empty for none.'),
    ...(present.includes('\n') ? {} : { value: present }),
  });
  if (written === undefined) return undefined;
  return { systemPrompt: written.trim() === '' ? null : written };
}

function amountOf(text: string): number | undefined {
  const amount = Number(text.trim().replace(/^\$\s*/, ''));
  return Number.isFinite(amount) && amount > 0 ? amount : undefined;
}

async function askBudget({ settings }: Project): Promise<Patch | undefined> {
  const written = await vscode.window.showInputBox({
    title: vscode.l10n.t('Budget for a Month'),
    prompt: vscode.l10n.t(
      'In USD. Nothing is stopped there: you are told at 80 % and at 100 %. Empty for none.',
    ),
    value: settings.budgetUsd === undefined ? '' : String(settings.budgetUsd),
    validateInput: (text) =>
      text.trim() === '' || amountOf(text) !== undefined
        ? undefined
        : vscode.l10n.t('Write an amount above 0, such as 20 or 12.50.'),
  });
  if (written === undefined) return undefined;
  return { budgetUsd: amountOf(written) ?? null };
}

/** Shows a project's settings one below the other; each is asked for in turn, until the list is left. */
export async function projectSettings(window: ThisWindow, projectId: string | undefined): Promise<void> {
  let project = await projectOf(window, projectId);
  let active: Part | undefined;
  for (;;) {
    const title = vscode.l10n.t('Settings of “{0}”', project.name);
    const answer = await show(title, await itemsOf(window, project), active);
    if (!answer) return;
    active = answer.part;
    const settings = answer.remove
      ? { [answer.part]: null }
      : await (answer.part === 'defaultModels'
          ? askModels(window, project)
          : answer.part === 'systemPrompt'
            ? askSystemPrompt(project)
            : askBudget(project));
    if (settings === 'leave') return;
    if (settings) {
      project = await window.link.request('project:update-settings', { projectId: project.id, settings });
    }
  }
}
