import * as vscode from 'vscode';
import { modelReference } from '../core/model-reference.ts';
import { setApiKey } from './api-keys.ts';
import { type ModelGroup, type ModelRow, modelGroups, type RowWords, stillThere } from './model-rows.ts';
import type { ThisWindow } from './this-window.ts';

const rememberedKey = 'abai.models';

interface Item extends vscode.QuickPickItem {
  row?: ModelRow;
}

/** The models chosen last, as `provider:id`; for a newcomer the demo's, which answer without a key. */
export async function usualModels(window: ThisWindow): Promise<string[]> {
  const value: unknown = window.context.globalState.get(rememberedKey);
  if (Array.isArray(value)) return value.filter((model) => typeof model === 'string');
  const models = await window.link.request('models:get-all', {});
  return models.filter(({ provider }) => provider === 'demo').map(modelReference);
}

function itemsOf(groups: readonly ModelGroup[]): Item[] {
  return groups.flatMap((group) => [
    { label: group.provider, kind: vscode.QuickPickItemKind.Separator },
    ...group.rows.map((row) => ({
      label: row.missingKey ? `$(key) ${row.name}` : row.name,
      description: row.reference,
      detail: row.detail,
      row,
    })),
  ]);
}

function rowWords(): RowWords {
  return {
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
  return modelGroups(models, providers, rowWords());
}

/** Resolves with the chosen rows, 'set-key' when the button was pressed, undefined when dismissed. */
function show(
  groups: readonly ModelGroup[],
  selected: ReadonlySet<string>,
): Promise<ModelRow[] | 'set-key' | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t('Compare Across Models');
  pick.placeholder = vscode.l10n.t('Choose the models to ask; type to filter');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.buttons = [{ iconPath: new vscode.ThemeIcon('key'), tooltip: vscode.l10n.t('Set API Key…') }];
  pick.items = itemsOf(groups);
  pick.selectedItems = pick.items.filter((item) => item.row && selected.has(item.row.reference));
  return new Promise<ModelRow[] | 'set-key' | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const rows = pick.selectedItems.flatMap((item) => (item.row ? [item.row] : []));
      if (rows.length > 0) resolve(rows);
      else pick.title = vscode.l10n.t('Compare Across Models: choose at least one');
    });
    pick.onDidTriggerButton(() => resolve('set-key'));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}

/**
 * Lets a person choose models, beginning with `selected` or those chosen last. Models without a key lead to setting it;
 * who does not set one comes back to the list. Undefined when dismissed.
 */
export async function pickModels(
  window: ThisWindow,
  selected?: readonly string[],
): Promise<string[] | undefined> {
  let groups = await loadGroups(window);
  const { known, gone } = stillThere(selected ?? (await usualModels(window)), groups);
  if (gone.length > 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Left out, because no provider offers it any more: {0}.', gone.join(', ')),
    );
  }
  let wanted = new Set(known);
  for (;;) {
    const answer = await show(groups, wanted);
    if (answer === undefined) return undefined;
    if (answer === 'set-key') {
      await setApiKey(window);
    } else {
      const missing = [...new Set(answer.flatMap((row) => row.missingKey ?? []))];
      const references = answer.map((row) => row.reference);
      wanted = new Set(references);
      let allSet = true;
      for (const name of missing) allSet = (await setApiKey(window, name)) && allSet;
      if (allSet) {
        await window.context.globalState.update(rememberedKey, references);
        return references;
      }
    }
    groups = await loadGroups(window);
  }
}
