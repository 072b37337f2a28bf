import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Locator } from 'playwright-core';
import type { Run } from '../../src/protocol/runs.ts';
import { PanelPage, type PanelPageOptions, sharedChromium } from './panel-page.ts';
import { type RunScript, ScriptedRun } from './run-fixtures.ts';
import { ScriptedHost } from './scripted-host.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Opened {
  host: ScriptedHost;
  run: ScriptedRun;
  panel: PanelPage;
  /** A cell by place: column 0 is the row's number. */
  cell(row: number, column: number): Locator;
}

describe('webview: the page of a run', function () {
  this.timeout(60_000);
  let browser: Browser;
  let opened: Opened | undefined;
  before(async () => {
    browser = await sharedChromium();
  });
  afterEach(async () => {
    const problems = opened?.panel.problems ?? [];
    await opened?.panel.close();
    opened = undefined;
    assert.deepEqual(problems, []);
  });

  async function open(script: RunScript = {}, options: PanelPageOptions = {}): Promise<Opened> {
    const host = new ScriptedHost();
    const run = new ScriptedRun(host, script);
    host.runPageState = { runId: run.run.id };
    const panel = await PanelPage.open(browser, { host, element: 'abai-run-app', ...options });
    const cell = (row: number, column: number): Locator => panel.page.locator(`#cell-${row}-${column}`);
    opened = { host, run, panel, cell };
    await cell(-2, 1).getByText('question').waitFor();
    await cell(0, 3).locator('.icon').waitFor();
    return opened;
  }

  it('scrolls to the last of 100,000 rows in 8 columns, and draws only what is in sight', async () => {
    const { panel, cell, host } = await open({ rows: 100_000, variants: 8 });
    const grid = panel.page.getByRole('grid');
    assert.equal(await grid.getAttribute('aria-rowcount'), '100002');
    assert.equal(await grid.getAttribute('aria-colcount'), '11');
    await grid.press('Control+End');
    const last = cell(99_999, 10);
    await last.locator('.icon').waitFor();
    assert.equal(await last.getAttribute('aria-colindex'), '11');
    const row = panel.page.locator('[role=row]', { has: last });
    assert.equal(await row.getAttribute('aria-rowindex'), '100002');
    assert.equal(await cell(99_999, 0).textContent(), '100,000');
    assert.ok((await panel.page.locator('.body .cell').count()) < 400);
    assert.ok(host.asked('run:grid').length < 12, 'what lies between was not asked for');
    assert.equal(await grid.getAttribute('aria-activedescendant'), 'cell-99999-10');
  });

  it('reaches the last of a million rows', async () => {
    const { panel, cell } = await open({ rows: 1_000_000, variants: 2 });
    const grid = panel.page.getByRole('grid');
    await grid.evaluate((scroller) => {
      scroller.scrollTop = scroller.scrollHeight;
    });
    await cell(999_999, 3).locator('.icon').waitFor();
    const [inner, outer] = await Promise.all([cell(999_999, 3).boundingBox(), grid.boundingBox()]);
    assert.ok(inner!.y + inner!.height <= outer!.y + outer!.height + 1, 'the last row is wholly in sight');
  });

  it('opens the detail of a cell by keys, leafs through it, and closes it', async () => {
    const { panel } = await open();
    const grid = panel.page.getByRole('grid');
    await grid.focus();
    await grid.press('ArrowRight');
    await grid.press('ArrowRight');
    await grid.press('Enter');
    const detail = panel.page.locator('abai-run-detail');
    await detail.getByText('You are careful.').waitFor({ state: 'attached' });
    assert.match((await detail.locator('header').textContent()) ?? '', /GPT-4o mini.*Row 1/s);
    await grid.press('ArrowDown');
    await detail.getByText('Row 2').waitFor();
    await grid.press('Escape');
    await detail.waitFor({ state: 'detached' });
  });

  it('copies the whole answer of a cell, not what the grid shows of it', async () => {
    const answer = 'long '.repeat(500);
    const { panel, cell, host } = await open({ answer: () => answer });
    await cell(0, 4).click();
    await panel.page.getByRole('grid').press('Control+c');
    await until(() => host.asked('clipboard:write').length === 1);
    assert.deepEqual(host.asked('clipboard:write'), [{ text: answer }]);
  });

  it('compares two answers to a row in the editor', async () => {
    const { panel, cell, host, run } = await open();
    await cell(4, 4).click({ button: 'right' });
    await panel.page.getByRole('menuitem', { name: 'Compare with Gemini 2.5 Flash' }).click();
    await until(() => host.asked('editor:open-diff').length === 1);
    assert.deepEqual(host.asked('editor:open-diff'), [
      {
        left: run.answer(4, 1),
        right: run.answer(4, 2),
        leftTitle: 'Claude Sonnet 4, row 5',
        rightTitle: 'Gemini 2.5 Flash, row 5',
      },
    ]);
  });

  it('retries a cell, a row and a column, the last two after a question', async () => {
    const { panel, cell, host } = await open();
    Object.assign(host.answers, { 'run:retry': () => opened!.run.run });
    const choose = async (name: string): Promise<void> => {
      await cell(1, 3).click({ button: 'right' });
      await panel.page.getByRole('menuitem', { name }).click();
    };
    await choose('Retry Cell');
    await until(() => host.asked('run:retry').length === 1);
    await choose('Retry Row…');
    await until(() => host.asked('run:retry').length === 2);
    host.confirmed = false;
    await choose('Retry Column…');
    await until(() => host.asked('workbench:confirm').length === 2);
    await panel.page.waitForTimeout(100);
    assert.deepEqual(
      host.asked('run:retry').map(({ what }) => what),
      [{ cellIds: ['c-1-0-0'] }, { row: 1 }],
    );
  });

  it('sorts by a header, searches and filters, and shows when nothing fits', async () => {
    const { panel, cell, host } = await open({ status: (row) => (row === 7 ? 'failed' : 'succeeded') });
    const { page } = panel;
    await cell(-2, 1).click();
    await until(() => host.asked('run:grid').some(({ sort }) => sort !== undefined));
    assert.deepEqual(host.asked('run:grid').at(-1)!.sort, { by: { column: 0 } });
    await cell(-2, 3).click();
    await page.getByRole('menuitemcheckbox', { name: 'Sort by Latency' }).click();
    await until(() => JSON.stringify(host.asked('run:grid').at(-1)!.sort).includes('latency'));
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.locator('abai-filter-form vscode-checkbox').nth(5).click();
    await page.locator('abai-filter-form').getByText('Apply').click();
    await page.getByText('1 row of 100').waitFor();
    assert.deepEqual(host.asked('run:grid').at(-1)!.filters, [{ status: ['failed'] }]);
    await page.locator('abai-run-toolbar .chip').getByText('Any model: Failed').waitFor();
    await page.getByRole('searchbox').fill('no such words');
    await page.getByText('No row fits the search and the filters.').waitFor();
    await page.getByText('Show All Rows').click();
    await page.getByText('100 rows').waitFor();
    assert.deepEqual(Object.keys(host.asked('run:grid').at(-1)!).sort(), ['from', 'limit', 'runId', 'sort']);
  });

  it('is arranged by mouse and keys, and finds all that again after a reload', async () => {
    const { panel, cell } = await open();
    const { page } = panel;
    const width = async (): Promise<number | undefined> => (await cell(-2, 3).boundingBox())?.width;
    await cell(-2, 3).waitFor();
    const before = (await width())!;
    const grid = page.getByRole('grid');
    await grid.focus();
    await grid.press('ArrowRight');
    await grid.press('ArrowRight');
    await grid.press('ArrowUp');
    await grid.press('ArrowUp');
    await grid.press('Alt+ArrowRight');
    await until(async () => (await width()) === before + 16);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'source' }).click();
    await cell(-2, 3).getByText('source').waitFor();
    await page.getByRole('tab', { name: 'Summary' }).click();
    await page.waitForTimeout(400);
    await panel.reload();
    await page.getByRole('tab', { name: 'Summary', selected: true }).waitFor();
    await page.getByRole('tab', { name: 'Grid' }).click();
    await cell(-2, 3).getByText('source').waitFor();
    assert.equal((await cell(-2, 4).boundingBox())!.width, before + 16);
  });

  it('follows a run that moves on, with its bar, its rows and its sums', async () => {
    const { panel, cell, host, run } = await open({
      status: (row) => (row < 3 ? 'succeeded' : row === 3 ? 'running' : 'pending'),
      run: { status: 'running', cells: { total: 300, succeeded: 9, failed: 0, cancelled: 0 } },
    });
    const { page } = panel;
    await cell(3, 3).getByText('Answering…').waitFor();
    const sums = host.asked('run:summary').length;
    run.script.status = (row) => (row < 40 ? 'succeeded' : 'pending');
    for (let done = 9; done < 120; done += 10) {
      run.update(host, { cells: { total: 300, succeeded: done, failed: 1, cancelled: 0 } });
      await page.waitForTimeout(40);
    }
    await cell(3, 3).locator('.badge').waitFor();
    await page.getByText('120 of 300 cells').waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('aria-valuenow'), '120');
    assert.ok(host.asked('run:summary').length - sums <= 2, 'sums are asked for once a second');
    run.update(host, { status: 'paused', reason: 'The cap of $1.00 is reached.' });
    await page.locator('abai-message-box', { hasText: 'The cap of $1.00 is reached.' }).waitFor();
    await page.getByText('Paused', { exact: true }).waitFor();
  });

  it('offers what the cause of a pause asks for, and nothing else', async () => {
    const { panel, host, run } = await open({ run: { status: 'running' } });
    const { page } = panel;
    const box = page.locator('abai-run-header abai-message-box');
    const offered = () => box.locator('vscode-button').allTextContents();
    const causes: [cause: Run['pausedBecause'], button: string[]][] = [
      ['person', []],
      ['cost-cap', ['Raise and Resume']],
      ['interrupted', ['Continue']],
      ['key', ['Set API Key…']],
      ['batch', ['Settle the Batch…']],
      ['refused', []],
      ['error', []],
    ];
    for (const [pausedBecause, buttons] of causes) {
      // A cap that is nearly reached is no cause by itself.
      const reason =
        pausedBecause === 'cost-cap'
          ? 'The cost cap of $0.0001 is reached: $0.00006 spent, $0.00002 reserved, and the next call may cost $0.00004. Raise it to go on.'
          : `It is paused: ${pausedBecause}.`;
      run.update(host, { status: 'paused', pausedBecause, reason, maxCostUsd: 0.0001 } as Partial<Run>);
      await box.getByText(reason).waitFor();
      const words = (await offered()).map((text) => text.trim());
      assert.deepEqual(words, buttons, pausedBecause);
    }
    run.update(host, { pausedBecause: 'batch', reason: 'One is unclear.' } as Partial<Run>);
    await box.locator('vscode-button', { hasText: 'Settle' }).click();
    const waitsForKey = 'Needs a window with the key for OpenAI.';
    const none = { pausedBecause: undefined, reason: undefined };
    run.update(host, { ...none, status: 'running' } as Partial<Run>);
    await box.waitFor({ state: 'detached' });
    run.update(host, { waitsForKey });
    await box.getByText(waitsForKey).waitFor();
    assert.equal(await page.locator('abai-run-header [role="status"]').textContent(), waitsForKey);
    await box.locator('vscode-button', { hasText: 'Continue Here…' }).click();
    await until(() => host.asked('workbench:unblock-run').length === 2);
    assert.deepEqual(host.asked('workbench:unblock-run'), [{ runId: 'run-1' }, { runId: 'run-1' }]);
    run.update(host, { waitsForKey: undefined } as Partial<Run>);
    await box.waitFor({ state: 'detached' });
  });

  it('pauses, resumes, cancels, goes on with the rest and exports', async () => {
    const { panel, host, run } = await open({ run: { status: 'running' } });
    const { page } = panel;
    for (const [method, status] of [
      ['run:pause', 'paused'],
      ['run:resume', 'running'],
      ['run:cancel', 'cancelled'],
      ['run:extend', 'running'],
    ] as const) {
      Object.assign(host.answers, {
        [method]: () => {
          run.run = { ...run.run, status, rows: { taken: 100, all: 1319 }, updatedAt: run.run.updatedAt + 1 };
          return run.run;
        },
      });
    }
    for (const name of ['Pause', 'Resume', 'Cancel', 'Continue with the Rest']) {
      await page.locator('abai-run-header vscode-button', { hasText: name }).first().click();
    }
    await page.locator('abai-run-header').getByText('Pause').waitFor();
    await page.locator('abai-run-header').getByText('Export…').click();
    await until(() => host.asked('workbench:export-run').length === 1);
    const actions = host.requests
      .map(({ method }) => method)
      .filter((method) => /^run:(pa|res|ca|ext)/.test(method));
    assert.deepEqual(actions, ['run:pause', 'run:resume', 'run:cancel', 'run:extend']);
    assert.ok(host.asked('run:pause')[0]!.requestId, 'an action has an id');
  });

  it('says when the run is gone, was deleted, or cannot be read, and tries again', async () => {
    const { panel, host, run } = await open();
    const { page } = panel;
    await page.getByRole('grid').waitFor();
    host.publish({ type: 'run:deleted', data: { runId: 'run-1', projectId: 'project-1' } });
    await page.getByText('“gsm8k-test.csv” was deleted.').waitFor();
    host.publish({ type: 'run:created', data: { run: run.run } });
    await page.getByRole('grid').waitFor();
    const { 'run:get': get } = host.answers;
    delete host.answers['run:get'];
    host.publish({ type: 'data:replaced', data: {} });
    await page.getByText('Nobody scripted run:get.').waitFor();
    Object.assign(host.answers, { 'run:get': get });
    await page.getByText('Try Again').click();
    await page.getByRole('grid').waitFor();
  });

  it('is the setup view while there is no run, and shows the one that is started there', async () => {
    const host = new ScriptedHost();
    const run = new ScriptedRun(host);
    const panel = await PanelPage.open(browser, { host, element: 'abai-run-app' });
    opened = { host, run, panel, cell: (row, column) => panel.page.locator(`#cell-${row}-${column}`) };
    const setup = panel.page.locator('abai-run-setup');
    await setup.waitFor();
    await setup.evaluate((element, detail) => {
      element.dispatchEvent(new CustomEvent('abai-run-started', { detail }));
    }, run.run);
    await panel.page.getByRole('grid').waitFor();
    assert.equal((host.asked('run-page:showing').at(-1) as { runId?: string }).runId, 'run-1');
  });

  it('shows hostile answers as text', async () => {
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
    const { panel, cell } = await open({ answer: () => hostile });
    await cell(0, 3).getByText('<img src=x').waitFor();
    await cell(0, 3).click();
    await panel.page.locator('abai-run-detail').getByText('Prompt sent').waitFor();
    assert.equal(await panel.page.title(), 'A-B/AI');
  });

  for (const theme of ['dark', 'light', 'high-contrast'] as const) {
    it(`has nothing serious against its accessibility, ${theme}`, async () => {
      const { panel, cell } = await open(
        {
          repeats: 3,
          status: (row, variant) => (row === 2 ? 'failed' : variant === 1 ? 'running' : 'succeeded'),
        },
        { theme },
      );
      await cell(0, 3).click();
      await panel.page.locator('abai-run-detail').getByText('Prompt sent').waitFor();
      await panel.page.evaluate(axe);
      const violations = await panel.page.evaluate(async () => {
        interface Violation {
          id: string;
          impact: string;
          nodes: { target: unknown[]; failureSummary: string }[];
        }
        const { run } = (window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe;
        return (await run()).violations;
      });
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('\n')}`,
        );
      assert.deepEqual(serious, []);
      // The checker itself brings styles, which the page's policy refuses.
      panel.problems.length = 0;
    });
  }
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Never came: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
