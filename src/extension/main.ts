import * as vscode from 'vscode';
import type { Log } from '../core/ports/log.ts';
import type { Link } from '../gateway/link.ts';
import { activityViewType } from './activity/view-type.ts';
import { registerCommands } from './commands.ts';
import { HistoryView } from './history-view.ts';
import { createWindowLog } from './log.ts';
import { OwnRuns } from './runs/own-runs.ts';
import type { RunPanels } from './runs/run-panels.ts';
import { runsContinue } from './runs/runs-continue.ts';
import { unfinishedRunsKey } from './runs/unfinished-runs.ts';
import { runViewType } from './runs/view-type.ts';
import type { TestApi } from './test-api.ts';
import type { ThisWindow } from './this-window.ts';
import { WindowLink } from './window-link.ts';

/** Calls `load` once, on the first use. */
function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}

async function offerReload(): Promise<void> {
  const reload = vscode.l10n.t('Reload Window');
  const message = vscode.l10n.t('A-B/AI uses another data folder once the window is reloaded.');
  if ((await vscode.window.showInformationMessage(message, reload)) === reload) {
    await vscode.commands.executeCommand('workbench.action.reloadWindow');
  }
}

async function tellRetention(link: Link, log: Log): Promise<void> {
  const { applyRetention } = await import('./retention.ts');
  await applyRetention(link, log);
}

async function loadRunPanels(window: ThisWindow): Promise<RunPanels> {
  const [{ RunPanels }, { runPageHandlers }] = await Promise.all([
    import('./runs/run-panels.ts'),
    import('./runs/page-handlers.ts'),
  ]);
  return new RunPanels(window, { ...(await window.pageHandlers()), ...runPageHandlers(window) });
}

/** Runs that may go on without a word do so when a window opens; those that may not are told of. */
async function goOnWithRuns(window: ThisWindow): Promise<void> {
  try {
    if (window.context.globalState.get(unfinishedRunsKey, false)) await window.link.link();
  } catch (error) {
    window.log.warn('The runs that were under way do not go on yet.', { error });
  }
}

/** VS Code hands `deactivate` nothing, so what it has to close stands here. */
let closeWindow: (() => Promise<void>) | undefined;

/**
 * Registers what package.json promises and loads nothing else: back end, store, providers and panels are chunks of
 * their own, loaded with the first command or when the history comes into view.
 */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  /** What is done before the link closes. */
  const closing: (() => Promise<void>)[] = [];
  const window: ThisWindow = {
    context,
    ownRuns: new OwnRuns(context.workspaceState, () => (runsContinue() ? 'window' : 'none')),
    log: createWindowLog(),
    link: new WindowLink(async () => (await import('./open-window-link.ts')).openWindowLink(window)),
    vault: lazily(async () => (await import('./vault.ts')).createSecretVault(context.secrets)),
    pageHandlers: lazily(async () => (await import('./workbench.ts')).windowHandlers(window)),
    panels: lazily(async () => {
      const panels = new (await import('./panels.ts')).Panels(window);
      closing.push(() => panels.keepSights());
      return panels;
    }),
    codePreviews: lazily(async () => {
      const previews = new (await import('./code/code-previews.ts')).CodePreviews();
      context.subscriptions.push(previews);
      return previews;
    }),
    runPanels: lazily(() => loadRunPanels(window)),
    activityPanel: lazily(async () => {
      const [{ ActivityPanel }, { activityPageHandlers }] = await Promise.all([
        import('./activity/activity-panel.ts'),
        import('./activity/page-handlers.ts'),
      ]);
      return new ActivityPanel(window, { ...(await window.pageHandlers()), ...activityPageHandlers(window) });
    }),
    runWatch: lazily(async () => {
      const watch = new (await import('./runs/run-watch.ts')).RunWatch(window, await window.runPanels());
      context.subscriptions.push(watch);
      return watch;
    }),
  };
  closeWindow = async () => {
    await Promise.allSettled(closing.map((finish) => finish()));
    await window.link.close();
  };
  const history = new HistoryView(window);
  context.subscriptions.push(
    window.log,
    history,
    ...registerCommands(window, history),
    vscode.window.registerWebviewPanelSerializer('abai.comparison', {
      async deserializeWebviewPanel(panel, state) {
        performance.mark('abai/restore-panel'); // Where a benchmark begins to count.
        (await window.panels()).restore(panel, state);
      },
    }),
    vscode.window.registerWebviewPanelSerializer(runViewType, {
      async deserializeWebviewPanel(panel, state) {
        (await window.runPanels()).restore(panel, state);
      },
    }),
    vscode.window.registerWebviewPanelSerializer(activityViewType, {
      async deserializeWebviewPanel(panel) {
        (await window.activityPanel()).restore(panel);
      },
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('abai.dataDirectory')) void offerReload();
      if (change.affectsConfiguration('abai.retentionDays') && window.link.current) {
        void tellRetention(window.link.current, window.log);
      }
    }),
  );
  window.link.onOpened(() => void window.runWatch());
  void goOnWithRuns(window);
  return context.extensionMode === vscode.ExtensionMode.Test ? { window, history } : undefined;
}

/** VS Code waits for this, five seconds at most: what is streaming is saved and the data folder let go. */
export async function deactivate(): Promise<void> {
  await closeWindow?.();
}
