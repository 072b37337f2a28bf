import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { HistoryDrops } from '../../src/extension/history-drops.ts';
import { extension, finished, historyNode, startComparison, until } from './extension-under-test.ts';

const tabs = (viewType: string): vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs: all }) => all)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(viewType));

const workspaceFile = (name: string): vscode.Uri =>
  vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);

async function drop(type: string, item: vscode.DataTransferItem): Promise<void> {
  const { window } = await extension();
  const data = new vscode.DataTransfer();
  data.set(type, item);
  await new HistoryDrops(window).handleDrop(undefined, data);
}

class Dropped extends vscode.DataTransferItem {
  readonly #file: vscode.DataTransferFile;
  constructor(name: string, bytes: Uint8Array) {
    super('');
    this.#file = { name, data: async () => bytes };
  }
  override asFile(): vscode.DataTransferFile {
    return this.#file;
  }
}

describe('files dropped on the history', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('of text begin a comparison', async () => {
    await drop('text/uri-list', new vscode.DataTransferItem(workspaceFile('review.md').toString()));
    await until('the composer', () => tabs('abai.comparison').length === 1);
    assert.equal(tabs('abai.run').length, 0);
  });

  it('begin one from outside of VS Code too', async () => {
    await drop('files', new Dropped('notes.txt', new TextEncoder().encode('What of this matters?')));
    await until('the composer', () => tabs('abai.comparison').length === 1);
  });

  it('begin nothing when no model can read them', async () => {
    await drop('files', new Dropped('tool.bin', new Uint8Array([1, 0, 2])));
    assert.equal(tabs('abai.comparison').length, 0);
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('begin a run when there is a table among them', async () => {
    const uris = [workspaceFile('review.md'), workspaceFile('questions.csv')];
    await drop('text/uri-list', new vscode.DataTransferItem(uris.join('\r\n')));
    await until('the setup', () => tabs('abai.run').length === 1);
    await vscode.commands.executeCommand('notifications.clearAll');
  });
});

describe('an item of the history', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('has its prompt copied', async () => {
    const detail = await startComparison('Copy me,\nplease.', ['demo:swift']);
    await finished(detail.comparison.id);
    const node = await until('the item', () => historyNode(detail.comparison.id));
    await vscode.commands.executeCommand('abai.history.copyPrompt', node);
    assert.equal(await vscode.env.clipboard.readText(), 'Copy me,\nplease.');
  });

  it('begins a comparison like it', async () => {
    const detail = await startComparison('And once more', ['demo:swift']);
    await finished(detail.comparison.id);
    const node = await until('the item', () => historyNode(detail.comparison.id));
    await vscode.commands.executeCommand('abai.history.compareAgain', node);
    await until('the composer', () => tabs('abai.comparison').length === 1);
  });
});
