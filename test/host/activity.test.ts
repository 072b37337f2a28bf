import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { extension, finished, startComparison, until } from './extension-under-test.ts';

const tabs = (viewType: string): vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs: all }) => all)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(viewType));

describe('activity', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('opens in one tab', async () => {
    await vscode.commands.executeCommand('abai.showActivity');
    await until('the tab', () => tabs('abai.activity').length === 1);
    await vscode.commands.executeCommand('abai.showActivity');
    assert.equal(tabs('abai.activity').length, 1);
    assert.equal(tabs('abai.activity')[0]!.label, vscode.l10n.t('Activity'));
  });

  it('has the answers of comparisons, and writes them to a file', async () => {
    const { window } = await extension();
    const detail = await startComparison('What is in the activity?');
    await finished(detail.comparison.id);
    const { tasks } = await window.link.request('activity:tasks', {
      filter: { text: 'in the activity?' },
    });
    assert.equal(tasks.length, 3);
    assert.ok(
      tasks.every(
        ({ comparisonId, state }) => comparisonId === detail.comparison.id && state === 'succeeded',
      ),
    );
    const folder = await mkdtemp(path.join(tmpdir(), 'abai-activity-'));
    try {
      const file = path.join(folder, 'calls.json');
      await window.link.request('activity:export', {
        filter: { text: 'in the activity?' },
        format: 'json',
        path: file,
      });
      const records = JSON.parse(await readFile(file, 'utf8')) as { prompt: string }[];
      assert.deepEqual(new Set(records.map(({ prompt }) => prompt)), new Set(['What is in the activity?']));
      assert.equal(records.length, 3);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('is counted in the status bar while answers are on their way, which leads to them', async () => {
    const { window } = await extension();
    const watch = await window.runWatch();
    const detail = await startComparison('Write a long essay about slow answers.', [
      'demo:bard',
      'demo:sage',
    ]);
    const text = await until('the status bar', () => watch.statusBarText);
    assert.match(text, /[12] in flight/);
    await vscode.commands.executeCommand('abai.showActivity', 'running');
    await until('a tab', () => tabs('abai.comparison').length + tabs('abai.activity').length > 0);
    await finished(detail.comparison.id);
    await until('nothing to be in flight', () => !/in flight/.test(watch.statusBarText ?? ''));
  });

  it('warns of a budget once, however many windows hear of it', async () => {
    const { window } = await extension();
    const { firstToTell } = await import('../../src/extension/told-once.ts');
    const { budgetSentence } = await import('../../src/extension/activity/budget-notice.ts');
    const name = `budget-p-${Date.now()}`;
    const first = await Promise.all([1, 2, 3].map(() => firstToTell(window, name)));
    assert.deepEqual(
      first.filter((told) => told),
      [true],
    );
    const crossing = {
      projectId: 'p',
      projectName: 'Letters',
      budgetUsd: 20,
      spentUsd: 16.5,
      month: '2026-11',
    };
    assert.equal(
      budgetSentence({ ...crossing, percent: 80 }),
      'The project “Letters” has spent $16.50 of its $20.00 for this month.',
    );
    assert.match(budgetSentence({ ...crossing, percent: 100 }), /spent its budget .*Nothing is stopped\.$/);
  });

  it('warns of a budget that was reached while no window was open', async () => {
    const { window } = await extension();
    const { tellReachedBudgets } = await import('../../src/extension/activity/budget-notice.ts');
    const asked: string[] = [];
    const link = {
      request: async (method: string, params: { projectId?: string }) => {
        asked.push(params.projectId ?? method);
        if (method === 'project:budget') {
          return { budgetUsd: 10, spentUsd: 9, unknownCosts: 0, from: '2026-11-01', to: '2026-11-30' };
        }
        return [
          { id: `held-${Date.now()}`, name: 'Held', settings: { budgetUsd: 10 } },
          { id: 'free', name: 'Free', settings: {} },
        ];
      },
    };
    await tellReachedBudgets({ context: window.context, log: window.log, link } as unknown as typeof window);
    assert.deepEqual([asked.length, asked[0]], [2, 'project:list']);
    const told = vscode.Uri.joinPath(window.context.globalStorageUri, 'told');
    await until('the mark that it was told', async () => {
      const marks = await vscode.workspace.fs.readDirectory(told);
      return marks.some(([name]) => name === `budget-${asked[1]}-2026-11-80-10`);
    });
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  it('has its page do in the window what needs one', async () => {
    const { window } = await extension();
    const detail = await startComparison('Open me from the activity');
    await finished(detail.comparison.id);
    const { activityPageHandlers } = await import('../../src/extension/activity/page-handlers.ts');
    await activityPageHandlers(window)['activity-page:open']({
      comparisonId: detail.comparison.id,
      title: 'Open me',
    });
    await until('the comparison', () => tabs('abai.comparison').length === 1);
  });
});
