import * as vscode from 'vscode';
import { AbaiError } from '../../protocol/errors.ts';
import type { CodePlace } from '../../protocol/page.ts';
import type { LastEditor } from '../last-editor.ts';
import { fitCode } from './fit-code.ts';

/** Where code of an answer goes. */
export interface FoundPlace {
  document: vscode.TextDocument;
  range: vscode.Range;
}

/**
 * What is selected in the editor that was active last; without a selection what the question was about, as long as that
 * still stands where it stood or in one place elsewhere; else the cursor, as an empty range.
 *
 * @throws AbaiError `unavailable` when there is no such editor.
 */
export async function findPlace(editor: LastEditor, place: CodePlace): Promise<FoundPlace> {
  const last = editor.current;
  if (last && !last.selection.isEmpty) return { document: last.document, range: last.selection };
  const asked = await whatWasAskedAbout(place);
  if (asked) return asked;
  if (last) return { document: last.document, range: last.selection };
  throw new AbaiError(
    'unavailable',
    vscode.l10n.t('No text editor is open that this code could go into. Open a file first.'),
  );
}

async function whatWasAskedAbout({ source, prompt }: CodePlace): Promise<FoundPlace | undefined> {
  if (!source?.range || !prompt) return undefined;
  const document = await open(source.uri);
  if (!document) return undefined;
  const { startLine, startCharacter, endLine, endCharacter } = source.range;
  const range = document.validateRange(new vscode.Range(startLine, startCharacter, endLine, endCharacter));
  const unix = (text: string): string => text.replaceAll('\r\n', '\n');
  const text = document.getText(range);
  // The question may say more than what it is about, but it has that in it.
  if (text.trim() !== '' && unix(prompt).includes(unix(text))) return { document, range };
  const whole = document.getText();
  const wanted =
    document.eol === vscode.EndOfLine.CRLF ? unix(prompt).replaceAll('\n', '\r\n') : unix(prompt);
  const at = whole.indexOf(wanted);
  if (at < 0 || whole.indexOf(wanted, at + 1) >= 0) return undefined;
  return {
    document,
    range: new vscode.Range(document.positionAt(at), document.positionAt(at + wanted.length)),
  };
}

async function open(uri: string): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  } catch {
    return undefined; // It may be gone, or on another machine.
  }
}

/** The code as it fits there, with the document's line ends. */
export function fitted(code: string, { document, range }: FoundPlace): string {
  const before = document.getText(range.with(new vscode.Position(range.start.line, 0), range.start));
  const text = fitCode(code, { replaced: document.getText(range), before });
  return document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text;
}

/**
 * Replaces a range as one step that can be undone, and shows what is there then.
 *
 * @throws AbaiError `unavailable` when the document cannot be written to.
 */
export async function replaceAt({ document, range }: FoundPlace, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, text);
  const start = document.offsetAt(range.start);
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new AbaiError(
      'unavailable',
      vscode.l10n.t('The editor did not take the text: the file may be read-only.'),
    );
  }
  const end = document.positionAt(start + text.length);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  await vscode.window.showTextDocument(document, {
    ...(shown?.viewColumn === undefined ? {} : { viewColumn: shown.viewColumn }),
    preview: false,
    selection: new vscode.Range(range.start, end),
  });
}
