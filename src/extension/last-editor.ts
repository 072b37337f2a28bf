import * as vscode from 'vscode';
import { AbaiError } from '../protocol/errors.ts';
import { openTabs } from './open-tabs.ts';

/** Of documents that nobody writes into: what we compare and preview, and what others log. */
const readOnlySchemes = new Set(['abai-text', 'abai-preview', 'output']);

function writable(editor: vscode.TextEditor | undefined): vscode.TextEditor | undefined {
  return editor && !readOnlySchemes.has(editor.document.uri.scheme) ? editor : undefined;
}

function shows({ input }: vscode.Tab, uri: string | undefined): boolean {
  return input instanceof vscode.TabInputText && input.uri.toString() === uri;
}

/** The text editor that was active last: while a panel has the focus, VS Code says there is none. */
export class LastEditor implements vscode.Disposable {
  #editor = writable(vscode.window.activeTextEditor) ?? vscode.window.visibleTextEditors.find(writable);
  readonly #subscriptions = [
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      this.#editor = writable(editor) ?? this.#editor;
    }),
    // VS Code keeps the document of a closed tab for minutes when an extension has asked for it.
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      const uri = this.#editor?.document.uri.toString();
      if (closed.some((tab) => shows(tab, uri)) && !openTabs().some((tab) => shows(tab, uri))) {
        this.#editor = undefined;
      }
    }),
  ];

  /** Undefined when there was none, or it was closed. */
  get current(): vscode.TextEditor | undefined {
    return this.#editor?.document.isClosed ? undefined : this.#editor;
  }

  /**
   * Inserts at its cursor, and shows it.
   *
   * @throws AbaiError `unavailable` when there is no such editor or it cannot be written to.
   */
  async insert(text: string): Promise<void> {
    const last = this.current;
    if (!last) {
      throw new AbaiError(
        'unavailable',
        vscode.l10n.t('No text editor is open to insert into. Open a file first.'),
      );
    }
    const editor = await vscode.window.showTextDocument(last.document, {
      ...(last.viewColumn === undefined ? {} : { viewColumn: last.viewColumn }),
      selection: last.selection,
    });
    const done = await editor.edit((edit) => edit.insert(editor.selection.active, text));
    if (!done) {
      throw new AbaiError(
        'unavailable',
        vscode.l10n.t('The editor did not take the text: the file may be read-only.'),
      );
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
