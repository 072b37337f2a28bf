import * as vscode from 'vscode';
import type { ThisWindow } from './this-window.ts';

const uriList = 'text/uri-list';
const files = 'files';

/**
 * Files dropped on the history, from the Explorer and from outside of VS Code: a table begins a run, other files a
 * comparison in which they are attached.
 */
export class HistoryDrops<T> implements vscode.TreeDragAndDropController<T> {
  readonly #window: ThisWindow;
  readonly dropMimeTypes = [uriList, files];
  readonly dragMimeTypes = [];

  constructor(window: ThisWindow) {
    this.#window = window;
  }

  async handleDrop(_target: T | undefined, data: vscode.DataTransfer): Promise<void> {
    try {
      const uris = ((await data.get(uriList)?.asString()) ?? '')
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '' && !line.startsWith('#'))
        .map((line) => vscode.Uri.parse(line.trim()));
      // A browser hands files over without saying where they are.
      const [dropped] = uris.length > 0 ? [] : [...data].flatMap(([, item]) => item.asFile() ?? []);
      await this.#take(uris, dropped);
    } catch (error) {
      const { showFailure } = await import('./show-failure.ts');
      void showFailure(this.#window, error);
    }
  }

  async #take(uris: readonly vscode.Uri[], dropped: vscode.DataTransferFile | undefined): Promise<void> {
    const [{ isTableFile }, runs, comparisons] = await Promise.all([
      import('./runs/table-files.ts'),
      import('./runs/run-batch.ts'),
      import('./compare-files.ts'),
    ]);
    if (uris.some(({ path }) => isTableFile(path))) await runs.begin(this.#window, uris);
    else if (uris.length > 0) await comparisons.compareFiles(this.#window, uris);
    else if (dropped && isTableFile(dropped.name)) await runs.beginWithDropped(this.#window, dropped);
    else if (dropped) await comparisons.compareDropped(this.#window, dropped);
  }
}
