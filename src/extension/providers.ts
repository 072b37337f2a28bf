import * as vscode from 'vscode';
import { AbaiError } from '../protocol/errors.ts';
import type { ProviderSettings, ProviderSettingsView } from '../protocol/settings.ts';
import { setApiKey } from './api-keys.ts';
import type { ThisWindow } from './this-window.ts';

type Views = Record<string, ProviderSettingsView>;

interface ProviderItem extends vscode.QuickPickItem {
  name: string;
}

/** Providers without an address of their own have nothing to configure. */
const withoutAddress: ReadonlySet<string> = new Set(['demo', 'vscode-lm']);

async function views(window: ThisWindow): Promise<Views> {
  return (await window.link.request('settings:load', {})).providers;
}

/** What came of the last connection test, and which key and address are used. */
function described(view: ProviderSettingsView): { description: string; detail?: string } {
  const description = [
    view.apiKey,
    view.keyElsewhere ? vscode.l10n.t('key was saved for another address') : undefined,
    view.origin,
  ];
  const { lastTest } = view;
  return {
    description: description.filter(Boolean).join(' · '),
    ...(lastTest
      ? { detail: `${lastTest.status === 'connected' ? '$(check)' : '$(error)'} ${lastTest.message}` }
      : {}),
  };
}

async function pickProvider(
  window: ThisWindow,
  title: string,
  more: readonly ProviderItem[] = [],
): Promise<string | undefined> {
  const [states, all] = await Promise.all([window.link.request('providers:list', {}), views(window)]);
  const names = new Map(states.map((state) => [state.id, state.name]));
  const items = Object.entries(all)
    .filter(([name]) => !withoutAddress.has(name))
    .map(([name, view]): ProviderItem => ({ label: names.get(name) ?? name, name, ...described(view) }));
  const placeHolder = vscode.l10n.t('Choose the provider');
  return (
    await vscode.window.showQuickPick([...items, ...more], { title, placeHolder, matchOnDescription: true })
  )?.name;
}

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
  const text = `${provider}: ${result.message}`;
  if (result.status === 'connected') {
    void vscode.window.showInformationMessage(text);
    return;
  }
  const setKey = vscode.l10n.t('Set API Key…');
  const configure = vscode.l10n.t('Configure…');
  const answer = await vscode.window.showErrorMessage(text, setKey, configure);
  if (answer === setKey) await setApiKey(window, provider);
  if (answer === configure) await configureProvider(window, provider);
}

/** Asks the vendors for their lists; says how many models are new and who could not list. */
export async function refreshModels(window: ThisWindow): Promise<void> {
  const { added, failures } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Refreshing the model list…') },
    () => window.link.request('models:refresh', {}),
  );
  const news = added === 1 ? vscode.l10n.t('1 new model.') : vscode.l10n.t('{0} new models.', added);
  const failed = failures.map(({ provider, message }) => `${provider}: ${message}`);
  if (failed.length === 0) void vscode.window.showInformationMessage(news);
  else void vscode.window.showWarningMessage([news, ...failed].join(' '));
}

/** What can be set of a provider, in the order people need it. */
const fields = [
  'endpointUrl',
  'defaultModel',
  'headers',
  'models',
  'concurrency',
  'requestsPerMinute',
] as const;
type Field = (typeof fields)[number];

function fieldLabel(field: Field): string {
  switch (field) {
    case 'endpointUrl':
      return vscode.l10n.t('Base URL');
    case 'defaultModel':
      return vscode.l10n.t('Default model');
    case 'headers':
      return vscode.l10n.t('Headers');
    case 'models':
      return vscode.l10n.t('Further models');
    case 'concurrency':
      return vscode.l10n.t('Calls at once');
    case 'requestsPerMinute':
      return vscode.l10n.t('Calls per minute');
  }
}

function shownValue(value: ProviderSettingsView[Field]): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, text]) => `${name}: ${text}`)
      .join('; ');
  return String(value);
}

