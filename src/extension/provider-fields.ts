import * as vscode from 'vscode';
import type { ProviderSettings, ProviderSettingsView } from '../protocol/settings.ts';

/** What can be set of a provider, in the order people need it. */
export const providerFields = [
  'endpointUrl',
  'defaultModel',
  'headers',
  'models',
  'concurrency',
  'requestsPerMinute',
] as const;
export type ProviderField = (typeof providerFields)[number];

export function fieldLabel(field: ProviderField): string {
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

export function shownValue(value: ProviderSettingsView[ProviderField]): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, text]) => `${name}: ${text}`)
      .join('; ');
  return String(value);
}

/** What was typed as the field's value; empty takes the setting back. Throws the sentence that is shown below the box. */
export function typedValue(field: ProviderField, text: string): ProviderSettings[ProviderField] {
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
