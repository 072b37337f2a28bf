import path from 'node:path';
import * as vscode from 'vscode';
import { AbaiError } from '../../protocol/errors.ts';
import type { CodePlace } from '../../protocol/page.ts';
import type { LastEditor } from '../last-editor.ts';
import { openTabs } from '../open-tabs.ts';
import { type FoundPlace, findPlace, fitted, replaceAt } from './code-place.ts';

/** Of the documents that show what a file would be. package.json offers “Apply” on them by this name. */
export const previewScheme = 'abai-preview';

interface Preview {
  place: FoundPlace;
  /** What goes into the place. */
  text: string;
  /** The file before and after. */
  before: string;
  after: string;
  /** Its tab has been among those that VS Code tells of, which may be some time after the editor was opened. */
  seen: boolean;
}

/** Files beside themselves with code of an answer in them, in VS Code's diff editor, until somebody applies that. */
export class CodePreviews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #previews = new Map<string, Preview>();
  readonly #subscriptions = [
    vscode.workspace.registerTextDocumentContentProvider(previewScheme, this),
    // A document that is given its language counts as closed for a moment: only its tab says whether it is seen.
    vscode.window.tabGroups.onDidChangeTabs(() => this.#forgetClosed()),
  ];
  #count = 0;

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.#previews.get(uri.toString())?.after;
  }

  /** Opens the diff editor. Without a selection, the code stands at the cursor. */
  async show(editor: LastEditor, code: string, wanted: CodePlace): Promise<void> {
    const place = await findPlace(editor, wanted);
    const { document, range } = place;
    const text = fitted(code, place);
    const before = document.getText();
    const after =
      before.slice(0, document.offsetAt(range.start)) + text + before.slice(document.offsetAt(range.end));
    if (after === before) {
      throw new AbaiError('unavailable', vscode.l10n.t('This code is what stands in the file already.'));
    }
    const name = path.posix.basename(document.uri.path);
    this.#count += 1;
    const uri = vscode.Uri.from({ scheme: previewScheme, path: `/${this.#count}/${name}` });
    this.#previews.set(uri.toString(), { place, text, before, after, seen: false });
    const shown = await vscode.workspace.openTextDocument(uri);
    if (shown.languageId !== document.languageId) {
      await vscode.languages.setTextDocumentLanguage(shown, document.languageId);
    }
    await vscode.commands.executeCommand(
      'vscode.diff',
      document.uri,
      uri,
      vscode.l10n.t('{0} ↔ with the code of the answer', name),
      { preview: false, selection: new vscode.Range(range.start, range.start) },
    );
  }

  /**
   * Puts into the file what a preview shows, as one step that can be undone, and closes the preview: that of a document,
   * or else the one that is in front.
   *
   * @throws AbaiError `not-found` for a preview of an earlier window, `conflict` when the file has changed since.
   */
  async apply(given: unknown): Promise<void> {
    const uri = given instanceof vscode.Uri ? given : previewInFront();
    const preview = uri && this.#previews.get(uri.toString());
    if (!preview) {
      throw new AbaiError(
        'not-found',
        vscode.l10n.t('This preview is from before the window was loaded. Preview the code again.'),
      );
    }
    const { place, text, before } = preview;
    const document = await vscode.workspace.openTextDocument(place.document.uri);
    if (document.getText() !== before) {
      throw new AbaiError(
        'conflict',
        vscode.l10n.t('The file has changed since this preview was made. Preview the code again.'),
      );
    }
    await replaceAt({ document, range: place.range }, text);
    const stale = openDiffs().filter(({ modified }) => modified === uri.toString());
    await vscode.window.tabGroups.close(
      stale.map(({ tab }) => tab),
      true,
    );
  }

  #forgetClosed(): void {
    const open = new Set(openDiffs().map(({ modified }) => modified));
    for (const [uri, preview] of this.#previews) {
      if (open.has(uri)) preview.seen = true;
      else if (preview.seen) this.#previews.delete(uri);
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function openDiffs(): { tab: vscode.Tab; modified: string }[] {
  return openTabs().flatMap((tab) =>
    tab.input instanceof vscode.TabInputTextDiff ? [{ tab, modified: tab.input.modified.toString() }] : [],
  );
}

function previewInFront(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}
