import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { AbaiError } from '../../src/protocol/errors.ts';
import { activityHost, activityRow, callAt, giveCalls, projects } from './activity-fixtures.ts';
import { PanelPage, sharedChromium, type ThemeName } from './panel-page.ts';
import type { StageHost } from './run-stage.ts';
import { assertEventually, seriousOf } from './run-stage-checks.ts';
import type { ScriptedHost } from './scripted-host.ts';
import { findTooWide } from './too-wide.ts';

describe('webview: the activity in a browser', function () {
  this.timeout(30_000);
  let browser: Browser;
  let panel: PanelPage | undefined;
  let page: Page;

  before(async () => {
    browser = await sharedChromium();
  });
  afterEach(async () => {
    await panel?.close();
    assert.deepEqual(panel?.problems, []);
    panel = undefined;
  });

  async function open(
    host: StageHost,
    {
      theme = 'dark' as ThemeName,
      width = 1280,
      kept = undefined as unknown,
      language = undefined as 'de' | undefined,
    } = {},
  ): Promise<void> {
    panel = await PanelPage.open(browser, {
      element: 'abai-activity-app',
      // All that a page does with its host is to connect it.
      host: host as unknown as ScriptedHost,
      theme,
      size: { width, height: 900 },
      ...(kept === undefined ? {} : { kept }),
      ...(language === undefined ? {} : { language }),
    });
    page = panel.page;
    await page.locator('main:not([aria-busy])').waitFor();
  }

  /** axe puts styles into the page, which its policy refuses: what was wrong before counts. */
  const assertAccessible = async () => {
    assert.deepEqual(panel!.problems, []);
    assert.deepEqual(await seriousOf(page), []);
    panel!.problems.length = 0;
  };

  const totals = () => page.getByRole('region', { name: 'Totals' });
  const figure = (name: string) => page.locator('.sums div').filter({ hasText: name }).locator('dd');

  it('adds up what was spent, and says what is not in it', async () => {
    await open(
      activityHost([
        activityRow({ cost: 1.25, calls: 4 }),
        activityRow({ provider: 'lab', model: 'own', cost: null, unknownCosts: 3, calls: 3 }),
      ]),
    );
    assert.equal(await figure('Spend').innerText(), 'at least $1.25');
    assert.equal(await figure('Calls').innerText(), '7');
    await page.getByText('Not in the spend: 3 calls of unknown cost.').waitFor();
    const rows = await totals().getByRole('row').allInnerTexts();
    assert.match(rows[1]!, /^GPT-4o\s+\$1\.25\s+4/);
    assert.match(rows[2]!, /^own\s+unknown\s+3/);
    assert.match(rows[3]!, /^All\s+at least \$1\.25\s+7/);
  });

  it('adds up by model, provider, project and day', async () => {
    await open(activityHost());
    const first = async () => (await totals().getByRole('rowheader').allInnerTexts()).slice(0, -1);
    assert.equal((await first()).length, 5);
    await page.getByRole('button', { name: 'Provider', exact: true }).click();
    await assertEventually(async () => assert.ok((await first()).includes('Anthropic')));
    await page.getByRole('button', { name: 'Project', exact: true }).click();
    await assertEventually(async () =>
      assert.deepEqual((await first()).sort(), ['Default', 'Letters to customers']),
    );
    await page.getByRole('button', { name: 'Day', exact: true }).click();
    await assertEventually(async () => assert.match((await first())[0]!, /^\w{3}, \w{3} \d+, \d{4}$/));
  });

  it('shows what is chosen, and keeps it for the next page', async () => {
    const host = activityHost();
    await open(host);
    await page.getByRole('combobox', { name: 'Provider' }).selectOption('openai');
    await assertEventually(async () => assert.equal(await totals().getByRole('rowheader').count(), 3));
    await page.getByRole('combobox', { name: 'Model' }).selectOption('openai:gpt-4o-mini');
    await assertEventually(async () => assert.equal(await totals().getByRole('rowheader').count(), 2));
    await page.getByRole('combobox', { name: 'Project' }).selectOption('p2');
    await assertEventually(() => assert.equal(host.asked('activity:get').at(-1)!.projectId, 'p2'));
    await page.getByRole('button', { name: 'Tokens', exact: true }).click();
    await page.getByRole('heading', { name: 'Tokens', exact: true }).waitFor();
    await panel!.reload();
    await page.getByRole('heading', { name: 'Tokens', exact: true }).waitFor();
    assert.equal(await page.getByRole('combobox', { name: 'Model' }).inputValue(), 'openai:gpt-4o-mini');
    await page.getByRole('combobox', { name: 'Provider' }).selectOption('demo');
    await assertEventually(async () =>
      assert.equal(await page.getByRole('combobox', { name: 'Model' }).inputValue(), ''),
    );
    await page.getByRole('button', { name: 'Show All' }).click();
    await assertEventually(async () => assert.equal(await totals().getByRole('rowheader').count(), 6));
  });

  it('takes days of one’s own', async () => {
    const host = activityHost();
    await open(host);
    await page.getByRole('combobox', { name: 'Days' }).selectOption('own');
    await page.getByRole('textbox', { name: 'From' }).fill('2020-01-01');
    await page.getByRole('textbox', { name: 'To' }).fill('2020-01-31');
    await page.getByText('Nothing was asked in this time that fits.').waitFor();
    const { from, to } = host.asked('activity:get').at(-1)! as { from: number; to: number };
    assert.deepEqual(
      [new Date(from).toDateString(), new Date(to).toDateString()],
      ['Wed Jan 01 2020', 'Fri Jan 31 2020'],
    );
    await page.getByRole('button', { name: 'Show All' }).click();
    await totals().waitFor();
  });

  it('tells the figures of a bar, and saves the plot', async () => {
    const host = activityHost();
    await open(host);
    const plot = page.locator('abai-plot');
    await plot.getByRole('img').last().focus();
    assert.match(await plot.locator('.readout').innerText(), /^\w{3} \d+: \$\d+\.\d\d · Claude Sonnet 4 \$/);
    await page.getByRole('button', { name: 'Save “Spend” as SVG' }).click();
    await assertEventually(() => assert.equal(host.asked('file:save-as').length, 1));
    const [saved] = host.asked('file:save-as') as { name: string; content: string }[];
    assert.equal(saved!.name, 'activity-cost.svg');
    assert.match(saved!.content, /<title>Spend<\/title>/);
  });

  it('draws no spend where there is none, and says why', async () => {
    await open(activityHost([activityRow({ cost: 0 })]));
    await page.getByText('All of this was free').waitFor();
    assert.equal(await page.locator('abai-plot').count(), 0);
    await page.getByRole('button', { name: 'Calls', exact: true }).click();
    await page.locator('abai-plot').waitFor();
  });

  it('reads the figures again when a call has ended', async () => {
    const rows = [activityRow({ calls: 1 })];
    const host = activityHost(rows);
    await open(host);
    assert.equal(await figure('Calls').innerText(), '1');
    rows.push(activityRow({ calls: 2 }));
    host.publish({ type: 'run:deleted', data: { runId: 'r', projectId: 'p1' } });
    await assertEventually(async () => assert.equal(await figure('Calls').innerText(), '3'));
  });

  it('says when there is nothing, when it failed, and when figures are old', async () => {
    const host = activityHost([]);
    await open(host, { kept: { filter: { range: 'all' } } });
    await page.getByText('Nothing was asked yet.').waitFor();
    const answer = host.answers['activity:get']!;
    host.answers['activity:get'] = () => {
      throw new AbaiError('store', 'The disk is full.');
    };
    await panel!.reload();
    await page.getByRole('alert').getByText('The disk is full.').waitFor();
    host.answers['activity:get'] = answer;
    await page.getByRole('button', { name: 'Try Again' }).click();
    await page.getByText('Nothing was asked yet.').waitFor();
    host.answers['activity:get'] = () => {
      throw new AbaiError('store', 'The disk is full.');
    };
    host.publish({ type: 'run:deleted', data: { runId: 'r', projectId: 'p1' } });
    await page.getByText('These figures are from before: The disk is full.').waitFor();
  });

  describe('with single calls', () => {
    let host: StageHost;
    beforeEach(() => {
      host = activityHost();
      giveCalls(
        host,
        Array.from({ length: 250 }, (_, n) => callAt(n)),
      );
    });

    const calls = () => page.locator('.call');
    const openCalls = async (more: Parameters<typeof open>[1] = {}) => {
      await open(host, more);
      await page.getByRole('tab', { name: 'Single Calls' }).click();
      await calls().first().waitFor();
    };

    it('lists them, and more when they are wanted', async () => {
      await openCalls();
      assert.equal(await calls().count(), 100);
      const cells = await calls().nth(2).getByRole('cell').allInnerTexts();
      assert.match(
        cells[1]!,
        /^=SUM\(A1:A9\) — what does this do\?\s+Comparison · Race conditions · Default$/,
      );
      assert.deepEqual(cells.slice(2), ['Claude Sonnet 4', 'Answered', '1202 → 346', '$0.020', '874 ms']);
      const failed = await calls().nth(4).getByRole('cell').allInnerTexts();
      assert.deepEqual(failed.slice(3), ['Failed', '–', '–', '–']);
      await page.getByRole('button', { name: 'Show More' }).click();
      await assertEventually(async () => assert.equal(await calls().count(), 200));
      await page.getByRole('button', { name: 'Show More' }).click();
      await assertEventually(async () => assert.equal(await calls().count(), 250));
      assert.equal(await page.getByRole('button', { name: 'Show More' }).count(), 0);
      assert.deepEqual(
        host.asked('activity:tasks').map(({ before }) => before),
        [undefined, '1.run.100', '1.run.200'],
      );
    });

    it('filters them by kind, state and text, and keeps that', async () => {
      await openCalls();
      await page.getByRole('combobox', { name: 'State' }).selectOption('succeeded');
      await page.getByRole('combobox', { name: 'Kind' }).selectOption('run');
      await page.getByRole('searchbox', { name: 'Text' }).pressSequentially('HAIKU');
      await assertEventually(() => {
        const { filter } = host.asked('activity:tasks').at(-1)! as { filter: Record<string, unknown> };
        assert.deepEqual([filter.kind, filter.states, filter.text], ['run', ['succeeded'], 'HAIKU']);
        assert.equal(typeof filter.from, 'number');
      });
      await page.getByRole('searchbox', { name: 'Text' }).fill('nowhere');
      await assertEventually(() => {
        const { filter } = host.asked('activity:tasks').at(-1)! as { filter: { text?: string } };
        assert.equal(filter.text, 'nowhere');
      });
      await page.getByText('No call fits.').waitFor();
      await panel!.reload();
      await page.getByText('No call fits.').waitFor();
      assert.equal(await page.getByRole('searchbox', { name: 'Text' }).inputValue(), 'nowhere');
      await page.getByRole('searchbox', { name: 'Text' }).fill('');
      await calls().first().waitFor();
    });

    it('opens what a call belongs to', async () => {
      const opened: unknown[] = [];
      host.window['activity-page:open'] = async (place) => {
        opened.push(place);
        return {};
      };
      await openCalls();
      await calls().nth(1).getByRole('button').click();
      await calls().nth(3).getByRole('button').click();
      await assertEventually(() =>
        assert.deepEqual(opened, [
          { comparisonId: 'c1', title: 'Race conditions' },
          { runId: 'run-1', title: 'support-tickets.csv' },
        ]),
      );
    });

    it('has the window export what is shown, and says when that fails', async () => {
      host.window['activity-page:export'] = async () => {
        throw new AbaiError('store', 'The disk is full.');
      };
      await openCalls();
      await page.getByRole('combobox', { name: 'Kind' }).selectOption('run');
      await page.getByRole('button', { name: 'Export…' }).click();
      await page.getByText('The disk is full.').waitFor();
      const [{ filter } = { filter: {} }] = host.asked('activity-page:export') as { filter: object }[];
      assert.equal((filter as { kind?: string }).kind, 'run');
      await page.getByRole('button', { name: 'Dismiss' }).click();
      await page.getByText('The disk is full.').waitFor({ state: 'detached' });
    });

    it('goes on looking for what is rare, and can be stopped', async () => {
      let asked = 0;
      let answer: (() => void) | undefined;
      host.answers['activity:tasks'] = async () => {
        asked += 1;
        if (asked > 3) await new Promise<void>((resolve) => (answer = resolve));
        return { tasks: [], next: `${100 - asked}.run.1`, reached: Date.UTC(2026, 9, 1, 12) };
      };
      await open(host);
      await page.getByRole('tab', { name: 'Single Calls' }).click();

      await page.getByText(/Looked back to 10\/1\/26/).waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByRole('button', { name: 'Show More' }).waitFor();
      answer?.();
      await page.waitForTimeout(100);
      assert.equal(asked, 4);
    });

    it('shows calls that have come since, before the ones from before', async () => {
      const all = [callAt(1), callAt(2)];
      giveCalls(host, all);
      await openCalls();
      assert.equal(await calls().count(), 2);
      all.unshift(callAt(0, { id: 'new', prompt: 'Brand new' }));
      host.publish({ type: 'run:deleted', data: { runId: 'r', projectId: 'p1' } });
      await assertEventually(async () => assert.equal(await calls().count(), 3));
      assert.match(await calls().first().innerText(), /Brand new/);
    });

    it('says when calls could not be read, and tries again', async () => {
      const answer = host.answers['activity:tasks']!;
      host.answers['activity:tasks'] = () => {
        throw new AbaiError('store', 'The disk is full.');
      };
      await open(host);
      await page.getByRole('tab', { name: 'Single Calls' }).click();
      await page.getByRole('alert').getByText('The disk is full.').waitFor();
      host.answers['activity:tasks'] = answer;
      await page.getByRole('button', { name: 'Try Again' }).click();
      await calls().first().waitFor();
    });

    for (const theme of ['dark', 'light', 'high-contrast'] satisfies ThemeName[]) {
      it(`has nothing serious against it, ${theme}`, async () => {
        await openCalls({ theme });
        await assertAccessible();
        await panel!.screenshot(`activity-calls-${theme}`);
      });
    }

    for (const width of [400, 230]) {
      it(`fits into a panel of ${width} pixels`, async () => {
        await openCalls({ width });
        assert.deepEqual(await page.evaluate(findTooWide), []);
        const cells = await calls().nth(1).getByRole('cell').all();
        const boxes = await Promise.all(cells.map(async (cell) => (await cell.boundingBox())!));
        for (const [at, a] of boxes.entries()) {
          for (const b of boxes.slice(at + 1)) {
            const apart =
              a.x + a.width <= b.x + 1 ||
              b.x + b.width <= a.x + 1 ||
              a.y + a.height <= b.y + 1 ||
              b.y + b.height <= a.y + 1;
            assert.ok(apart, `${JSON.stringify(a)} lies on ${JSON.stringify(b)}`);
          }
        }
        await panel!.screenshot(`activity-calls-${width}`);
      });
    }
  });

  it('warns of budgets that are as good as spent, and leads to their settings', async () => {
    const host = activityHost();
    const held = projects.map((project, at) => ({ ...project, settings: { budgetUsd: 20 + at } }));
    host.answers['project:list'] = () => held;
    host.answers['project:budget'] = ({ projectId }) => ({
      budgetUsd: projectId === 'p1' ? 20 : 21,
      spentUsd: projectId === 'p1' ? 17 : 22.5,
      unknownCosts: projectId === 'p1' ? 3 : 0,
      from: '2026-11-01',
      to: '2026-11-30',
    });
    host.window['activity-page:project-settings'] = async () => ({});
    await open(host);
    await page
      .getByText('“Default” has spent $17.00 of its $20.00 for this month. Not counted: 3 calls')
      .waitFor();
    const second = page.locator('abai-message-box').filter({ hasText: 'Letters to customers' });
    assert.match(await second.innerText(), /has spent its budget for this month: \$22\.50 of \$21\.00/);
    await second.getByRole('button', { name: 'Project Settings' }).click();
    await assertEventually(() =>
      assert.deepEqual(host.asked('activity-page:project-settings'), [{ projectId: 'p2' }]),
    );
    await assertAccessible();
    await panel!.screenshot('activity-budget');
  });

  for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'] satisfies ThemeName[]) {
    it(`has nothing serious against it, ${theme}`, async () => {
      await open(activityHost(), { theme });
      await totals().waitFor();
      await assertAccessible();
      if (theme !== 'high-contrast-light') await panel!.screenshot(`activity-${theme}`);
    });
  }

  it('fits into a narrow panel in German too', async () => {
    const host = activityHost();
    giveCalls(
      host,
      Array.from({ length: 20 }, (_, n) => callAt(n)),
    );
    await open(host, { width: 400, language: 'de' });
    await page.getByRole('region', { name: 'Summen' }).waitFor();
    assert.deepEqual(await page.evaluate(findTooWide), []);
    await panel!.screenshot('activity-german-narrow');
    await page.getByRole('tab', { name: 'Einzelne Aufrufe' }).click();
    await page.locator('.call').first().waitFor();
    assert.deepEqual(await page.evaluate(findTooWide), []);
    await panel!.screenshot('activity-calls-german-narrow');
  });

  it('fits into a narrow panel', async () => {
    await open(activityHost(), { width: 400 });
    await totals().waitFor();
    assert.deepEqual(await page.evaluate(findTooWide), []);
    await panel!.screenshot('activity-narrow');
  });
});
