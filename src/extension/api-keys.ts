import * as vscode from 'vscode';
import type { ProviderState } from '../protocol/models.ts';
import type { ThisWindow } from './this-window.ts';
import { currentEndpoints } from './window-settings.ts';

interface KeyItem extends vscode.QuickPickItem {
  state: ProviderState;
}

/** What is wrong with a key as it was typed, or undefined. A key that is only unusual is the vendor's to refuse. */
export function keyProblem(text: string): string | undefined {
  const key = text.trim();
  if (key === '') return vscode.l10n.t('Paste the key.');
  if (/[^\x21-\x7e]/.test(key)) {
    return vscode.l10n.t('A key has no spaces, line breaks or accented letters. Copy it again.');
  }
  return undefined;
}

function stateLabel(state: ProviderState): string {
  if (state.keyHint === undefined) return vscode.l10n.t('no key yet');
  return state.keyHint === '' ? vscode.l10n.t('key set') : vscode.l10n.t('key …{0}', state.keyHint);
}

/** Providers that take a key, and the named endpoints of the settings. */
async function keyedProviders(window: ThisWindow): Promise<ProviderState[]> {
  const states = (await window.link.request('providers:list', {})).filter((state) => state.id !== 'demo');
  const listed = new Set(states.map((state) => state.id));
  const hints = await (await window.vault()).hints();
  const named = Object.keys(currentEndpoints())
    .filter((name) => name.includes(':') && !listed.has(name))
    .map((name): ProviderState => {
      const keyHint = hints[name];
      return { id: name, name, needsKey: false, ready: true, ...(keyHint === undefined ? {} : { keyHint }) };
    });
  return [...states.filter((state) => state.needsKey || state.keyHint !== undefined), ...named];
}

async function pickProvider(
  window: ThisWindow,
  title: string,
  wanted: (state: ProviderState) => boolean,
): Promise<ProviderState | undefined> {
  const states = (await keyedProviders(window)).filter(wanted);
  const { providers: origins } = await window.link.request('settings:load', {});
  const items = states.map((state): KeyItem => {
    const origin = origins[state.id]?.origin;
    return {
      label: state.name,
      description: stateLabel(state),
      ...(origin ? { detail: origin } : {}),
      state,
    };
  });
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Choose the provider'),
  });
  return chosen?.state;
}

/**
 * Asks for a provider's key, and before that for the provider when none is named, and keeps it in VS Code's secret
 * storage for the provider's present address.
 *
 * @returns whether a key was saved.
 */
export async function setApiKey(window: ThisWindow, provider?: string): Promise<boolean> {
  const title = vscode.l10n.t('Set API Key');
  const state = provider
    ? (await keyedProviders(window)).find(({ id }) => id === provider)
    : await pickProvider(window, title, () => true);
  const name = state?.id ?? provider;
  if (!name) return false;
  const label = state?.name ?? name;
  const { providers } = await window.link.request('settings:load', {});
  const origin = providers[name]?.origin ?? providers[name.split('#')[0]!]?.origin;
  if (!origin) {
    const open = vscode.l10n.t('Open Settings');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Set the base URL of {0} first: a key is saved for one address only.', label),
      open,
    );
    if (answer === open)
      await vscode.commands.executeCommand('workbench.action.openSettings', 'abai.providers');
    return false;
  }
  const text = await vscode.window.showInputBox({
    title: `${title}: ${label}`,
    prompt: vscode.l10n.t('Kept in VS Code’s secret storage and sent to {0} only.', origin),
    placeHolder: state?.keyHint
      ? vscode.l10n.t('Replaces the key that ends in {0}', state.keyHint)
      : vscode.l10n.t('API key'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (value === '' ? undefined : keyProblem(value)),
  });
  if (text === undefined) return false;
  const problem = keyProblem(text);
  if (problem) {
    void vscode.window.showWarningMessage(vscode.l10n.t('No key was saved. {0}', problem));
    return false;
  }
  await (await window.vault()).set(name, text.trim(), origin);
  void vscode.window.showInformationMessage(vscode.l10n.t('The key for {0} is saved.', label));
  return true;
}

/** Removes a key from the secret storage, after asking which. */
export async function removeApiKey(window: ThisWindow): Promise<void> {
  const vault = await window.vault();
  const hints = await vault.hints();
  if (Object.keys(hints).length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No API key is saved.'));
    return;
  }
  const names = new Map((await keyedProviders(window)).map((state) => [state.id, state.name]));
  const items = Object.entries(hints).map(([name, hint]) => ({
    label: names.get(name) ?? name,
    description: hint === '' ? '' : `…${hint}`,
    name,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Remove API Key'),
    placeHolder: vscode.l10n.t('Choose the key to remove'),
  });
  if (!chosen) return;
  await vault.delete(chosen.name);
  void vscode.window.showInformationMessage(vscode.l10n.t('The key for {0} is removed.', chosen.label));
}
