import * as vscode from 'vscode';
import type { ThisWindow } from './this-window.ts';

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

/** Asks which server it is and where; undefined when dismissed. @returns its provider's name. */
export async function addEndpoint(window: ThisWindow): Promise<string | undefined> {
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
