import * as vscode from 'vscode';
import type { ThisWindow } from '../this-window.ts';

const uriList = 'text/uri-list';
const files = 'files';

/** Tables dropped on the history begin a run: from the Explorer, and from outside of VS Code. */
export class TableDrops<T> implements vscode.TreeDragAndDropController<T> {
  readonly #window: ThisWindow;
  readonly dropMimeTypes = [uriList, files];
  readonly dragMimeTypes = [];

  constructor(window: ThisWindow) {
    this.#window = window;
  }

  async handleDrop(_target: T | undefined, data: vscode.DataTransfer): Promise<void> {
    const { begin, beginWithDropped } = await import('./run-batch.ts');
    try {
      const uris = ((await data.get(uriList)?.asString()) ?? '')
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '' && !line.startsWith('#'))
        .map((line) => vscode.Uri.parse(line.trim()));
      if (uris.length > 0) {
        await begin(this.#window, uris);
        return;
      }
      // A browser hands files over without saying where they are.
      const [dropped] = [...data].flatMap(([, item]) => item.asFile() ?? []);
      if (dropped) await beginWithDropped(this.#window, dropped);
    } catch (error) {
      const { showFailure } = await import('../show-failure.ts');
      void showFailure(this.#window, error);
    }
  }
}
