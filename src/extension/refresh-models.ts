import * as vscode from 'vscode';
import { said } from './said.ts';
import type { ThisWindow } from './this-window.ts';

/** Asks the vendors for their lists; says how many models are new and who could not list. */
export async function refreshModels(window: ThisWindow): Promise<void> {
  const { added, failures } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Refreshing the model list…') },
    () => window.link.request('models:refresh', {}),
  );
  const news = added === 1 ? vscode.l10n.t('1 new model.') : vscode.l10n.t('{0} new models.', added);
  const failed = failures.map(({ provider, message }) => `${provider}: ${said(message)}`);
  if (failed.length === 0) void vscode.window.showInformationMessage(news);
  else void vscode.window.showWarningMessage([news, ...failed].join(' '));
}
