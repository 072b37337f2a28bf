import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { bradleyTerry, pairRates } from '../../src/core/standings.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { Vote } from '../../src/protocol/votes.ts';
import { drawRanking, points, rankingLines } from '../../webview/components/standings/ranking-plot.ts';
import { standingRows } from '../../webview/components/standings/standing-rows.ts';
import { finished, makeDetail } from './fixtures.ts';
import { PanelPage, type PanelPageOptions, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';
import { ScriptedVotes } from './scripted-votes.ts';
import { findTooWide } from './too-wide.ts';

const models = ['demo:swift', 'openai:gpt-4o', 'anthropic:claude-sonnet-4'];

function ballots(wins: readonly number[], ties = 2): Pick<Vote, 'verdict' | 'winner' | 'models'>[] {
  return [
    ...wins.flatMap((count, at) =>
      Array.from({ length: count }, () => ({ verdict: 'winner' as const, winner: models[at]!, models })),
    ),
    ...Array.from({ length: ties }, () => ({ verdict: 'tie' as const, models })),
  ];
}

function standingsOf(cast: ReturnType<typeof ballots>) {
  const ranking = cast.length < 20 ? {} : { ranking: bradleyTerry(cast) };
  return { votes: cast.length, pairs: pairRates(cast), ...ranking };
}

describe('webview: figures of standings', () => {
  it('name the preferred model of each pair first, and tell chance from more', () => {
    const rows = standingRows(pairRates(ballots([1, 30, 3])), (reference) => reference);
    const [best] = rows;
    assert.deepEqual(
      [best!.first, best!.wins, best!.losses, best!.ties, best!.clear],
      ['openai:gpt-4o', 30, 3, 2, true],
    );
    for (const { rate, low, high, wins, losses } of rows) {
      assert.ok(rate >= 0.5 && low <= rate && rate <= high);
      assert.ok(wins >= losses);
    }
    const even = standingRows(pairRates(ballots([2, 2, 2])), (reference) => reference);
    assert.ok(even.every(({ clear }) => !clear));
  });

  it('are drawn with whiskers that hold the rating and stay inside', () => {
    const lines = rankingLines(bradleyTerry(ballots([5, 12, 8])), (reference) => reference);
    assert.deepEqual(
      lines.map(({ label }) => label),
      ['openai:gpt-4o', 'anthropic:claude-sonnet-4', 'demo:swift'],
    );
    for (const width of [280, 840]) {
      const { shapes, spots, height } = drawRanking(lines, width);
      assert.equal(spots.length, 3);
      for (const shape of shapes) {
        const places = shape.kind === 'line' ? [shape.x1, shape.x2] : [shape.x];
        for (const x of places) assert.ok(x >= 0 && x <= width, `${shape.kind} at ${x} of ${width}`);
        if (shape.kind === 'line') assert.ok(Math.max(shape.y1, shape.y2) <= height);
      }
    }
    assert.match(drawRanking(lines, 840).spots[0]!.text, /^1\. openai:gpt-4o: \+\d+ points \(/u);
    assert.deepEqual([points(12.4), points(-3.6), points(0.2)], ['+12', '−4', '0']);
  });
});

describe('webview: standings', function () {
  this.timeout(30_000);
  let browser: Browser;
  let host: ScriptedHost;
  let panel: PanelPage;

  before(async () => {
    browser = await sharedChromium();
  });
  beforeEach(() => {
    host = new ScriptedHost();
    host.panelState = { standings: true, draft: { prompt: 'Kept', models } };
    host.answers['vote:standings'] = () => standingsOf(ballots([5, 12, 8]));
  });
  afterEach(async () => {
    await panel.close();
    assert.deepEqual(panel.problems, []);
  });

  async function open(options: PanelPageOptions = {}): Promise<void> {
    panel = await PanelPage.open(browser, { host, ...options });
    await panel.page.getByRole('heading', { name: 'Standings' }).waitFor();
  }

  const button = (name: string) => panel.page.getByRole('button', { name, exact: true });

  it('rank models and compare pairs, and go back to what was there', async () => {
    await open();
    const { page } = panel;
    await page.getByRole('heading', { name: 'Ranking' }).waitFor();
    await page.getByRole('img', { name: /^1\. GPT-4o: \+/u }).waitFor();
    const row = page.getByRole('row', { name: /^GPT-4o over Swift/u });
    assert.match(await row.innerText(), /68 % \(\d\d–\d\d\)/u);
    await page.getByText('27 votes in this project.').waitFor();
    await button('Back').click();
    await page.getByRole('textbox', { name: 'Prompt' }).waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Prompt' }).inputValue(), 'Kept');
  });

  it('are reached from the vote bar, count for its project, and outlive a reload', async () => {
    new ScriptedVotes(host);
    host.put(makeDetail({ answers: () => ({ ...finished, content: 'An answer.' }) }));
    host.panelState = { comparisonId: 'comparison-1' };
    panel = await PanelPage.open(browser, { host });
    await button('Standings…').click();
    await panel.page.getByRole('heading', { name: 'Ranking' }).waitFor();
    assert.deepEqual(host.asked('vote:standings'), [{ projectId: 'p' }]);
    assert.equal(host.asked('panel:showing').at(-1)!.title, 'Standings');
    host.panelState = {};
    await panel.reload();
    await panel.page.getByRole('heading', { name: 'Ranking' }).waitFor();
    await button('Back').click();
    await panel.column('Swift').waitFor();
  });

  it('count anew when somebody votes', async () => {
    host.answers['vote:standings'] = () => standingsOf(ballots([1, 0, 0], 0));
    await open();
    await panel.page.getByText('1 vote in this project.').waitFor();
    await panel.page.getByText('A ranking shows from 20 votes on').waitFor();
    host.answers['vote:standings'] = () => standingsOf(ballots([1, 30, 0], 0));
    host.publish({ type: 'vote:withdrawn', data: { voteId: 'v', comparisonId: 'c' } });
    await panel.page.getByText('31 votes in this project.').waitFor();
    await panel.page.getByRole('heading', { name: 'Ranking' }).waitFor();
  });

  it('say that there is nothing yet, that all was bad, and what went wrong', async () => {
    host.answers['vote:standings'] = () => ({ votes: 0, pairs: [] });
    await open();
    await panel.page.getByText('Nobody has voted in this project yet.').waitFor();
    await panel.screenshot('standings-empty');
    host.answers['vote:standings'] = () => ({ votes: 2, pairs: [] });
    await panel.reload();
    await panel.page.getByText('So far all answers were found bad.').waitFor();
    host.answers['vote:standings'] = () => {
      throw new AbaiError('store', 'The disk is full.');
    };
    await panel.reload();
    await panel.page.getByText('The disk is full.').waitFor();
    await panel.screenshot('standings-error');
    host.answers['vote:standings'] = () => standingsOf(ballots([5, 12, 8]));
    await button('Try Again').click();
    await panel.page.getByRole('heading', { name: 'Ranking' }).waitFor();
  });

  it('save the ranking as a picture', async () => {
    await open();
    await button('Save “Ranking” as SVG').click();
    await button('Save “Ranking” as PNG').click();
    await panel.page.waitForFunction(() => true);
    const deadline = Date.now() + 5000;
    while (host.asked('file:save-as').length < 2 && Date.now() < deadline)
      await panel.page.waitForTimeout(20);
    assert.deepEqual(
      host.asked('file:save-as').map(({ name }) => name),
      ['ranking.svg', 'ranking.png'],
    );
  });

  for (const [name, theme, width] of [
    ['dark', 'dark', 1280],
    ['light', 'light', 1280],
    ['high-contrast', 'high-contrast', 1280],
    ['narrow', 'dark', 400],
  ] as const) {
    it(`fit their tab, ${name}`, async () => {
      await open({ theme, size: { width, height: 800 } });
      await panel.page.getByRole('img', { name: /^1\. GPT-4o/u }).waitFor();
      await panel.screenshot(`standings-${name}`);
      assert.deepEqual(await panel.page.evaluate(findTooWide), []);
    });
  }
});
