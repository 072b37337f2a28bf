import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  closeEditors,
  demoModels,
  editorOn,
  extension,
  finished,
  historyNode,
  panelTabs,
  shownHistory,
  until,
} from './extension-under-test.ts';

const question = 'Why do bridges have expansion joints?';

describe('commands', () => {
  afterEach(closeEditors);

  it('are all registered', async () => {
    await extension();
    const manifest = vscode.extensions.getExtension('ab-ai.ab-ai')?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const registered = new Set(await vscode.commands.getCommands(true));
    const promised = manifest.contributes.commands.map(({ command }) => command);
    assert.ok(promised.length > 5);
    assert.deepEqual(
      promised.filter((command) => !registered.has(command)),
      [],
    );
  });

  it('compares a selection: saved, in a panel, in the history', async () => {
    const { window } = await extension();
    await window.context.globalState.update('abai.models', demoModels);
    const editor = await editorOn(`Some notes.\n${question}\nMore notes.`);
    editor.selection = new vscode.Selection(1, 0, 1, question.length);
    const uri = editor.document.uri.toString();

    const running = vscode.commands.executeCommand('abai.compareSelection');
    const [summary] = await until('the comparison', async () => {
      // The model picker comes up with the models chosen last; this presses Enter in it.
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      const list = await window.link.request('comparison:list', { limit: 1 });
      return list[0]?.name === question && list;
    });
    await running;
    assert.ok(summary);

    const detail = await finished(summary.id);
    assert.equal(detail.comparison.prompt, question);
    assert.deepEqual(
      detail.comparison.threads.map(({ model }) => model),
      demoModels,
    );
    assert.equal(detail.comparison.source?.uri, uri);
    assert.equal(detail.comparison.source?.range?.startLine, 1);
    for (const thread of detail.comparison.threads) {
      const answer = detail.messages[thread.conversationId]?.at(-1);
      assert.equal(answer?.status, 'complete');
      assert.ok(answer.content.length > 20);
    }
    assert.equal(panelTabs().length, 1);

    const node = await until('the comparison in the history', () => historyNode(summary.id));
    assert.deepEqual(node.comparison.models, demoModels);
    const kinds = (await shownHistory()).map(({ node: { kind } }) => kind);
    assert.deepEqual(kinds.slice(0, 3), ['project', 'day', 'comparison']);
    const day = (await shownHistory()).find(({ node: { kind } }) => kind === 'day');
    assert.equal(day?.item.label, 'Today');
  });

  it('skips remembered models that no longer exist', async () => {
    const { window } = await extension();
    await window.context.globalState.update('abai.models', ['demo:gone', 'demo:swift']);
    const editor = await editorOn('Which models are left?');
    editor.selection = new vscode.Selection(0, 0, 0, 22);
    const running = vscode.commands.executeCommand('abai.compareSelection');
    const summary = await until('the comparison', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      const [newest] = await window.link.request('comparison:list', { limit: 1 });
      return newest?.name === 'Which models are left?' && newest;
    });
    await running;
    assert.deepEqual(summary.models, ['demo:swift']);
    assert.deepEqual(window.context.globalState.get('abai.models'), ['demo:swift']);
    await finished(summary.id);
  });

  it('opens a comparison of the history once, and again when it was closed', async () => {
    const [comparison] = (await shownHistory()).filter(({ node }) => node.kind === 'comparison');
    assert.ok(comparison);
    await vscode.commands.executeCommand('abai.history.open', comparison.node);
    await until('the panel', () => panelTabs().length === 1);
    await vscode.commands.executeCommand('abai.history.open', comparison.node);
    assert.equal(panelTabs().length, 1);
    await closeEditors();
    await vscode.commands.executeCommand('abai.history.open', comparison.node);
    await until('the panel again', () => panelTabs().length === 1);
  });

  it('without an editor opens an empty composer', async () => {
    await closeEditors();
    await vscode.commands.executeCommand('abai.compareSelection');
    await until('the composer', () => panelTabs().length === 1);
    assert.equal(panelTabs()[0]?.label, 'New Comparison');
  });
});
