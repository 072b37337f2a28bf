import * as vscode from 'vscode';
import { toAbaiError } from '../protocol/errors.ts';
import { said } from './said.ts';
import type { ThisWindow } from './this-window.ts';

/** Tells a person what went wrong, with what they can do about it. What they cancelled themselves is no news. */
export async function showFailure(window: ThisWindow, thrown: unknown): Promise<void> {
  const error = toAbaiError(thrown);
  if (error.code === 'cancelled') return;
  window.log.error(error.message, { code: error.code, ...(error.cause ? { cause: error.cause } : {}) });
  const setKey = vscode.l10n.t('Set API Key…');
  const openSettings = vscode.l10n.t('Open Settings');
  const showLog = vscode.l10n.t('Show Log');
  const unopened = error.details?.unopened;
  if (typeof unopened === 'string') {
    const { offerWaysOut } = await import('./ways-out.ts');
    await offerWaysOut(window, said(error.message), unopened);
    return;
  }
  const actions =
    error.code === 'auth'
      ? [setKey]
      : /\bsettings?\b|\babai\.\w/i.test(error.message)
        ? [openSettings, showLog]
        : [showLog];
  const chosen = await vscode.window.showErrorMessage(said(error.message), ...actions);
  if (chosen === setKey) await vscode.commands.executeCommand('abai.setApiKey', error.details?.provider);
  if (chosen === openSettings) await vscode.commands.executeCommand('workbench.action.openSettings', 'abai.');
  if (chosen === showLog) window.log.show();
}
