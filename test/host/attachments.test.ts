import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { attachHandlers } from '../../src/extension/attachments/page-handlers.ts';
import { readAttachment, selectionOf } from '../../src/extension/attachments/read-file.ts';
import { workspaceFiles } from '../../src/extension/attachments/workspace-files.ts';
import { LastEditor } from '../../src/extension/last-editor.ts';
import { closeEditors, editorOn, extension, until } from './extension-under-test.ts';

const inWorkspace = (name: string) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
const png = Buffer.from('89504e470d0a1a0a', 'hex');

describe('attaching in a window', () => {
  let folder: string;
  let editor: LastEditor;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'abai-attach-'));
    editor = new LastEditor();
  });
  afterEach(async () => {
    editor.dispose();
    await closeEditors();
    await rm(folder, { recursive: true, force: true });
  });

  async function file(name: string, content: string | Uint8Array): Promise<vscode.Uri> {
    await writeFile(path.join(folder, name), content);
    return vscode.Uri.file(path.join(folder, name));
  }

  async function handlers() {
    return attachHandlers((await extension()).window, editor);
  }

  it('reads a file of the workspace under its path, as it is in its editor', async () => {
    const uri = inWorkspace('greet.py');
    const document = await vscode.workspace.openTextDocument(uri);
    const shown = await vscode.window.showTextDocument(document);
    await shown.edit((edit) => edit.insert(new vscode.Position(0, 0), '# not saved\n'));
    const found = await readAttachment(uri);
    assert.ok(found.kind === 'text');
    assert.deepEqual([found.name, found.languageId, found.uri], ['greet.py', 'python', uri.toString()]);
    assert.match(found.text, /^# not saved\n/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('reads an image, and a file from elsewhere under its name', async () => {
    assert.deepEqual(await readAttachment(await file('x.PNG', png)), {
      kind: 'image',
      name: 'x.PNG',
      uri: vscode.Uri.file(path.join(folder, 'x.PNG')).toString(),
      mimeType: 'image/png',
      data: png.toString('base64'),
    });
    assert.equal((await readAttachment(await file('notes.txt', 'hello'))).name, 'notes.txt');
  });

  it('refuses what no model could read, with a sentence', async () => {
    const cases: [vscode.Uri, RegExp][] = [
      [await file('a.bin', new Uint8Array([1, 0, 2])), /a\.bin is not text: it holds zero bytes/],
      [await file('empty.txt', ''), /“empty.txt” is empty/],
      [await file('big.log', 'x'.repeat(2_000_001)), /“big.log” has .*; at most .* can be attached/],
      [vscode.Uri.file(folder), /is a folder/],
      [vscode.Uri.file(path.join(folder, 'gone.txt')), /“gone.txt” cannot be read/],
    ];
    for (const [uri, words] of cases) await assert.rejects(readAttachment(uri), words);
  });

  it('takes what is selected, with its place', async () => {
    const shown = await editorOn('one\ntwo\nthree');
    assert.equal(selectionOf(shown), undefined);
    shown.selections = [new vscode.Selection(2, 0, 2, 5), new vscode.Selection(0, 0, 0, 3)];
    const found = selectionOf(shown);
    assert.ok(found?.kind === 'text');
    assert.equal(found.text, 'one\nthree');
    assert.deepEqual(found.range, { startLine: 0, startCharacter: 0, endLine: 2, endCharacter: 5 });
  });

  it('offers the files of the workspace, but not those that are excluded', async () => {
    const names = async () => (await workspaceFiles()).map(({ label }) => label);
    assert.ok((await names()).includes('greet.py'));
    const files = vscode.workspace.getConfiguration('files');
    await files.update('exclude', { '**/*.py': true }, vscode.ConfigurationTarget.Workspace);
    try {
      const left = await until('the setting', async () => {
        const found = await names();
        return !found.includes('greet.py') && found;
      });
      assert.ok(left.includes('review.md'));
    } finally {
      await files.update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('lets a page drop files of the workspace, and no others', async () => {
    const run = await handlers();
    const { attachments } = await run['workbench:attach-files']({
      uris: [inWorkspace('review.md').toString()],
    });
    assert.deepEqual(
      attachments.map(({ name }) => name),
      ['review.md'],
    );
    const secret = await file('id_rsa', 'secret');
    await assert.rejects(
      run['workbench:attach-files']({ uris: [secret.toString()] }),
      /Only files of the workspace/,
    );
  });

  it('opens where an attachment came from, and its content when that is gone', async () => {
    const { window } = await extension();
    const run = await handlers();
    const range = { startLine: 1, startCharacter: 0, endLine: 1, endCharacter: 3 };
    const uri = await file('parse.txt', 'one\ntwo\nthree');
    const { attachments } = await window.link.request('attachment:keep', {
      attachments: [{ kind: 'text', name: 'parse.txt', uri: uri.toString(), range, text: 'two' }],
    });
    const [attachment] = attachments;
    await run['workbench:open-attachment']({ attachment: attachment! });
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
    const { start, end } = vscode.window.activeTextEditor!.selection;
    assert.deepEqual([start.line, start.character, end.character], [1, 0, 3]);
    await closeEditors();
    await rm(uri.fsPath);
    await run['workbench:open-attachment']({ attachment: attachment! });
    assert.equal(vscode.window.activeTextEditor?.document.getText(), 'two');
  });

  it('opens nothing but documents', async () => {
    const { window } = await extension();
    const { attachments } = await window.link.request('attachment:keep', {
      attachments: [
        { kind: 'text', name: 'x', uri: 'command:workbench.action.quit', text: 'as it was sent' },
      ],
    });
    await (await handlers())['workbench:open-attachment']({ attachment: attachments[0]! });
    assert.equal(vscode.window.activeTextEditor?.document.getText(), 'as it was sent');
  });

  it('asks about the selection, or about files of the Explorer, in a new composer', async () => {
    const { window } = await extension();
    const uri = inWorkspace('greet.py');
    const shown = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    shown.selection = new vscode.Selection(0, 0, 1, 0);
    const composed: string[][] = [];
    const panels = await window.panels();
    const compose = panels.compose.bind(panels);
    panels.compose = async (drafting) => {
      composed.push(
        ((await drafting).attachments ?? []).map(
          ({ name, kind, ...more }) => `${kind} ${name} ${'range' in more}`,
        ),
      );
    };
    try {
      await vscode.commands.executeCommand('abai.askAbout', uri);
      await vscode.commands.executeCommand('abai.askAbout', uri, [uri, inWorkspace('review.md')]);
      await closeEditors();
      await vscode.commands.executeCommand('abai.askAbout');
    } finally {
      panels.compose = compose;
    }
    assert.deepEqual(composed, [['text greet.py true'], ['text greet.py false', 'text review.md false'], []]);
  });
});
