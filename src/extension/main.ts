import * as vscode from 'vscode';
import type { Log } from '../core/ports/log.ts';
import type { Link } from '../gateway/link.ts';
import { registerCommands } from './commands.ts';
import { HistoryView } from './history-view.ts';
import { createWindowLog } from './log.ts';
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

/** VS Code hands `deactivate` nothing, so what it has to close stands here. */
let closeWindow: (() => Promise<void>) | undefined;

/**
 * Registers what package.json promises and loads nothing else: back end, store, providers and panels are chunks of
 * their own, loaded with the first command or when the history comes into view.
 */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const window: ThisWindow = {
    context,
    log: createWindowLog(),
    link: new WindowLink(async () => (await import('./open-window-link.ts')).openWindowLink(window)),
    vault: lazily(async () => (await import('./vault.ts')).createSecretVault(context.secrets)),
    panels: lazily(async () => new (await import('./panels.ts')).Panels(window)),
  };
  closeWindow = () => window.link.close();
  const history = new HistoryView(window);
  context.subscriptions.push(
    window.log,
    history,
    ...registerCommands(window, history),
    vscode.window.registerWebviewPanelSerializer('abai.comparison', {
      async deserializeWebviewPanel(panel, state) {
        (await window.panels()).restore(panel, state);
      },
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('abai.dataDirectory')) void offerReload();
      if (change.affectsConfiguration('abai.retentionDays') && window.link.current) {
        void tellRetention(window.link.current, window.log);
      }
    }),
  );
  return context.extensionMode === vscode.ExtensionMode.Test ? { window, history } : undefined;
}

/** VS Code waits for this, five seconds at most: what is streaming is saved and the data folder let go. */
export async function deactivate(): Promise<void> {
  await closeWindow?.();
}
