/**
 * The panel while 8 models answer with 100 tokens a second each: how long a token takes from the host's message to
 * the screen, how long frames take, and what the page keeps in memory. `npm run bench panel-stream`; ABAI_BENCH_SECONDS
 * sets the length of each of three streams, one after the other in the same page. A worker sends every token as a message of its own, which is harder than what the gateway does.
 */

import { demoModels, finished, makeDetail } from '../webview/fixtures.ts';
import { launchChromium, PanelPage } from '../webview/panel-page.ts';
import { ScriptedHost } from '../webview/scripted-host.ts';
import { figure } from './figure.ts';
import { markdownBefore } from './markdown-before.ts';

const columns = 8;
const tokensPerSecond = 100;
const seconds = Number(process.env.ABAI_BENCH_SECONDS ?? 60);

/** Runs in a worker, with `markdownBefore` beside it: sends numbered words in all columns. */
function sendTokens(setup: {
  session: string;
  comparisonId: string;
  columns: number;
  tokens: number;
  periodMs: number;
}): void {
  const offsets = new Array<number>(setup.columns).fill(0);
  const begun = performance.now();
  let token = 0;
  const timer = setInterval(() => {
    // Timers drift: what is due is sent, whenever they fire.
    const due = Math.min(setup.tokens, Math.floor((performance.now() - begun) / setup.periodMs));
    for (; token < due; token++) {
      for (let column = 0; column < setup.columns; column++) {
        const text = `${markdownBefore(token)}w${token} `;
        const params = {
          messageId: `c${column}-answer`,
          conversationId: `c${column}`,
          comparisonId: setup.comparisonId,
          kind: 'text',
          offset: offsets[column],
          text,
        };
        offsets[column] = offsets[column]! + text.length;
        const message = { jsonrpc: '2.0', method: 'message:delta', params };
        postMessage({
          at: performance.timeOrigin + performance.now(),
          column,
          token,
          envelope: { abai: 1, session: setup.session, kind: 'rpc', message },
        });
      }
    }
    if (token >= setup.tokens) clearInterval(timer);
  }, setup.periodMs);
}

interface Measured {
  latencies: number[];
  frames: number[];
  longTasks: number[];
}

/** Runs in the page: passes the worker's messages on and looks after each frame which tokens are on the screen. */
function measure(setup: { source: string; columns: number; tokens: number }): Promise<Measured> {
  const sent: number[][] = Array.from({ length: setup.columns }, () => []);
  const seen = new Array<number>(setup.columns).fill(0);
  const result: Measured = { latencies: [], frames: [], longTasks: [] };
  const longTasks = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) result.longTasks.push(entry.duration);
  });
  longTasks.observe({ entryTypes: ['longtask'] });
  const worker = new Worker(URL.createObjectURL(new Blob([setup.source])));
  worker.onmessage = ({ data }) => {
    sent[data.column]![data.token] = data.at;
    window.postMessage(data.envelope, '*');
  };
  const deep = (root: Element | ShadowRoot, selector: string) => root.querySelector(selector)!;
  const app = document.querySelector('abai-app')!.shadowRoot!;
  const containers = [...deep(app, 'abai-columns').shadowRoot!.querySelectorAll('abai-column')].map(
    (column) => {
      const answer = deep(column.shadowRoot!, 'abai-answer').shadowRoot!;
      return () => answer.querySelector('abai-rich-text')?.shadowRoot?.querySelector('.text');
    },
  );
  const look = (): void => {
    const now = performance.timeOrigin + performance.now();
    for (let column = 0; column < setup.columns; column++) {
      const text = containers[column]!()?.lastElementChild?.lastElementChild?.textContent ?? '';
      const shown = Number(/w(\d+)\s*$/.exec(text)?.[1] ?? -1);
      for (let token = seen[column]!; token <= shown; token++)
        result.latencies.push(now - sent[column]![token]!);
      seen[column] = Math.max(seen[column]!, shown + 1);
    }
  };
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    let last = performance.now();
    // The message comes when the frame has been drawn.
    channel.port1.onmessage = () => {
      look();
      if (seen.every((count) => count >= setup.tokens)) {
        // What measures is not to count for the page's memory.
        worker.terminate();
        worker.onmessage = null;
        channel.port1.close();
        containers.length = 0;
        longTasks.disconnect();
        for (const times of sent) times.length = 0;
        resolve(result);
      } else requestAnimationFrame(frame);
    };
    const frame = (time: number): void => {
      result.frames.push(time - last);
      last = time;
      channel.port2.postMessage(0);
    };
    requestAnimationFrame(frame);
  });
}

