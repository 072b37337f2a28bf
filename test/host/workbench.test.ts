import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ComparedTexts } from '../../src/extension/compared-texts.ts';
import { LastEditor } from '../../src/extension/last-editor.ts';
import { editorHandlers } from '../../src/extension/workbench.ts';
import { closeEditors, editorOn, extension, until } from './extension-under-test.ts';

describe('what a window does for its pages', () => {
  const texts = new ComparedTexts();
  let editor: LastEditor | undefined;

  afterEach(async () => {
    editor?.dispose();
    editor = undefined;
    await closeEditors();
  });
  after(() => texts.dispose());

  async function handlers() {
    const { window } = await extension();
    editor ??= new LastEditor();
    return editorHandlers(window, editor, texts);
  }

  it('inserts at the cursor of the editor that was active last', async () => {
    const { document, selection } = await editorOn('one two');
    assert.equal(selection.isEmpty, true);
    const run = await handlers();
    await vscode.commands.executeCommand('abai.newComparison');
    await until('the editor to lose the focus', () => vscode.window.activeTextEditor === undefined);
    await run['editor:insert']({ text: 'zero ' });
    assert.equal(document.getText(), 'zero one two');
    assert.equal(vscode.window.activeTextEditor?.document, document);
  });

  it('says so when there is no editor, or none any more', async () => {
    const run = await handlers();
    await editorOn('closed again');
    await closeEditors();
    await assert.rejects(run['editor:insert']({ text: 'lost' }), {
      code: 'unavailable',
      message: /Open a file first/,
    });
  });

  it('opens two texts in the diff editor', async () => {
    const run = await handlers();
    await run['editor:open-diff']({
      left: 'a\nb',
      right: 'a\nc',
      leftTitle: 'Swift',
      rightTitle: 'What/if?',
    });
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    assert.equal((await vscode.workspace.openTextDocument(input.original)).getText(), 'a\nb');
    assert.equal((await vscode.workspace.openTextDocument(input.modified)).getText(), 'a\nc');
  });

  it('opens a text as a document', async () => {
    const run = await handlers();
    await run['editor:open-document']({ content: '# Title', languageId: 'markdown' });
    const { document } = vscode.window.activeTextEditor ?? {};
    assert.equal(document?.getText(), '# Title');
    assert.equal(document?.languageId, 'markdown');
  });

  it('opens only links that a browser or a mail program opens', async () => {
    const run = await handlers();
    for (const url of [
      'javascript:alert(1)',
      'command:workbench.action.quit',
      'file:///etc/passwd',
      'no link',
    ]) {
      await assert.rejects(run['workbench:open-external']({ url }), { code: 'invalid' }, url);
    }
  });

  it('copies to the clipboard', async () => {
    const run = await handlers();
    await run['clipboard:write']({ text: 'copied by a page' });
    assert.equal(await vscode.env.clipboard.readText(), 'copied by a page');
  });
});
