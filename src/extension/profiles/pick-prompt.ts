import * as vscode from 'vscode';
import { AbaiError } from '../../protocol/errors.ts';
import type { ComposerPrompt, SavedPrompt } from '../../protocol/prompts.ts';
import type { ThisWindow } from '../this-window.ts';
import { filledIn } from './ask-values.ts';

type Action = 'insert' | 'save' | 'update' | 'rename' | 'delete';

interface Button extends vscode.QuickInputButton {
  action: Action;
}

interface Item extends vscode.QuickPickItem {
  prompt?: SavedPrompt;
  buttons?: readonly Button[];
}

interface Answer {
  action: Action;
  prompt?: SavedPrompt | undefined;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}

function buttonsOf(canSave: boolean): Button[] {
  const button = (action: Action, icon: string, tooltip: string): Button => ({
    action,
    iconPath: new vscode.ThemeIcon(icon),
    tooltip,
  });
  return [
    ...(canSave ? [button('update', 'save', vscode.l10n.t('Save What Is Written as Its Next Version'))] : []),
    button('rename', 'edit', vscode.l10n.t('Rename Prompt…')),
    button('delete', 'trash', vscode.l10n.t('Delete Prompt…')),
  ];
}

function itemsOf(prompts: readonly SavedPrompt[], canSave: boolean): Item[] {
  return [
    ...prompts.map((prompt) => ({
      label: prompt.name,
      ...(prompt.version > 1 ? { description: vscode.l10n.t('version {0}', prompt.version) } : {}),
      detail: oneLine(prompt.text),
      buttons: buttonsOf(canSave),
      prompt,
    })),
    ...(canSave
      ? [
          { label: '', kind: vscode.QuickPickItemKind.Separator },
          { label: `$(save) ${vscode.l10n.t('Save Prompt…')}`, alwaysShow: true },
        ]
      : []),
  ];
}

function show(items: readonly Item[]): Promise<Answer | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t('Insert Saved Prompt');
  pick.placeholder =
    items.length > 0
      ? vscode.l10n.t('Choose a prompt; type to search in their words')
      : vscode.l10n.t('No prompt is saved yet: write one, then save it here');
  pick.matchOnDetail = true;
  pick.items = items;
  return new Promise<Answer | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item) resolve(item.prompt ? { action: 'insert', prompt: item.prompt } : { action: 'save' });
    });
    pick.onDidTriggerItemButton(({ item, button }) =>
      resolve({ action: (button as Button).action, prompt: item.prompt }),
    );
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}

function askName(title: string, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    placeHolder: vscode.l10n.t('Name of the prompt'),
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Give the prompt a name.') : undefined),
  });
}

function wordsOf({ text, system }: ComposerPrompt): ComposerPrompt {
  return { text, ...(system && system.trim() !== '' ? { system } : {}) };
}

/** A name that is taken makes a new version of that prompt, after a question. */
async function savePrompt({ link }: ThisWindow, current: ComposerPrompt): Promise<void> {
  const suggested = oneLine(current.text).slice(0, 60);
  const name = (await askName(vscode.l10n.t('Save Prompt'), suggested))?.trim();
  if (!name) return;
  try {
    await link.request('prompt:save', { name, ...wordsOf(current) });
  } catch (error) {
    const taken = error instanceof AbaiError && error.code === 'conflict' && error.details?.promptId;
    if (typeof taken !== 'string') throw error;
    const save = vscode.l10n.t('Save New Version');
    const message = vscode.l10n.t('There is a prompt “{0}” already. Make this its next version?', name);
    if ((await vscode.window.showWarningMessage(message, { modal: true }, save)) !== save) return;
    await link.request('prompt:save', { name, ...wordsOf(current), promptId: taken });
  }
}

async function renamePrompt({ link }: ThisWindow, prompt: SavedPrompt): Promise<void> {
  const name = (await askName(vscode.l10n.t('Rename Prompt'), prompt.name))?.trim();
  if (!name || name === prompt.name) return;
  await link.request('prompt:save', { ...wordsOf(prompt), promptId: prompt.id, name });
}

async function deletePrompt({ link }: ThisWindow, { id, name }: SavedPrompt): Promise<void> {
  const remove = vscode.l10n.t('Delete');
  const message = vscode.l10n.t('Delete the prompt “{0}” with all its versions?', name);
  const detail = vscode.l10n.t('Comparisons and runs that used it keep its words.');
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, remove)) !== remove) return;
  await link.request('prompt:delete', { promptId: id });
}

/**
 * Lets a person choose a prompt of the library, or save `current` there, and see to them on the way. `template`: the
 * prompt keeps its `{{name}}`, else their values are asked for. Undefined when dismissed, or when something was saved.
 */
export async function pickPrompt(
  window: ThisWindow,
  current: ComposerPrompt,
  template = false,
): Promise<ComposerPrompt | undefined> {
  const canSave = current.text.trim() !== '';
  for (;;) {
    const answer = await show(itemsOf(await window.link.request('prompt:list', {}), canSave));
    if (!answer) return undefined;
    const { action, prompt } = answer;
    if (!prompt) {
      await savePrompt(window, current);
      return undefined;
    }
    if (action === 'rename') await renamePrompt(window, prompt);
    else if (action === 'delete') await deletePrompt(window, prompt);
    else if (action === 'update') {
      const { id: promptId, name } = prompt;
      await window.link.request('prompt:save', { ...wordsOf(current), promptId, name });
      return undefined;
    } else {
      const text = template ? prompt.text : await filledIn(prompt.text);
      if (text === undefined) continue;
      await window.link.request('prompt:use', { promptId: prompt.id });
      return { text, ...(prompt.system === undefined ? {} : { system: prompt.system }) };
    }
  }
}
