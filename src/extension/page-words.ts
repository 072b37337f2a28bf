import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { PageWords } from './panel-html.ts';

/** The languages that pages speak beside English: each has a file in data/l10n/. */
const translated = ['de'];

/** The words of pages in VS Code's language; undefined where they stay English, which is in the pages themselves. */
export function pageWords(extensionUri: vscode.Uri): Promise<PageWords> | undefined {
  const [language = ''] = vscode.env.language.toLowerCase().split('-');
  if (!translated.includes(language)) return undefined;
  const file = vscode.Uri.joinPath(extensionUri, `data/l10n/webview.${language}.json`);
  return readFile(file.fsPath, 'utf8').then((json) => ({ language, json }));
}
