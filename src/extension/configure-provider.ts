import * as vscode from 'vscode';
import type { ProviderSettingsView } from '../protocol/settings.ts';
import { addEndpoint } from './add-endpoint.ts';
import { setApiKey } from './api-keys.ts';
import { type ProviderItem, pickProvider, providerViews } from './pick-provider.ts';
import { fieldLabel, type ProviderField, providerFields, shownValue, typedValue } from './provider-fields.ts';
import { said } from './said.ts';
import { testConnection } from './test-connection.ts';
import type { ThisWindow } from './this-window.ts';

/** Steps through what can be set of a provider until it is left with Escape. */
export async function configureProvider(window: ThisWindow, given?: string): Promise<void> {
  const title = vscode.l10n.t('Configure Provider');
  const add: ProviderItem = {
    label: `$(add) ${vscode.l10n.t('Add an OpenAI-compatible server…')}`,
    name: '+',
  };
  const picked = given ?? (await pickProvider(window, title, [add]));
  const provider = picked === '+' ? await addEndpoint(window) : picked;
  if (!provider) return;
  for (;;) {
    const view = (await providerViews(window))[provider] ?? {};
    const decided = new Set(view.decidedByClient);
    const steps = [
      {
        label: `$(key) ${vscode.l10n.t('Set API Key…')}`,
        description: view.apiKey ?? '',
        step: 'key' as const,
      },
      {
        label: `$(key) ${vscode.l10n.t('Set a further key…')}`,
        description: vscode.l10n.t('used in turn'),
        step: 'further' as const,
      },
      { label: '', kind: vscode.QuickPickItemKind.Separator, step: 'test' as const },
      ...providerFields.map((field) => ({
        label: fieldLabel(field),
        description: shownValue(view[field]) || vscode.l10n.t('not set'),
        ...(decided.has(field)
          ? { detail: vscode.l10n.t('from abai.providers in the settings, which goes before') }
          : {}),
        step: field,
      })),
      { label: '', kind: vscode.QuickPickItemKind.Separator, step: 'test' as const },
      {
        label: `$(plug) ${vscode.l10n.t('Test Connection')}`,
        description: view.lastTest ? said(view.lastTest.message) : '',
        step: 'test' as const,
      },
      {
        label: `$(trash) ${vscode.l10n.t('Forget key and settings')}`,
        description: '',
        step: 'remove' as const,
      },
    ];
    const chosen = await vscode.window.showQuickPick(steps, {
      title: `${title}: ${provider}`,
      placeHolder: vscode.l10n.t('Choose what to change; Escape ends'),
    });
    if (!chosen) return;
    if (chosen.step === 'key') await setApiKey(window, provider);
    else if (chosen.step === 'further') await setApiKey(window, await freeName(window, provider));
    else if (chosen.step === 'test') return testConnection(window, provider);
    else if (chosen.step === 'remove') {
      if (await forget(window, provider)) return;
    } else await changeField(window, provider, chosen.step, view);
  }
}

/** @returns false when the person keeps them after all. */
async function forget(window: ThisWindow, provider: string): Promise<boolean> {
  const sure = vscode.l10n.t('Forget');
  const question = vscode.l10n.t('Forget the key and the settings of {0}?', provider);
  if ((await vscode.window.showWarningMessage(question, { modal: true }, sure)) !== sure) return false;
  await window.link.request('settings:remove', { provider });
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The key and the settings of {0} are forgotten.', provider),
  );
  return true;
}

/** `openai#2`, or the first number that has no key yet. */
async function freeName(window: ThisWindow, provider: string): Promise<string> {
  const taken = new Set(Object.keys(await (await window.vault()).hints()));
  const number = [2, 3, 4, 5, 6, 7, 8, 9].find((candidate) => !taken.has(`${provider}#${candidate}`)) ?? 9;
  return `${provider}#${number}`;
}

async function changeField(
  window: ThisWindow,
  provider: string,
  field: ProviderField,
  view: ProviderSettingsView,
): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: `${provider}: ${fieldLabel(field)}`,
    prompt: vscode.l10n.t('Empty goes back to the default.'),
    value: shownValue(view[field]),
    validateInput: (value) => {
      try {
        typedValue(field, value);
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },
  });
  if (text === undefined) return;
  const settings = { providers: { [provider]: { [field]: typedValue(field, text) } } };
  await window.link.request('settings:save', { settings });
  const now = (await providerViews(window))[provider];
  if (field === 'endpointUrl' && now?.keyElsewhere) {
    const setKey = vscode.l10n.t('Set API Key…');
    const sentence = vscode.l10n.t(
      'The key of {0} was saved for another address and is not sent to the new one.',
      provider,
    );
    if ((await vscode.window.showWarningMessage(sentence, setKey)) === setKey)
      await setApiKey(window, provider);
  }
}
