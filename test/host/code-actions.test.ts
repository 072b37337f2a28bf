import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ComparedTexts } from '../../src/extension/compared-texts.ts';
import { LastEditor } from '../../src/extension/last-editor.ts';
import { type EditorHandlers, editorHandlers } from '../../src/extension/workbench.ts';
import { closeEditors, editorOn, extension, until } from './extension-under-test.ts';

describe('code of an answer in the editor', () => {
  const texts = new ComparedTexts();
  let last: LastEditor | undefined;
  let run: EditorHandlers;

  beforeEach(async () => {
    const { window } = await extension();
    last = new LastEditor();
    run = editorHandlers(window, last, texts);
  });
  afterEach(async () => {
    last?.dispose();
    await closeEditors();
  });
  after(() => texts.dispose());

  const inner = 'function f() {\n  if (a) {\n    b();\n  }\n}\n';

  it('replaces the selection, as far in as that was, in one step that can be undone', async () => {
    const editor = await editorOn(inner, 'ts');
    editor.selection = new vscode.Selection(1, 2, 3, 3);
    await run['code:replace']({ code: 'try {\n  b();\n} finally {}\n', place: {} });
    assert.equal(editor.document.getText(), 'function f() {\n  try {\n    b();\n  } finally {}\n}\n');
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), inner);
  });

  it('replaces what the question was about when nothing is selected, wherever that stands by now', async () => {
    const { document } = await editorOn('// A new line\nlet a = 1;\nlet b = 2;\n');
    const source = {
      uri: document.uri.toString(),
      range: { startLine: 0, startCharacter: 0, endLine: 0, endCharacter: 10 },
    };
    await editorOn('elsewhere');
    await run['code:replace']({ code: 'const a = 1;', place: { source, prompt: 'let a = 1;' } });
    assert.equal(document.getText(), '// A new line\nconst a = 1;\nlet b = 2;\n');
  });

  it('replaces nothing when it is not clear what', async () => {
    const { document } = await editorOn('let a;\nlet a;\n');
    const source = {
      uri: document.uri.toString(),
      range: { startLine: 5, startCharacter: 0, endLine: 5, endCharacter: 1 },
    };
    const place = { source, prompt: 'let a;' };
    await assert.rejects(run['code:replace']({ code: 'x', place }), { message: /Nothing is selected/ });
    assert.equal(document.getText(), 'let a;\nlet a;\n');
    await closeEditors();
    await assert.rejects(run['code:replace']({ code: 'x', place: {} }), { message: /Open a file first/ });
  });

  const preview = () =>
    until('the preview', () => {
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return input instanceof vscode.TabInputTextDiff && input;
    });

  it('shows what it would change beside the file, and applies that on demand', async () => {
    const editor = await editorOn(inner, 'ts');
    editor.selection = new vscode.Selection(2, 4, 2, 8);
    await run['code:preview']({ code: 'c();', place: {} });
    const { original, modified } = await preview();
    assert.equal(original.toString(), editor.document.uri.toString());
    const shown = await vscode.workspace.openTextDocument(modified);
    assert.equal(shown.getText(), inner.replace('b()', 'c()'));
    assert.equal(shown.languageId, 'typescript');
    assert.equal(editor.document.getText(), inner);
    await vscode.commands.executeCommand('abai.applyCode');
    assert.equal(editor.document.getText(), inner.replace('b()', 'c()'));
    await until('the preview to close', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .every(({ input }) => !(input instanceof vscode.TabInputTextDiff)),
    );
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), inner);
  });

  it('does not apply a preview of a file that has changed since', async () => {
    const { document } = await editorOn('one\n');
    await run['code:preview']({ code: 'two', place: {} });
    const { modified } = await preview();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'new ');
    await vscode.workspace.applyEdit(edit);
    const { window } = await extension();
    await assert.rejects(async () => (await window.codePreviews()).apply(modified), {
      code: 'conflict',
      message: /changed since/,
    });
    assert.equal(document.getText(), 'new one\n');
  });

  it('keeps the line ends of the file', async () => {
    const editor = await editorOn('a\r\nb\r\n');
    editor.selection = new vscode.Selection(0, 0, 1, 0);
    await run['code:preview']({ code: 'x\ny\n', place: {} });
    const { modified } = await preview();
    await (await (await extension()).window.codePreviews()).apply(modified);
    assert.equal(editor.document.getText(), 'x\r\ny\r\nb\r\n');
  });

  it('opens as a new file in its language', async () => {
    await run['code:new-file']({ code: 'print(1)\n', language: 'py' });
    const { document } = vscode.window.activeTextEditor ?? {};
    assert.deepEqual(
      [document?.getText(), document?.languageId, document?.isUntitled],
      ['print(1)\n', 'python', true],
    );
  });

  it('does not go into a terminal when it is not what it looks like, or no command', async () => {
    for (const code of ['ls \u202e; rm', 'echo \u001b]0;x\u0007']) {
      await assert.rejects(run['code:to-terminal']({ code }), { code: 'invalid', message: /not seen/ });
    }
    await assert.rejects(run['code:to-terminal']({ code: '# a comment\n' }), { message: /no command/ });
    assert.equal(vscode.window.terminals.length, 0);
  });

  it('goes into the terminal one command at a time, when somebody chose it, and is not run', async () => {
    let typed = '';
    const terminal = vscode.window.createTerminal({
      name: 'Listening',
      pty: {
        onDidWrite: new vscode.EventEmitter<string>().event,
        open() {},
        close() {},
        handleInput: (text: string) => {
          typed += text;
        },
      },
    });
    try {
      terminal.show(true); // Else it may take the focus from the choice, which closes that.
      await until('the terminal', async () => vscode.window.activeTerminal === terminal);
      let written: boolean | undefined;
      void run['code:to-terminal']({ code: '$ npm ci\n$ npm test\n' }).then((answer) => {
        written = answer.written;
      });
      await until('the choice', async () => {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return written !== undefined;
      });
      assert.equal(written, true);
      await until('the command', async () => typed.includes('npm ci'));
      assert.doesNotMatch(typed, /[\r\n]|npm test/);
    } finally {
      terminal.dispose();
      await until('its end', async () => vscode.window.terminals.length === 0);
    }
  });
});