/** What was typed as the field's value; empty takes the setting back. Throws the sentence that is shown below the box. */
export function typedValue(field: Field, text: string): ProviderSettings[Field] {
  const trimmed = text.trim();
  switch (field) {
    case 'endpointUrl':
    case 'defaultModel':
      return trimmed;
    case 'models':
      return trimmed === ''
        ? []
        : trimmed
            .split(',')
            .map((model) => model.trim())
            .filter(Boolean);
    case 'headers':
      return Object.fromEntries(
        trimmed
          .split(';')
          .filter((line) => line.trim() !== '')
          .map((line) => {
            const colon = line.indexOf(':');
            if (colon <= 0) throw new Error(vscode.l10n.t('Write headers as Name: value; Other: value.'));
            return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
          }),
      );
    case 'concurrency':
    case 'requestsPerMinute':
      if (trimmed === '') return null;
      if (!/^[1-9]\d{0,5}$/u.test(trimmed)) throw new Error(vscode.l10n.t('Write a whole number above 0.'));
      return Number(trimmed);
  }
}

/** Servers that people often have, with the address that each listens on unless told otherwise. */
const presets: readonly { label: string; name: string; endpointUrl: string }[] = [
  { label: 'LM Studio', name: 'lm-studio', endpointUrl: 'http://localhost:1234/v1' },
  { label: 'vLLM', name: 'vllm', endpointUrl: 'http://localhost:8000/v1' },
  { label: 'llama.cpp', name: 'llama-cpp', endpointUrl: 'http://localhost:8080/v1' },
  { label: 'OpenRouter', name: 'openrouter', endpointUrl: 'https://openrouter.ai/api/v1' },
  {
    label: 'Azure OpenAI',
    name: 'azure',
    endpointUrl: 'https://RESOURCE.openai.azure.com/openai/deployments/DEPLOYMENT?api-version=2024-10-21',
  },
];

async function addEndpoint(window: ThisWindow): Promise<string | undefined> {
  const title = vscode.l10n.t('Add an OpenAI-Compatible Server');
  const other = { label: vscode.l10n.t('Another server'), name: '', endpointUrl: '' };
  const items = [...presets, other].map((preset) => ({ ...preset, description: preset.endpointUrl }));
  const preset = await vscode.window.showQuickPick(items, { title });
  if (!preset) return undefined;
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('A short name; its models are then openai-compatible:NAME/ID.'),
    value: preset.name,
    validateInput: (text) =>
      /^[A-Za-z0-9._-]+$/u.test(text)
        ? undefined
        : vscode.l10n.t('Use letters, digits, dot, dash and underscore.'),
  });
  if (!name) return undefined;
  const endpointUrl = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The base URL, which often ends in /v1.'),
    value: preset.endpointUrl,
  });
  if (!endpointUrl) return undefined;
  const provider = `openai-compatible:${name}`;
  await window.link.request('settings:save', { settings: { providers: { [provider]: { endpointUrl } } } });
  return provider;
}

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
    const view = (await views(window))[provider] ?? {};
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
      ...fields.map((field) => ({
        label: fieldLabel(field),
        description: shownValue(view[field]),
        ...(decided.has(field)
          ? { detail: vscode.l10n.t('from abai.providers in the settings, which goes before') }
          : {}),
        step: field,
      })),
      {
        label: `$(plug) ${vscode.l10n.t('Test Connection')}`,
        description: view.lastTest?.message ?? '',
        step: 'test' as const,
      },
      {
        label: `$(trash) ${vscode.l10n.t('Forget key and settings')}`,
        description: '',
        step: 'remove' as const,
      },
    ];
    const chosen = await vscode.window.showQuickPick(steps, { title: `${title}: ${provider}` });
    if (!chosen) return;
    if (chosen.step === 'key') await setApiKey(window, provider);
    else if (chosen.step === 'further') await setApiKey(window, await freeName(window, provider));
    else if (chosen.step === 'test') return testConnection(window, provider);
    else if (chosen.step === 'remove') {
      await window.link.request('settings:remove', { provider });
      return;
    } else if (!(await changeField(window, provider, chosen.step, view))) return;
  }
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
  field: Field,
  view: ProviderSettingsView,
): Promise<boolean> {
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
  if (text === undefined) return false;
  const settings = { providers: { [provider]: { [field]: typedValue(field, text) } } };
  await window.link.request('settings:save', { settings });
  const now = (await views(window))[provider];
  if (field === 'endpointUrl' && now?.keyElsewhere) {
    const setKey = vscode.l10n.t('Set API Key…');
    const sentence = vscode.l10n.t(
      'The key of {0} was saved for another address and is not sent to the new one.',
      provider,
    );
    if ((await vscode.window.showWarningMessage(sentence, setKey)) === setKey)
      await setApiKey(window, provider);
  }
  return true;
}
