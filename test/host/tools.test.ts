import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { windowTools } from '../../src/extension/tools/window-tools.ts';
import { extension, until } from './extension-under-test.ts';

const idle = new AbortController().signal;

describe('the tools of a window', () => {
  const tools = windowTools();
  const run = (name: string, given: unknown) => tools.run({ name, arguments: given }, { signal: idle });
  const root = () => vscode.workspace.workspaceFolders![0]!.uri.fsPath;

  it('are our own and those that extensions registered', async () => {
    const { tools: listed, mostRounds } = await tools.list();
    const names = listed.map(({ name }) => name);
    assert.equal(mostRounds, 8);
    for (const name of ['read_file', 'list_files', 'search_text', 'diagnostics', 'symbols', 'fake_shout']) {
      assert.ok(names.includes(name), `${name} of ${names}`);
    }
    assert.deepEqual(await run('fake_shout', { text: 'hello' }), { content: 'HELLO' });
    assert.deepEqual(await run('fake_shout', {}), { failed: true, content: 'Nothing to shout.' });
  });

  it('read, list and search the workspace', async () => {
    const read = await run('read_file', { path: 'greet.py', startLine: 2, endLine: 3 });
    assert.match(read.content, /^greet\.py, lines 2 to 3 of \d+\n2: .*for i in range/);
    assert.match((await run('list_files', {})).content, /^greet\.py\nquestions\.csv\nreview\.md$/m);
    assert.equal((await run('list_files', { pattern: '**/*.rs' })).content, 'No file fits **/*.rs.');
    assert.match(
      (await run('search_text', { text: 'DEF GREET' })).content,
      /^greet\.py:1: def greet\(names\):$/m,
    );
    assert.match(
      (await run('search_text', { text: 'DEF GREET', matchCase: true })).content,
      /^No line contains/,
    );
    const wide = path.join(root(), 'wide.txt');
    writeFileSync(wide, Buffer.from('\ufeffGröße über alles\n', 'utf16le'));
    const found = await run('search_text', { text: 'GRÖßE ÜBER', pattern: '*.txt' });
    rmSync(wide);
    assert.match(found.content, /^wide\.txt:1: Größe über alles$/m);
  });

  it('see what is not saved yet', async () => {
    const document = await vscode.workspace.openTextDocument(path.join(root(), 'review.md'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'Not saved yet\n');
    await vscode.workspace.applyEdit(edit);
    assert.match((await run('read_file', { path: 'review.md' })).content, /^1: Not saved yet$/m);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('tell the problems and the symbols of a file', async () => {
    const uri = vscode.Uri.file(path.join(root(), 'greet.py'));
    const problems = vscode.languages.createDiagnosticCollection('abai-test');
    problems.set(uri, [
      new vscode.Diagnostic(
        new vscode.Range(2, 4, 2, 8),
        'Use is not None.',
        vscode.DiagnosticSeverity.Warning,
      ),
    ]);
    const outline = vscode.languages.registerDocumentSymbolProvider(
      { pattern: '**/greet.py' },
      {
        provideDocumentSymbols: () => [
          new vscode.DocumentSymbol(
            'greet',
            '',
            vscode.SymbolKind.Function,
            new vscode.Range(0, 0, 3, 0),
            new vscode.Range(0, 4, 0, 9),
          ),
        ],
      },
    );
    try {
      assert.match(
        (await run('diagnostics', { path: 'greet.py' })).content,
        /^3:5 warning: Use is not None\.$/m,
      );
      assert.match((await run('symbols', { path: 'greet.py' })).content, /^1-4 function greet$/m);
    } finally {
      problems.dispose();
      outline.dispose();
    }
    assert.match((await run('diagnostics', { path: 'review.md' })).content, /no problem/);
  });

  it('leave the workspace by no path, no link and no search', async () => {
    const outside = path.join(tmpdir(), `abai-outside-${process.pid}`);
    const link = path.join(root(), 'way-out');
    mkdirSync(outside, { recursive: true });
    writeFileSync(path.join(outside, 'secret.txt'), 'the secret word');
    symlinkSync(outside, link);
    try {
      for (const written of ['../x', path.join(outside, 'secret.txt'), 'way-out/secret.txt', '/etc/passwd']) {
        const { failed, content } = await run('read_file', { path: written });
        assert.ok(failed && /outside of the workspace/.test(content), content);
      }
      for (const name of ['diagnostics', 'symbols']) {
        assert.equal((await run(name, { path: 'way-out/secret.txt' })).failed, true);
      }
      assert.match((await run('search_text', { text: 'the secret word' })).content, /^No line/);
      assert.doesNotMatch((await run('list_files', {})).content, /secret/);
      assert.equal((await run('list_files', { pattern: '../**' })).failed, true);
    } finally {
      rmSync(link);
      rmSync(outside, { recursive: true });
    }
  });

  it('are neither listed nor run in a workspace that is not trusted', async () => {
    let trusted = true;
    const careful = windowTools(() => trusted);
    assert.ok((await careful.list()).tools.length >= 5);
    trusted = false;
    await assert.rejects(careful.list(), { code: 'conflict', message: /not trusted/ });
    const read = await careful.run({ name: 'read_file', arguments: { path: 'greet.py' } }, { signal: idle });
    assert.equal(read.failed, true);
    assert.match(read.content, /not trusted/);
    const shout = await careful.run({ name: 'fake_shout', arguments: { text: 'a' } }, { signal: idle });
    assert.match(shout.content, /not trusted/);
  });

  it('say what is wrong with a call', async () => {
    const said = async (name: string, given: unknown) => {
      const { failed, content } = await run(name, given);
      assert.equal(failed, true);
      return content;
    };
    assert.match(await said('read_file', {}), /“path” is missing/);
    assert.match(await said('read_file', { path: 7 }), /must be text/);
    assert.match(await said('read_file', [1]), /JSON object/);
    assert.match(await said('read_file', { path: 'nothing.ts' }), /no “nothing\.ts”/);
    assert.match(await said('format_disk', {}), /no tool named/);
  });

  it('answer a comparison whose call was approved', async () => {
    const { window } = await extension();
    const { comparison } = await window.link.request('comparison:start', {
      prompt: 'Read the file greet.py and tell me what it does.',
      models: ['demo:swift'],
      tools: ['read_file'],
    });
    const { conversationId } = comparison.threads[0]!;
    const state = () => window.link.request('chat:state', { conversationId });
    const { calls } = await until('the call', async () => {
      const now = await state();
      return now.state === 'awaiting_tool_approval' && now;
    });
    assert.deepEqual(
      calls.map(({ name, arguments: given }) => [name, given]),
      [['read_file', { path: 'greet.py' }]],
    );
    await window.link.request('chat:approve-tools', {
      conversationId,
      decisions: [{ callId: calls[0]!.id, decision: 'once' }],
    });
    await until('the answer', async () => (await state()).state === 'idle');
    const [, asked, answer] = await window.link.request('messages:list', { conversationId });
    assert.match(asked!.toolResults![0]!.content, /1: def greet/);
    assert.match(answer!.content, /Tool said: greet\.py/);
  });
});
