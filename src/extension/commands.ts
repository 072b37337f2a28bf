import * as vscode from 'vscode';
import type { ComparisonNode } from './history-items.ts';
import { isComparisonNode } from './history-tree.ts';
import { type HistoryView, historyViewId } from './history-view.ts';
import type { ThisWindow } from './this-window.ts';

type Run = (...args: unknown[]) => Promise<unknown> | unknown;

/** What a tree command is about: the item it was called on with those selected beside it, else the selection. */
function targets(history: HistoryView, [item, items]: unknown[]): ComparisonNode[] {
  if (Array.isArray(items) && items.length > 0) return items.filter(isComparisonNode);
  return isComparisonNode(item) ? [item] : history.selected();
}

/** The commands of package.json. Each loads its code when it is run. */
function commandTable(window: ThisWindow, history: HistoryView): Record<string, Run> {
  const compare = () => import('./compare.ts');
  const keys = () => import('./api-keys.ts');
  const items = () => import('./history-commands.ts');
  const data = () => import('./data-commands.ts');
  const providers = () => import('./providers.ts');
  return {
    'abai.compareSelection': async () => (await compare()).compareSelection(window),
    'abai.newComparison': async () => (await compare()).newComparison(window),
    'abai.setApiKey': async (provider) =>
      (await keys()).setApiKey(window, typeof provider === 'string' ? provider : undefined),
    'abai.removeApiKey': async () => (await keys()).removeApiKey(window),
    'abai.manageLocalModels': async () => (await import('./local-models.ts')).manageLocalModels(window),
    'abai.testConnection': async (provider) =>
      (await providers()).testConnection(window, typeof provider === 'string' ? provider : undefined),
    'abai.refreshModels': async () => (await providers()).refreshModels(window),
    'abai.configureProvider': async () => (await providers()).configureProvider(window),
    'abai.showHistory': () => vscode.commands.executeCommand(`${historyViewId}.focus`),
    'abai.showLog': () => window.log.show(),
    'abai.takeOverDataFolder': async () => (await items()).takeOverDataFolder(window),
    'abai.searchHistory': async () => (await import('./search-history.ts')).searchHistory(window),
    'abai.backUpData': async () => (await data()).backUpData(window),
    'abai.restoreData': async () => (await data()).restoreData(window),
    'abai.exportProject': async () => (await data()).exportProject(window),
    'abai.importProject': async () => (await data()).importProject(window),
    'abai.showStorage': async () => (await data()).showStorage(window),
    'abai.deleteAllData': async () => (await data()).deleteAllData(window),
    'abai.history.refresh': () => history.reload(),
    'abai.history.loadMore': (node) => history.loadMore((node as { projectId: string }).projectId),
    'abai.history.open': async (...args) => {
      for (const node of targets(history, args.slice(0, 1)))
        await (await items()).openComparison(window, node);
    },
    'abai.history.rename': async (...args) => {
      const [node] = targets(history, args.slice(0, 1));
      if (node) await (await items()).renameComparison(window, node);
    },
    'abai.history.delete': async (...args) =>
      (await items()).deleteComparisons(window, targets(history, args)),
  };
}

/** Registers every command; what one throws is shown as a sentence. */
export function registerCommands(window: ThisWindow, history: HistoryView): vscode.Disposable[] {
  return Object.entries(commandTable(window, history)).map(([name, run]) =>
    vscode.commands.registerCommand(name, async (...args: unknown[]) => {
      try {
        return await run(...args);
      } catch (error) {
        const { showFailure } = await import('./show-failure.ts');
        void showFailure(window, error);
      }
    }),
  );
}
