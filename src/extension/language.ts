import * as vscode from 'vscode';

/** The languages that we speak beside English: each has its files in data/l10n/. */
const translated = ['de'];

/** VS Code's language, if it is one of those; undefined for English, and where English has to do. */
export function otherLanguage(): string | undefined {
  const [language = ''] = vscode.env.language.toLowerCase().split('-');
  return translated.includes(language) ? language : undefined;
}