const host = new ScriptedHost();
const references = Array.from({ length: columns }, (_, index) => `demo:model-${index}`);
host.put(makeDetail({ references }));
host.answers['models:get-all'] = () =>
  references.map((_, index) => ({ ...demoModels[0]!, id: `model-${index}`, name: `Model ${index}` }));
host.panelState = { comparisonId: 'comparison-1' };
const browser = await launchChromium();
const panel = await PanelPage.open(browser, {
  host,
  withoutPolicy: true,
  size: { width: 1600, height: 900 },
});
const { page } = panel;
await page
  .locator('abai-column')
  .nth(columns - 1)
  .waitFor();
await page.waitForLoadState('networkidle');

const session = await page.context().newCDPSession(page);
const heap = async (): Promise<number> => {
  // What the browser's own objects hold goes only with the next round.
  for (let round = 0; round < 3; round++) {
    await session.send('HeapProfiler.collectGarbage');
    await page.waitForTimeout(200);
  }
  return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6;
};
/** Seconds of the page's main thread so far: in all, and for layout, styles and scripts. */
const busy = async (): Promise<Map<string, number>> => {
  const { metrics } = await session.send('Performance.getMetrics');
  return new Map(metrics.map(({ name, value }) => [name, value]));
};
await session.send('Performance.enable', { timeDomain: 'threadTicks' });
const tokens = tokensPerSecond * seconds;
const content = Array.from({ length: tokens }, (_, token) => `${markdownBefore(token)}w${token} `).join('');

/** Streams all answers of a comparison that the page shows, and ends them. */
async function stream(comparisonId: string): Promise<Measured> {
  const setup = { session: panel.session, comparisonId, columns, tokens, periodMs: 1000 / tokensPerSecond };
  const name = 'globalThis.__name ??= (named) => named;';
  const source = `${name}${markdownBefore.toString()};(${sendTokens.toString()})(${JSON.stringify(setup)})`;
  const measured = await page.evaluate(measure, { source, columns, tokens });
  for (let column = 0; column < columns; column++) {
    host.update(`c${column}-answer`, { ...finished, content });
  }
  await page.locator('abai-vote-bar').waitFor();
  await page.waitForTimeout(1000);
  return measured;
}

/** Begins another comparison in the same page, by hand. */
async function beginAnew(id: string): Promise<void> {
  host.comparisons.clear();
  host.answers['comparison:start'] = () => host.put(makeDetail({ id, references }));
  await page.getByRole('button', { name: 'New comparison' }).click();
  await page.getByRole('textbox', { name: 'Prompt' }).fill('Once more');
  await page.getByRole('button', { name: 'Compare' }).click();
  await page
    .locator('abai-column')
    .nth(columns - 1)
    .waitFor();
}

// The page compiles its code in the first two; what the third leaves beside the second is what streaming leaves.
const streams: Measured[] = [];
const heaps: number[] = [];
let busyBefore = new Map<string, number>();
for (let round = 1; round <= 3; round++) {
  if (round > 1) await beginAnew(`comparison-${round}`);
  busyBefore = await busy();
  streams.push(await stream(`comparison-${round}`));
  heaps.push(await heap());
}
const busyAfter = await busy();
const [first = 0, second = 0, third = 0] = heaps;

console.log(`${columns} columns, ${tokensPerSecond} tokens/s each, three times ${seconds} s`);
figure(
  'host to paint',
  'ms',
  streams.flatMap(({ latencies }) => latencies),
  ['p95', '< 120'],
);
figure(
  'frame',
  'ms',
  streams.flatMap(({ frames }) => frames),
  ['p99', '< 50'],
);
figure('tasks over 50 ms', 'tasks', [streams.flatMap(({ longTasks }) => longTasks).length]);
for (const [what, duration] of [
  ['all', 'Task'],
  ['scripts', 'Script'],
  ['layout', 'Layout'],
  ['styles', 'RecalcStyle'],
] as const) {
  const spent = busyAfter.get(`${duration}Duration`)! - busyBefore.get(`${duration}Duration`)!;
  figure(`main thread busy: ${what}`, '%', [(spent / seconds) * 100]);
}
figure('JS heap with the answers of a first stream', 'MB', [first]);
figure('  with those of a second in their place', 'MB', [second]);
figure('  with those of a third', 'MB', [third]);
figure('  beside the second', 'x', [third / second], ['median', '< 1.1']);
if (panel.problems.length) console.log(panel.problems);
await panel.close();
await browser.close();
if (panel.problems.length) process.exitCode = 1;
