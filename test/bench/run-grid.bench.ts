/**
 * The page of a run with 400,000 cells, alone in Chromium with a host that answers from memory: how long it takes to
 * the first rows, how long frames take while somebody scrolls, how soon a click is answered while cells change, and
 * what the page keeps in memory. `npm run bench run-grid`.
 */

import { launchChromium, PanelPage } from '../webview/panel-page.ts';
import { ScriptedRun } from '../webview/run-fixtures.ts';
import { ScriptedHost } from '../webview/scripted-host.ts';
import { figure } from './figure.ts';

const rows = 50_000;
const variants = 8;
const tries = 20;
const scrolledFrames = 300;
const clicks = 40;
/** Events a second, and cells that each of them changes. */
const events = 4;
const changes = 250;

/** Runs before the page's scripts: notes when the first answer has been drawn. */
function watchFirstRows(): void {
  const target = window as unknown as { firstRows?: number };
  const look = (): void => {
    const grid = document
      .querySelector('abai-run-app')
      ?.shadowRoot?.querySelector('abai-run-grid')?.shadowRoot;
    if (!grid?.querySelector('.body .succeeded')) requestAnimationFrame(look);
    else {
      const channel = new MessageChannel();
      // The message comes when the frame has been drawn.
      channel.port1.onmessage = () => {
        target.firstRows = performance.now();
      };
      channel.port2.postMessage(0);
    }
  };
  requestAnimationFrame(look);
}

/** Runs in the page: scrolls a bit with every frame, or leaps, and gives the milliseconds of each frame. */
function scroll(setup: { frames: number; step: number }): Promise<number[]> {
  const app = document.querySelector('abai-run-app')!.shadowRoot!;
  const scroller = app.querySelector('abai-run-grid')!.shadowRoot!.querySelector('.scroller')!;
  const times: number[] = [];
  return new Promise((resolve) => {
    let last = performance.now();
    const frame = (now: number): void => {
      times.push(now - last);
      last = now;
      if (times.length >= setup.frames) {
        resolve(times.slice(1));
        return;
      }
      scroller.scrollTop += setup.step;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** Runs in the page: clicks a cell and gives the milliseconds until its whole detail has been drawn. */
function click(place: { row: number; column: number }): Promise<number> {
  const app = document.querySelector('abai-run-app')!.shadowRoot!;
  const grid = app.querySelector('abai-run-grid')!.shadowRoot!;
  const cell = grid.getElementById(`cell-${place.row}-${place.column}`)!;
  const begun = performance.now();
  cell.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }));
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now() - begun);
    const look = (): void => {
      const detail = app.querySelector('abai-run-detail')?.shadowRoot;
      const there = detail?.querySelector('.about span')?.textContent === `Row ${place.row + 1}`;
      if (there && detail?.querySelector('pre')) channel.port2.postMessage(0);
      else requestAnimationFrame(look);
    };
    look();
  });
}

const host = new ScriptedHost();
const run = new ScriptedRun(host, { rows, variants });
host.runPageState = { runId: run.run.id };
const browser = await launchChromium();
const panel = await PanelPage.open(browser, {
  host,
  element: 'abai-run-app',
  size: { width: 1600, height: 900 },
});
const { page } = panel;
await page.addInitScript(watchFirstRows);

const opened: number[] = [];
for (let attempt = 0; attempt < tries; attempt++) {
  await page.goto(`${panel.origin}/empty`);
  await page.goto(panel.origin);
  await page.waitForFunction(() => 'firstRows' in window);
  opened.push(await page.evaluate(() => (window as unknown as { firstRows: number }).firstRows));
}
console.log(`${(rows * variants).toLocaleString('en')} cells in ${variants} columns`);
figure('from the navigation to the first rows', 'ms', opened, ['median', '< 1000']);

await page.waitForTimeout(500);
const steps: [what: string, step: number][] = [
  ['frame while scrolling by 120 px', 120],
  ['frame while scrolling by a screen', 800],
  ['frame while dragging the scroll bar', 20_011],
];
const session = await page.context().newCDPSession(page);
await session.send('Performance.enable', { timeDomain: 'threadTicks' });
/** Milliseconds that the page's main thread has worked so far; other processes' work does not count. */
const worked = async (): Promise<number> => {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
};
for (const [what, step] of steps) {
  const before = await worked();
  figure(what, 'ms', await page.evaluate(scroll, { frames: scrolledFrames, step }), ['p95', '< 32']);
  figure("  of it the main thread's own work, mean", 'ms', [((await worked()) - before) / scrolledFrames]);
}
await page.evaluate(scroll, { frames: 2, step: -1e9 });
await page.locator('abai-run-grid #cell-0-3 .icon').waitFor();

run.update(host, { status: 'running' });
let step = 0;
const ticking = setInterval(() => {
  step++;
  for (let at = 0; at < changes; at++) {
    const place = (step * 53 + at) % (32 * variants);
    run.changed.set(`${Math.floor(place / variants)}-${place % variants}`, {
      latencyMs: 100 + ((step * 7 + at) % 900),
    });
  }
  run.update(host, {});
}, 1000 / events);
await page.waitForTimeout(500);
const answered: number[] = [];
for (let at = 0; at < clicks; at++) {
  answered.push(await page.evaluate(click, { row: at % 9, column: 3 + (at % 3) }));
  await page.waitForTimeout(70 + ((at * 37) % 130));
}
clearInterval(ticking);
figure(`click to detail at ${events * changes} changed cells/s`, 'ms', answered, ['p95', '< 100']);

await session.send('HeapProfiler.collectGarbage');
const { usedSize } = await session.send('Runtime.getHeapUsage');
figure("the page's JS heap", 'MB', [usedSize / 1e6], ['median', '< 150']);
if (panel.problems.length) console.log(panel.problems);
await panel.close();
await browser.close();
if (panel.problems.length) process.exitCode = 1;
