/**
 * A conversation of 500 messages: how long the page takes from its beginning until the words in sight are painted, less
 * what an empty page takes, how long its longest task is, and how long frames take while somebody scrolls through it.
 * `npm run bench long-conversation`; `ABAI_BENCH_TRIES` is 20. The page alone, in Chromium; window-reload.bench.ts opens
 * the same in VS Code.
 */

import { launchChromium, PanelPage } from '../webview/panel-page.ts';
import { ScriptedHost } from '../webview/scripted-host.ts';
import { figure } from './figure.ts';
import { longConversation } from './long-conversation.ts';

const tries = Number(process.env.ABAI_BENCH_TRIES ?? 20);

interface Seen {
  painted?: number;
  longest: number;
}

/** Runs before the page's scripts: notes when the first answer in sight has been drawn. */
function watchWords(): void {
  const target = window as unknown as { seen: Seen };
  target.seen = { longest: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      target.seen.longest = Math.max(target.seen.longest, duration);
  }).observe({ entryTypes: ['longtask'] });
  const inShadow = (host: Element | null | undefined, selector: string) =>
    host?.shadowRoot?.querySelector(selector);
  const look = (): void => {
    const columns = inShadow(document.querySelector('abai-app'), 'abai-columns');
    const column = inShadow(columns, 'abai-column');
    const box = inShadow(column, '.body')?.getBoundingClientRect();
    const answers = column?.shadowRoot?.querySelectorAll('abai-answer') ?? [];
    const shown = [...answers].some((answer) => {
      const { top, bottom, height } = answer.getBoundingClientRect();
      if (!box || height === 0 || bottom < box.top || top > box.bottom) return false;
      return Boolean(inShadow(inShadow(answer, 'abai-rich-text'), '.text')?.textContent?.trim());
    });
    if (!shown) requestAnimationFrame(look);
    else {
      const channel = new MessageChannel();
      // The message comes when the frame has been drawn.
      channel.port1.onmessage = () => {
        target.seen.painted = performance.now();
      };
      channel.port2.postMessage(0);
    }
  };
  requestAnimationFrame(look);
}

/** Runs in the page: scrolls through the whole conversation and gives the milliseconds of each frame. */
function scrollThrough(frames: number): Promise<number[]> {
  const app = document.querySelector('abai-app')!.shadowRoot!;
  const column = app.querySelector('abai-columns')!.shadowRoot!.querySelector('abai-column')!;
  const body = column.shadowRoot!.querySelector('.body')!;
  const times: number[] = [];
  body.scrollTop = 0;
  return new Promise((resolve) => {
    let last = performance.now();
    const frame = (now: number): void => {
      times.push(now - last);
      last = now;
      if (times.length > frames) resolve(times.slice(1));
      else {
        body.scrollTop += body.scrollHeight / frames;
        requestAnimationFrame(frame);
      }
    };
    requestAnimationFrame(frame);
  });
}

const host = new ScriptedHost();
host.put(longConversation(500));
host.panelState = { comparisonId: 'comparison-1' };
const browser = await launchChromium();
const panel = await PanelPage.open(browser, { host });
await panel.page.addInitScript(watchWords);
const painted: number[] = [];
const longest: number[] = [];
const frames: number[] = [];
for (let attempt = 0; attempt < tries; attempt++) {
  await panel.page.goto(`${panel.origin}/empty`);
  const empty = await panel.page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return navigation!.domContentLoadedEventEnd;
  });
  await panel.page.goto(panel.origin);
  await panel.page.waitForFunction(() => (window as unknown as { seen: Seen }).seen.painted);
  await panel.page.waitForTimeout(1500);
  const seen = await panel.page.evaluate(() => (window as unknown as { seen: Seen }).seen);
  painted.push(seen.painted! - empty);
  longest.push(seen.longest);
  if (attempt < 3) frames.push(...(await panel.page.evaluate(scrollThrough, 200)));
}
figure('500 messages, the page to painted words over an empty page', 'ms', painted, ['median', '< 500']);
figure('  the longest task meanwhile and in the 1.5 s after it', 'ms', longest);
figure('frames while scrolling through all of it', 'ms', frames, ['p95', '< 50']);
if (panel.problems.length) console.log(panel.problems);
await panel.close();
await browser.close();
if (panel.problems.length) process.exitCode = 1;
