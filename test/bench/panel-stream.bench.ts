/**
 * The panel while 8 models answer with 100 tokens a second each: how long a token takes from the host's message to
 * the screen, how long frames take, and what the page keeps in memory. `npm run bench panel-stream`; ABAI_BENCH_SECONDS
 * sets the length. A worker sends every token as a message of its own, which is harder than what the gateway does.
 */

import { percentiles } from '../../src/core/statistics.ts';
import { makeDetail } from '../webview/fixtures.ts';
import { launchChromium, PanelPage } from '../webview/panel-page.ts';
import { ScriptedHost } from '../webview/scripted-host.ts';

const columns = 8;
const tokensPerSecond = 100;
const seconds = Number(process.env.ABAI_BENCH_SECONDS ?? 30);

/** Runs in a worker: sends numbered words in all columns, between them headings, lists and code. */
function sendTokens(setup: { session: string; columns: number; tokens: number; periodMs: number }): void {
  const offsets = new Array<number>(setup.columns).fill(0);
  const begun = performance.now();
  let token = 0;
  const between = (at: number): string => {
    if (at % 400 === 200) return '\n\n```ts\n';
    if (at % 400 === 260) return '\n```\n\n';
    if (at % 60 === 0) return '\n\n## Part\n\n';
    if (at % 15 === 0) return '\n- **item** ';
    return '';
  };
  const timer = setInterval(() => {
    // Timers drift: what is due is sent, whenever they fire.
    const due = Math.min(setup.tokens, Math.floor((performance.now() - begun) / setup.periodMs));
    for (; token < due; token++) {
      for (let column = 0; column < setup.columns; column++) {
        const text = `${between(token)}w${token} `;
        const params = {
          messageId: `c${column}-answer`,
          conversationId: `c${column}`,
          comparisonId: 'comparison-1',
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
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) result.longTasks.push(entry.duration);
  }).observe({ entryTypes: ['longtask'] });
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
      if (seen.every((count) => count >= setup.tokens)) resolve(result);
      else requestAnimationFrame(frame);
    };
    const frame = (time: number): void => {
      result.frames.push(time - last);
      last = time;
      channel.port2.postMessage(0);
    };
    requestAnimationFrame(frame);
  });
}

/** Prints the spread of some milliseconds and whether the figure that was promised holds. */
function report(name: string, values: number[], fraction: number, bound: number): boolean {
  const fractions = [0.5, 0.95, 0.99, 1];
  const shown = percentiles(values, fractions).map((value) => value.toFixed(1).padStart(6));
  const good = percentiles(values, [fraction])[0]! < bound;
  const promise = `p${fraction * 100} < ${bound}: ${good ? 'yes' : 'NO'}`;
  console.log(
    `${name.padEnd(14)} p50 ${shown[0]}  p95 ${shown[1]}  p99 ${shown[2]}  max ${shown[3]} ms   ${promise}`,
  );
  return good;
}

const host = new ScriptedHost();
const references = Array.from({ length: columns }, (_, index) => `demo:model-${index}`);
host.put(makeDetail({ references }));
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
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize / 1e6;
};
/** Seconds of the page's main thread so far: in all, and for layout, styles and scripts. */
const busy = async (): Promise<Map<string, number>> => {
  const { metrics } = await session.send('Performance.getMetrics');
  return new Map(metrics.map(({ name, value }) => [name, value]));
};
await session.send('Performance.enable', { timeDomain: 'threadTicks' });
const heapBefore = await heap();
const busyBefore = await busy();
const tokens = tokensPerSecond * seconds;
const setup = { session: panel.session, columns, tokens, periodMs: 1000 / tokensPerSecond };
const name = 'globalThis.__name ??= (named) => named;';
const source = `${name}(${sendTokens.toString()})(${JSON.stringify(setup)})`;
const { latencies, frames, longTasks } = await page.evaluate(measure, { source, columns, tokens });
const busyAfter = await busy();
const heapAfter = await heap();

console.log(`${columns} columns, ${tokensPerSecond} tokens/s each, ${seconds} s`);
const goodPaint = report('host to paint', latencies, 0.95, 120);
const goodFrames = report('frame', frames, 0.99, 50);
console.log(`tasks over 50 ms: ${longTasks.length}`);
const share = (name: string) => (busyAfter.get(name)! - busyBefore.get(name)!) / seconds;
const shares = ['TaskDuration', 'ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'].map(
  (name) => `${name.replace('Duration', '')} ${(share(name) * 100).toFixed(1)} %`,
);
console.log(`main thread: ${shares.join(', ')}`);
console.log(`JS heap ${heapBefore.toFixed(1)} MB before, ${heapAfter.toFixed(1)} MB after`);
if (panel.problems.length) console.log(panel.problems);
await panel.close();
await browser.close();
process.exitCode = goodPaint && goodFrames ? 0 : 1;
