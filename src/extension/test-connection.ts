import * as vscode from 'vscode';
import { AbaiError } from '../protocol/errors.ts';
import { setApiKey } from './api-keys.ts';
import { pickProvider } from './pick-provider.ts';
import { said } from './said.ts';
import type { ThisWindow } from './this-window.ts';

/** Calls a provider and says in a sentence what was reached or what is wrong. */
export async function testConnection(window: ThisWindow, given?: string): Promise<void> {
  const title = vscode.l10n.t('Test Connection');
  const provider = given ?? (await pickProvider(window, title));
  if (!provider) return;
  const result = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Testing {0}…', provider),
      cancellable: true,
    },
    (_progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return window.link.request('providers:test', { provider }, abort.signal).catch((error: unknown) => {
        if (error instanceof AbaiError && error.code === 'cancelled') return undefined;
        throw error;
      });
    },
  );
  if (!result) return;
  const text = `${provider}: ${said(result.message)}`;
  if (result.status === 'connected') {
    void vscode.window.showInformationMessage(text);
    return;
  }
  const setKey = vscode.l10n.t('Set API Key…');
  const configure = vscode.l10n.t('Configure…');
  const answer = await vscode.window.showErrorMessage(text, setKey, configure);
  if (answer === setKey) await setApiKey(window, provider);
  if (answer === configure) await vscode.commands.executeCommand('abai.configureProvider', provider);
}
