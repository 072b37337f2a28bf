import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  extension,
  finished,
  historyNode,
  shownHistory,
  startComparison,
  until,
} from './extension-under-test.ts';

/** Counts how often the view is told to look again. */
async function changes(): Promise<{ count: number; stop(): void }> {
  const { history } = await extension();
  const seen = { count: 0, stop: () => {} };
  const subscription = history.tree.onDidChangeTreeData(() => {
    seen.count += 1;
  });
  seen.stop = () => subscription.dispose();
  return seen;
}

describe('the history', () => {
  it('follows events: start, end, rename, delete, undo', async () => {
    const { window } = await extension();
    await shownHistory();
    const seen = await changes();
    const { comparison } = await startComparison('What keeps a satellite in orbit?', ['demo:swift']);
    const { id } = comparison;
    await until('the view to be told of the start', () => seen.count > 0);
    const node = await historyNode(id);
    assert.ok(node);

    await finished(id);
    await until('the end to show', async () => {
      const found = await historyNode(id);
      return found?.comparison.statuses.every((status) => status === 'complete');
    });

    await window.link.request('comparison:rename', { comparisonId: id, name: 'Orbits' });
    await until('the new name', async () => (await historyNode(id))?.comparison.name === 'Orbits');

    seen.count = 0;
    await vscode.commands.executeCommand('abai.history.delete', node);
    await until('the deletion', async () => (await historyNode(id)) === undefined);
    await window.link.request('comparison:restore', { comparisonId: id });
    await until('the undo', async () => (await historyNode(id))?.comparison.name === 'Orbits');
    await until('the view to be told of it', () => seen.count > 0);
    seen.stop();
  });

  it('deletes several at once', async () => {
    const ids: string[] = [];
    for (const prompt of ['first of two', 'second of two']) {
      ids.push((await startComparison(prompt, ['demo:swift'])).comparison.id);
    }
    const nodes = await Promise.all(ids.map((id) => until('it in the history', () => historyNode(id))));
    await vscode.commands.executeCommand('abai.history.delete', nodes[0], nodes);
    await until('the deletion', async () => {
      const left = await Promise.all(ids.map((id) => historyNode(id)));
      return left.every((node) => node === undefined);
    });
  });

  it('says what a comparison holds', async () => {
    const { comparison } = await startComparison('How do *tides* work?', ['demo:swift', 'demo:sage']);
    await finished(comparison.id);
    const shown = await until('the end to show', async () => {
      const all = await shownHistory();
      return all.find(
        ({ node }) =>
          node.kind === 'comparison' &&
          node.comparison.id === comparison.id &&
          !node.comparison.statuses.includes('generating'),
      );
    });
    const { item } = shown;
    assert.equal(item.label, 'How do *tides* work?');
    assert.equal(item.description, '2 models');
    assert.match(item.accessibilityInformation?.label ?? '', /2 models, complete/);
    assert.ok(item.tooltip instanceof vscode.MarkdownString);
    assert.match(item.tooltip.value, /demo:sage/);
    assert.match(item.tooltip.value, /free/);
    assert.doesNotMatch(item.tooltip.value, /[^\\]\*tides/, 'a name is text, not Markdown');
  });

  it('is there after the back end was closed and opened again', async () => {
    const { window } = await extension();
    const { comparison } = await startComparison('Where do rivers begin?', ['demo:swift']);
    await finished(comparison.id);
    const before = (await shownHistory()).length;
    await window.link.reopen();
    await vscode.commands.executeCommand('abai.history.refresh');
    const node = await historyNode(comparison.id);
    assert.equal(node?.comparison.name, 'Where do rivers begin?');
    assert.equal((await shownHistory()).length, before);
  });
});
