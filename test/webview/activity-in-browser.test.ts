import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { AbaiError } from '../../src/protocol/errors.ts';
import { activityHost, activityRow } from './activity-fixtures.ts';
import { launchChromium, PanelPage, type ThemeName } from './panel-page.ts';
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
    browser = await launchChromium();
  });
  after(() => browser.close());
  afterEach(async () => {
    await panel?.close();
    assert.deepEqual(panel?.problems, []);
    panel = undefined;
  });

  async function open(
    host: StageHost,
    { theme = 'dark' as ThemeName, width = 1280, kept = undefined as unknown } = {},
  ): Promise<void> {
    panel = await PanelPage.open(browser, {
      element: 'abai-activity-app',
      // All that a page does with its host is to connect it.
      host: host as unknown as ScriptedHost,
      theme,
      size: { width, height: 900 },
      ...(kept === undefined ? {} : { kept }),
    });
    page = panel.page;
    await page.locator('main:not([aria-busy])').waitFor();
  }

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

  for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'] satisfies ThemeName[]) {
    it(`has nothing serious against it, ${theme}`, async () => {
      await open(activityHost(), { theme });
      await totals().waitFor();
      assert.deepEqual(await seriousOf(page), []);
      if (theme !== 'high-contrast-light') await panel!.screenshot(`activity-${theme}`);
    });
  }

  it('fits into a narrow panel', async () => {
    await open(activityHost(), { width: 400 });
    await totals().waitFor();
    assert.deepEqual(await page.evaluate(findTooWide), []);
    await panel!.screenshot('activity-narrow');
  });
});
