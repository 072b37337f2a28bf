import * as vscode from 'vscode';
import type { ProviderSettingsView } from '../protocol/settings.ts';
import { said } from './said.ts';
import type { ThisWindow } from './this-window.ts';

type Views = Record<string, ProviderSettingsView>;

export interface ProviderItem extends vscode.QuickPickItem {
  name: string;
}

/** Providers without an address of their own have nothing to configure. */
const withoutAddress: ReadonlySet<string> = new Set(['demo', 'vscode-lm']);

/** What is set of each provider, by its name. */
export async function providerViews(window: ThisWindow): Promise<Views> {
  return (await window.link.request('settings:load', {})).providers;
}

/** What came of the last connection test, and which key and address are used. */
function described(view: ProviderSettingsView): { description: string; detail?: string } {
  const description = [
    view.apiKey,
    view.keyElsewhere ? vscode.l10n.t('key was saved for another address') : undefined,
    view.origin ?? vscode.l10n.t('no address yet'),
  ];
  const { lastTest } = view;
  return {
    description: description.filter(Boolean).join(' · '),
    ...(lastTest
      ? { detail: `${lastTest.status === 'connected' ? '$(check)' : '$(error)'} ${said(lastTest.message)}` }
      : {}),
  };
}

/** Has a person choose a provider that can be configured; `more` goes below those. Undefined when dismissed. */
export async function pickProvider(
  window: ThisWindow,
  title: string,
  more: readonly ProviderItem[] = [],
): Promise<string | undefined> {
  const [states, all] = await Promise.all([window.link.request('providers:list', {}), providerViews(window)]);
  const names = new Map(states.map((state) => [state.id, state.name]));
  const items = Object.entries(all)
    .filter(([name]) => !withoutAddress.has(name))
    .map(([name, view]): ProviderItem => ({ label: names.get(name) ?? name, name, ...described(view) }));
  const placeHolder = vscode.l10n.t('Choose the provider');
  return (
    await vscode.window.showQuickPick([...items, ...more], { title, placeHolder, matchOnDescription: true })
  )?.name;
}
