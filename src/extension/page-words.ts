import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { otherLanguage } from './language.ts';
import type { PageWords } from './panel-html.ts';

/** The words of pages in VS Code's language; undefined where they stay English, which is in the pages themselves. */
export function pageWords(extensionUri: vscode.Uri): Promise<PageWords> | undefined {
  const language = otherLanguage();
  if (language === undefined) return undefined;
  const read = (name: string) =>
    readFile(vscode.Uri.joinPath(extensionUri, `data/l10n/${name}.${language}.json`).fsPath, 'utf8');
  return Promise.all([read('webview'), read('sentences')]).then(([json, sentences]) => ({
    language,
    json,
    sentences,
  }));
}
