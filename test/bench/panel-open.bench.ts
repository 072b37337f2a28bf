/**
 * How long a page takes to its first painted column, less what an empty page takes in the same run: the page's share of
 * the time from a command to the first column, without VS Code (activation.bench.ts has the whole of it, in VS Code).
 * `npm run bench panel-open`.
 */

import { makeDetail } from '../webview/fixtures.ts';
import { launchChromium, PanelPage } from '../webview/panel-page.ts';
import { ScriptedHost } from '../webview/scripted-host.ts';
import { figure } from './figure.ts';

const tries = 20;

/** Runs before the page's scripts: notes when the first column with a word in it has been drawn. */
function watchFirstColumn(): void {
  const target = window as unknown as { firstColumn?: number };
  const look = (): void => {
    const columns = document.querySelector('abai-app')?.shadowRoot?.querySelector('abai-columns')?.shadowRoot;
    const answer = columns
      ?.querySelector('abai-column')
      ?.shadowRoot?.querySelector('abai-answer')?.shadowRoot;
    const text = answer?.querySelector('abai-rich-text')?.shadowRoot?.querySelector('.text')?.textContent;
    if (!text?.includes('First words')) requestAnimationFrame(look);
    else {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        target.firstColumn = performance.now();
      };
      channel.port2.postMessage(0);
    }
  };
  requestAnimationFrame(look);
}

/** Milliseconds from the navigation to the first frame of a page with nothing on it. */
async function emptyPage(panel: PanelPage): Promise<number> {
  await panel.page.goto(`${panel.origin}/empty`);
  return panel.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const [paint] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        requestAnimationFrame(() => resolve(paint!.domContentLoadedEventEnd));
      }),
  );
}

const host = new ScriptedHost();
host.put(makeDetail({ answers: () => ({ content: 'First words of an answer' }) }));
host.panelState = { comparisonId: 'comparison-1' };
const browser = await launchChromium();
const panel = await PanelPage.open(browser, { host });
await panel.page.addInitScript(watchFirstColumn);
const shares: number[] = [];
for (let attempt = 0; attempt < tries; attempt++) {
  const empty = await emptyPage(panel);
  await panel.page.goto(panel.origin);
  await panel.page.waitForFunction(() => 'firstColumn' in window);
  const whole = await panel.page.evaluate(() => (window as unknown as { firstColumn: number }).firstColumn);
  shares.push(whole - empty);
}
figure('first column with words over an empty page', 'ms', shares, ['median', '< 150']);
await panel.close();
await browser.close();
