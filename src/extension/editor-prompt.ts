import * as vscode from 'vscode';
import type { PromptSource } from '../protocol/comparisons.ts';
import { AbaiError } from '../protocol/errors.ts';

export interface EditorPrompt {
  prompt: string;
  source: PromptSource;
}

function size(characters: number): string {
  return characters < 10_000
    ? vscode.l10n.t('{0} characters', characters)
    : vscode.l10n.t('about {0} thousand characters', Math.round(characters / 1000));
}

function sourceOf(document: vscode.TextDocument, range: vscode.Range): PromptSource {
  return {
    uri: document.uri.toString(),
    languageId: document.languageId,
    range: {
      startLine: range.start.line,
      startCharacter: range.start.character,
      endLine: range.end.line,
      endCharacter: range.end.character,
    },
  };
}

function refuseUnusable(prompt: string, name: string): void {
  if (prompt.includes('\0')) {
    throw new AbaiError(
      'invalid',
      vscode.l10n.t('{0} holds binary data, which models cannot read. Select text only.', name),
    );
  }
  if (prompt.trim() === '') {
    throw new AbaiError('invalid', vscode.l10n.t('There is no text in {0} yet. Write or select some.', name));
  }
}

/**
 * The selected text, several selections one after the other; without a selection the whole file, after asking.
 * Undefined when the person says no.
 */
export async function promptFromEditor(editor: vscode.TextEditor): Promise<EditorPrompt | undefined> {
  const { document, selections } = editor;
  const name = `“${vscode.workspace.asRelativePath(document.uri)}”`;
  const chosen = [...selections]
    .filter((selection) => !selection.isEmpty)
    .sort((a, b) => a.start.compareTo(b.start));
  const [first] = chosen;
  if (first) {
    const prompt = chosen.map((selection) => document.getText(selection)).join('\n');
    refuseUnusable(prompt, vscode.l10n.t('The selection in {0}', name));
    const last = chosen.at(-1) ?? first;
    return { prompt, source: sourceOf(document, new vscode.Range(first.start, last.end)) };
  }
  const prompt = document.getText();
  refuseUnusable(prompt, name);
  const useAll = vscode.l10n.t('Use Whole File');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Nothing is selected. Compare the whole file?'),
    { modal: true, detail: `${name}, ${size(prompt.length)}` },
    useAll,
  );
  if (answer !== useAll) return undefined;
  const end = document.lineAt(document.lineCount - 1).range.end;
  return { prompt, source: sourceOf(document, new vscode.Range(new vscode.Position(0, 0), end)) };
}
