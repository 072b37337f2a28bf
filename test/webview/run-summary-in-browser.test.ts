import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { AbaiError } from '../../src/protocol/errors.ts';
import { sharedChromium } from '../harness/chromium.ts';
import type { ThemeName } from './panel-page.ts';
import { gsm8k } from './run-setup-fixtures.ts';
import { RunStage, type StageHost } from './run-stage.ts';
import { assertEventually, seriousOf } from './run-stage-checks.ts';
import {
  bounds,
  emptySummary,
  models,
  summaryHost,
  summaryRun,
  variantSummary,
} from './run-summary-fixtures.ts';

const labels = models.map(({ label }) => label);
const checks = ['number=={{expected}}', 'contains==yes'];
const run = summaryRun(labels);
const whole = {
  variants: models.map((figures, at) => variantSummary(figures, at, checks)),
  latencyBounds: bounds,
};

describe('webview: the summary of a run in a browser', function () {
  this.timeout(30_000);
  let browser: Browser;
  let stage: RunStage;
  let page: Page;

  before(async () => {
    browser = await sharedChromium();
  });
  afterEach(async () => {
    await stage.close();
    assert.deepEqual(stage.problems, []);
  });

  async function open(host: StageHost, theme?: ThemeName, width = 1280): Promise<void> {
    stage = await RunStage.open(browser, host, theme, { width, height: 1400 });
    page = stage.page;
    await page.getByRole('region', { name: 'Figures of each model' }).waitFor();
  }

  const plot = (title: string) =>
    page.locator('abai-plot').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

  it('lists every figure of every model', async () => {
    await open(summaryHost(run, whole));
    const rows = page.getByRole('region', { name: 'Figures of each model' }).getByRole('row');
    const texts = await rows.allInnerTexts();
    assert.equal(texts.length, 4);
    for (const figure of [
      'GPT-4o mini',
      '198 of 200',
      '86 % (80–90)',
      '32.0k → 51.0k',
      '$0.11',
      '$0.56',
      '800 ms',
      '1.44 s',
      '240 ms',
      '73',
    ]) {
      assert.ok(texts[2]!.includes(figure), `${figure} in ${texts[2]}`);
    }
    assert.ok(!texts[0]!.includes('Cached'), 'no column for what nobody has');
  });

  it('draws three plots and tells the figures of what is pointed at or focused', async () => {
    await open(summaryHost(run, whole));
    const cost = plot('Cost and latency');
    await cost
      .getByRole('img', { name: /^Claude Sonnet 4: \$12\.12 for 1,000 answers, 2\.10 s, 96 % \(92–98\)$/ })
      .focus();
    assert.match(await cost.locator('.readout').innerText(), /^Claude Sonnet 4: \$12\.12/);
    await plot('Latency').getByRole('img').first().hover();
    assert.match(await plot('Latency').locator('.readout').innerText(), /^GPT-4o: half within 1\.40 s/);
    assert.equal(await plot('Pass rates').getByRole('img').count(), 6);
  });

  it('sizes the signs by what is chosen', async () => {
    await open(summaryHost(run, whole));
    await page.getByRole('combobox', { name: 'Size of the signs:' }).selectOption('contains==yes');
    await plot('Cost and latency').getByText('GPT-4o 75 %').waitFor();
    await page.getByRole('combobox', { name: 'Size of the signs:' }).selectOption('');
    await plot('Cost and latency').getByText('GPT-4o 99 %').waitFor();
  });

  it('shows the figures of a plot as a table', async () => {
    await open(summaryHost(run, whole));
    await plot('Pass rates').getByText('The figures').click();
    const table = page.getByRole('region', { name: 'The figures of Pass rates' });
    assert.equal(await table.getByRole('row').count(), 7);
    assert.equal(await table.getByText('186 of 198').count(), 1);
  });

  it('saves each plot as SVG and as PNG, on white with its title', async () => {
    const host = summaryHost(run, whole);
    await open(host);
    await page.getByRole('button', { name: 'Save “Latency” as SVG' }).click();
    await page.getByRole('button', { name: 'Save “Pass rates” as PNG' }).click();
    await assertEventually(() => assert.equal(host.asked('file:save-as').length, 2));
    const [svg, png] = host.asked('file:save-as') as { name: string; content: string; encoding: string }[];
    assert.equal(svg!.name, 'gsm8k-sample.csv latency.svg');
    assert.equal(svg!.encoding, 'utf8');
    assert.match(svg!.content, /<title>Latency<\/title>/);
    assert.equal(png!.name, 'gsm8k-sample.csv pass rates.png');
    const bytes = Buffer.from(png!.content, 'base64');
    assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
    assert.equal(bytes.readUInt32BE(16), 2 * 872, 'twice as dense as its 840 pixels and their margins');
    const white = await page.evaluate(async (data) => {
      const image = await createImageBitmap(
        new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))]),
      );
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      const pixels = context.getImageData(0, 0, image.width, image.height).data;
      let inked = 0;
      for (let at = 0; at < pixels.length; at += 4) if (pixels[at]! < 250) inked += 1;
      return { corner: [...pixels.slice(0, 4)], inked };
    }, png!.content);
    assert.deepEqual(white.corner, [255, 255, 255, 255]);
    assert.ok(white.inked > 5000, `${white.inked} pixels are drawn`);
  });

  it('says why a plot was not saved', async () => {
    const host = summaryHost(run, whole);
    host.window['file:save-as'] = async () => {
      throw new AbaiError('store', 'The folder cannot be written to.');
    };
    await open(host);
    await page.getByRole('button', { name: 'Save “Latency” as SVG' }).click();
    await plot('Latency').getByRole('alert').getByText('The folder cannot be written to.').waitFor();
  });

  it('follows a run that fills', async () => {
    const filling = summaryRun(labels, {
      status: 'running',
      cells: { total: 6, succeeded: 0, failed: 0, cancelled: 0 },
    });
    const host = summaryHost(filling, {
      variants: models.map((_, at) => emptySummary(at)),
      latencyBounds: bounds,
    });
    await open(host);
    await page.getByText('Plots show here once the first answers are in.').waitFor();
    await page.getByText('6 of 6 answers are still to come').waitFor();
    host.answers['run:summary'] = () => whole;
    for (let at = 1; at <= 5; at += 1)
      host.publish({ type: 'run:updated', data: { run: { ...run, updatedAt: at } } });
    await plot('Latency').waitFor();
    assert.equal(await page.getByText('still to come').count(), 0);
    assert.ok(
      host.asked('run:summary').length <= 6,
      `${host.asked('run:summary').length} requests for five changes, by the summary and the grid`,
    );
  });

  it('looks right with one model, without prices and without checks', async () => {
    await open(
      summaryHost(summaryRun(['GPT-4o']), {
        variants: [variantSummary({ ...models[0]!, usd: null }, 0, [])],
        latencyBounds: bounds,
      }),
    );
    await page.getByText('Not shown: GPT-4o (cost unknown).').waitFor();
    await page.getByText('This run has no checks.').waitFor();
    await plot('Latency').waitFor();
    assert.equal(await page.locator('abai-plot').count(), 1);
  });

  it('holds the answers against other checks', async () => {
    const host = summaryHost(run, whole);
    const { id, projectId } = run;
    host.answers['dataset:get'] = () => ({ ...gsm8k, projectId });
    host.answers['run:recheck'] = ({ checks: changed }) => {
      const checked = { ...run, checks: changed, updatedAt: 9 };
      host.publish({ type: 'run:updated', data: { run: checked } });
      return checked;
    };
    await open(host);
    await page.getByText('Add checks').click();
    await page.getByRole('combobox', { name: 'Add a check' }).selectOption('contains');
    await page.getByRole('combobox', { name: 'Compare with' }).selectOption({ label: 'column expected' });
    await page.getByRole('button', { name: 'Check All Answers' }).click();
    await page.getByText('Change checks').waitFor();
    const asked = host.asked('run:recheck').map(({ requestId: _, ...params }) => params);
    const wanted = { type: 'contains', expected: '{{expected}}', ignoreCase: true };
    assert.deepEqual(asked, [{ runId: id, checks: [wanted] }]);
  });

  it('shows how far a check is, and stops it for whoever asked', async () => {
    const host = summaryHost(run, whole);
    host.answers['dataset:get'] = () => gsm8k;
    let stopped = false;
    host.answers['run:recheck'] = (_params, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          stopped = true;
          reject(new AbaiError('cancelled', 'Stopped: 1,000 of 5,000 answers were checked.'));
        });
      });
    const told = (change: Partial<typeof run>) =>
      host.publish({ type: 'run:updated', data: { run: { ...run, ...change, updatedAt: 9 } } });
    await open(host);
    // Another window asked: this one can watch.
    told({ recheck: { checked: 500, total: 5000 } });
    await page.getByText('500 of 5,000 answers checked').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Stop' }).count(), 0);
    told({});
    await page.getByText('answers checked').waitFor({ state: 'detached' });

    await page.getByText('Add checks').click();
    await page.getByRole('combobox', { name: 'Add a check' }).selectOption('json');
    await page.getByRole('button', { name: 'Check All Answers' }).click();
    told({ recheck: { checked: 1000, total: 5000 } });
    await page.getByText('1,000 of 5,000 answers checked').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('alert').getByText('Stopped: 1,000 of 5,000 answers were checked.').waitFor();
    assert.equal(stopped, true);
  });

  it('says what went wrong and tries again', async () => {
    const host = summaryHost(run, whole);
    host.answers['run:summary'] = () => {
      throw new AbaiError('unavailable', 'The back end is starting.');
    };
    stage = await RunStage.open(browser, host);
    page = stage.page;
    await page.getByRole('alert').getByText('The back end is starting.').waitFor();
    host.answers['run:summary'] = () => whole;
    await page.waitForTimeout(1100);
    await page.getByRole('button', { name: 'Try Again' }).click();
    await page.getByRole('region', { name: 'Figures of each model' }).waitFor();
  });

  for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'] satisfies ThemeName[]) {
    it(`has nothing serious against it and fits 400 px, ${theme}`, async () => {
      const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(
        (letter) => `Model ${letter} with quite a long name (LM Studio, Q4_K_M)`,
      );
      const variants = names.map((label, at) =>
        variantSummary({ label, usd: at, p50: 500 + 100 * at, rate: 0.5 + at / 20 }, at),
      );
      await open(summaryHost(summaryRun(names), { variants, latencyBounds: bounds }), theme, 400);
      await plot('Latency').locator('svg').waitFor();
      await stage.screenshot(`run-summary-${theme}-400`);
      const width = await page.locator('abai-run-summary').evaluate((summary) => summary.scrollWidth);
      assert.ok(width <= 400, `${width}`);
      assert.deepEqual(stage.problems, []);
      const found = await seriousOf(page);
      // The checker measures with styles of its own, against which the page's policy stands.
      stage.problems.length = 0;
      assert.deepEqual(found, []);
    });
  }
});
