import * as vscode from 'vscode';
import type { ModelUse } from '../protocol/page.ts';
import { setApiKey } from './api-keys.ts';
import { type ModelGroup, type ModelRow, modelGroups, type RowWords, stillThere } from './model-rows.ts';
import { refreshModels } from './refresh-models.ts';
import { said } from './said.ts';
import type { ThisWindow } from './this-window.ts';
import { rememberModels, usualModels } from './usual-models.ts';

const favouritesKey = 'abai.favouriteModels';

interface Item extends vscode.QuickPickItem {
  row?: ModelRow;
}

/** What the list was left with. */
interface Answer {
  rows: ModelRow[];
  pressed?: 'set-key' | 'refresh' | 'favourite';
  /** The model whose star was pressed. */
  reference?: string;
}

function itemsOf(groups: readonly ModelGroup[]): Item[] {
  return groups.flatMap((group) => [
    { label: group.provider, kind: vscode.QuickPickItemKind.Separator },
    ...group.rows.map((row) => ({
      label: row.missingKey ? `$(key) ${row.name}` : row.name,
      description: row.reference,
      detail: row.detail,
      buttons: [starButton(row.favourite)],
      row,
    })),
  ]);
}

function starButton(favourite: boolean): vscode.QuickInputButton {
  return favourite
    ? { iconPath: new vscode.ThemeIcon('star-full'), tooltip: vscode.l10n.t('Remove from favourites') }
    : { iconPath: new vscode.ThemeIcon('star-empty'), tooltip: vscode.l10n.t('Add to favourites') };
}

function favouriteModels(window: ThisWindow): Set<string> {
  const value: unknown = window.context.globalState.get(favouritesKey);
  return new Set(Array.isArray(value) ? value.filter((model) => typeof model === 'string') : []);
}

async function toggleFavourite(window: ThisWindow, reference: string): Promise<void> {
  const favourites = favouriteModels(window);
  if (!favourites.delete(reference)) favourites.add(reference);
  await window.context.globalState.update(favouritesKey, [...favourites]);
}

function rowWords(): RowWords {
  return {
    favourites: vscode.l10n.t('Favourites'),
    installed: vscode.l10n.t('installed'),
    loaded: vscode.l10n.t('in memory'),
    needsKey: vscode.l10n.t('needs an API key: accept to set it'),
    notReady: vscode.l10n.t('not ready'),
    free: vscode.l10n.t('free'),
    priceUnknown: vscode.l10n.t('price unknown'),
    context: (tokens) => vscode.l10n.t('{0} context', tokens),
    price: (input, output) => vscode.l10n.t('{0} in, {1} out per million tokens', `$${input}`, `$${output}`),
  };
}

async function loadGroups(window: ThisWindow): Promise<ModelGroup[]> {
  const [models, providers] = await Promise.all([
    window.link.request('models:get-all', {}),
    window.link.request('providers:list', {}),
  ]);
  const states = providers.map((state) =>
    state.reason === undefined ? state : { ...state, reason: said(state.reason) },
  );
  return modelGroups(models, states, rowWords(), favouriteModels(window));
}

/** Resolves with the chosen rows, with the button that was pressed and what was chosen by then, or undefined. */
function show(
  groups: readonly ModelGroup[],
  selected: ReadonlySet<string>,
  title = vscode.l10n.t('Compare Across Models'),
): Promise<Answer | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = title;
  pick.placeholder = vscode.l10n.t('Choose the models to ask; type to filter');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  const setKey = { iconPath: new vscode.ThemeIcon('key'), tooltip: vscode.l10n.t('Set API Key…') };
  const refresh = { iconPath: new vscode.ThemeIcon('refresh'), tooltip: vscode.l10n.t('Refresh Models') };
  pick.buttons = [refresh, setKey];
  pick.items = itemsOf(groups);
  pick.selectedItems = pick.items.filter((item) => item.row && selected.has(item.row.reference));
  const chosen = () => pick.selectedItems.flatMap((item) => (item.row ? [item.row] : []));
  return new Promise<Answer | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const rows = chosen();
      if (rows.length > 0) resolve({ rows });
      else pick.title = vscode.l10n.t('{0}: choose at least one', title);
    });
    pick.onDidTriggerButton((button) =>
      resolve({ rows: chosen(), pressed: button === refresh ? 'refresh' : 'set-key' }),
    );
    pick.onDidTriggerItemButton(({ item }) => {
      if (item.row) resolve({ rows: chosen(), pressed: 'favourite', reference: item.row.reference });
    });
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}

/**
 * Lets a person choose models, beginning with `selected` or those chosen last. Models without a key lead to setting it;
 * who does not set one comes back to the list. Undefined when dismissed. They are remembered as chosen last for their use;
 * those for no use, as a project's default models, are not.
 */
export async function pickModels(
  window: ThisWindow,
  selected?: readonly string[],
  { title, use }: { title?: string; use?: ModelUse | undefined } = { use: 'comparison' },
): Promise<string[] | undefined> {
  let groups = await loadGroups(window);
  const { known, gone } = stillThere(selected ?? (await usualModels(window, use)), groups);
  if (gone.length > 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Left out, because no provider offers it any more: {0}.', gone.join(', ')),
    );
  }
  let wanted = new Set(known);
  for (;;) {
    const answer = await show(groups, wanted, title);
    if (answer === undefined) return undefined;
    const references = answer.rows.map((row) => row.reference);
    wanted = new Set(references);
    if (answer.pressed === 'set-key') await setApiKey(window);
    else if (answer.pressed === 'refresh') await refreshModels(window);
    else if (answer.reference !== undefined) await toggleFavourite(window, answer.reference);
    else {
      const missing = [...new Set(answer.rows.flatMap((row) => row.missingKey ?? []))];
      let allSet = true;
      for (const name of missing) allSet = (await setApiKey(window, name)) && allSet;
      if (allSet) {
        if (use !== undefined) rememberModels(window, use, references);
        return references;
      }
    }
    groups = await loadGroups(window);
  }
}
