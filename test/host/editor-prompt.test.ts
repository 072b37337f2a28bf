import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { promptFromEditor } from '../../src/extension/editor-prompt.ts';
import { closeEditors, editorOn } from './extension-under-test.ts';

describe('the prompt from an editor', () => {
  afterEach(closeEditors);

  it('is the selection, with where it stands', async () => {
    const editor = await editorOn('one\ntwo\nthree');
    editor.selection = new vscode.Selection(2, 2, 1, 1);
    const found = await promptFromEditor(editor);
    assert.equal(found?.prompt, 'wo\nth');
    assert.deepEqual(found?.source.range, {
      startLine: 1,
      startCharacter: 1,
      endLine: 2,
      endCharacter: 2,
    });
    assert.equal(found?.source.languageId, 'plaintext');
  });

  it('is several selections in the order of the text', async () => {
    const editor = await editorOn('one two three');
    editor.selections = [new vscode.Selection(0, 8, 0, 13), new vscode.Selection(0, 0, 0, 3)];
    assert.equal((await promptFromEditor(editor))?.prompt, 'one\nthree');
  });

  it('may be a megabyte', async () => {
    const text = 'A line of a long text, with an umlaut: ä.\n'.repeat(25_000);
    const editor = await editorOn(text);
    const lines = editor.document.lineCount;
    editor.selection = new vscode.Selection(0, 0, lines, 0);
    assert.equal((await promptFromEditor(editor))?.prompt.length, text.length);
  });

  it('refuses binary data and emptiness with a sentence', async () => {
    const binary = await editorOn('PNG');
    await binary.edit((edit) => edit.insert(new vscode.Position(0, 3), '\0\0\0'));
    binary.selection = new vscode.Selection(0, 0, 0, 6);
    await assert.rejects(promptFromEditor(binary), { code: 'invalid', message: /binary data/ });
    await assert.rejects(promptFromEditor(await editorOn(' \n ')), { code: 'invalid', message: /no text/ });
  });
});
