import * as vscode from 'vscode';
import type { ComparisonNode } from './history-items.ts';
import { isComparisonNode } from './history-tree.ts';
import { type HistoryView, historyViewId } from './history-view.ts';
import { projectTable } from './projects/project-table.ts';
import { isRunNode, type RunNode } from './runs/run-item.ts';
import type { ThisWindow } from './this-window.ts';

type Run = (...args: unknown[]) => Promise<unknown> | unknown;

type Entry = ComparisonNode | RunNode;

function isEntry(value: unknown): value is Entry {
  return isComparisonNode(value) || isRunNode(value);
}

/** What a tree command is about: the item it was called on with those selected beside it, else the selection. */
function targets(history: HistoryView, [item, items]: unknown[]): Entry[] {
  if (Array.isArray(items) && items.length > 0) return items.filter(isEntry);
  return isEntry(item) ? [item] : history.selected();
}

/** The commands on runs of the history, each on every run that is meant. */
function runTable(window: ThisWindow, history: HistoryView): Record<string, Run> {
  type Actions = typeof import('./runs/run-actions.ts');
  const each =
    (action: (actions: Actions, run: RunNode['run']) => Promise<void>): Run =>
    async (...args) => {
      const actions = await import('./runs/run-actions.ts');
      for (const node of targets(history, args)) if (isRunNode(node)) await action(actions, node.run);
    };
  return {
    'abai.run.pause': each(({ pauseRun }, run) => pauseRun(window, run)),
    'abai.run.resume': each(({ resumeRun }, run) => resumeRun(window, run)),
    'abai.run.cancel': each(({ cancelRun }, run) => cancelRun(window, run)),
    'abai.run.retryFailed': each(({ retryFailed }, run) => retryFailed(window, run)),
    'abai.run.export': async (...args) => {
      const [node] = targets(history, args.slice(0, 1));
      if (isRunNode(node)) await (await import('./runs/export-run.ts')).exportRun(window, node.run.id);
    },
  };
}

/** The commands of package.json. Each loads its code when it is run. */
function commandTable(window: ThisWindow, history: HistoryView): Record<string, Run> {
  const compare = () => import('./compare.ts');
  const keys = () => import('./api-keys.ts');
  const items = () => import('./history-commands.ts');
  const data = () => import('./data-commands.ts');
  return {
    'abai.compareSelection': async () => (await compare()).compareSelection(window),
    'abai.newComparison': async () => (await compare()).newComparison(window),
    'abai.askAbout': async (given, selected) =>
      (await import('./attachments/ask-about.ts')).askAbout(window, given, selected),
    'abai.runBatch': async (given, selected) =>
      (await import('./runs/run-batch.ts')).runBatch(window, given, selected),
    'abai.showRuns': async () => (await import('./runs/show-runs.ts')).showRuns(window),
    'abai.showActivity': async (what) =>
      (await import('./activity/show-activity.ts')).showActivity(window, what),
    'abai.showStandings': async () => (await window.panels()).standings(),
    'abai.setApiKey': async (provider) =>
      (await keys()).setApiKey(window, typeof provider === 'string' ? provider : undefined),
    'abai.removeApiKey': async () => (await keys()).removeApiKey(window),
    'abai.manageLocalModels': async () => (await import('./local-models.ts')).manageLocalModels(window),
    'abai.testConnection': async (provider) =>
      (await import('./test-connection.ts')).testConnection(
        window,
        typeof provider === 'string' ? provider : undefined,
      ),
    'abai.refreshModels': async () => (await import('./refresh-models.ts')).refreshModels(window),
    'abai.configureProvider': async (provider) =>
      (await import('./configure-provider.ts')).configureProvider(
        window,
        typeof provider === 'string' ? provider : undefined,
      ),
    'abai.applyCode': async (uri) => (await window.codePreviews()).apply(uri),
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
      for (const node of targets(history, args.slice(0, 1))) await (await items()).openEntry(window, node);
    },
    'abai.history.rename': async (...args) => {
      const [node] = targets(history, args.slice(0, 1));
      if (node) await (await items()).renameEntry(window, node);
    },
    'abai.history.copyPrompt': async (...args) => {
      const [node] = targets(history, args.slice(0, 1));
      if (node) await (await import('./history-sharing.ts')).copyPrompt(window, node);
    },
    'abai.history.compareAgain': async (...args) => {
      const [node] = targets(history, args.slice(0, 1));
      if (isComparisonNode(node)) await (await import('./history-sharing.ts')).compareAgain(window, node);
    },
    'abai.history.exportComparison': async (...args) => {
      const [node] = targets(history, args.slice(0, 1));
      if (isComparisonNode(node)) await (await import('./history-sharing.ts')).exportComparison(window, node);
    },
    'abai.history.delete': async (...args) => (await items()).deleteEntries(window, targets(history, args)),
    'abai.profiles': async () => (await import('./profiles/start-with-profile.ts')).startWithProfile(window),
    ...projectTable(window),
    ...runTable(window, history),
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
        return undefined;
      }
    }),
  );
}
