/**
 * A window reload with a comparison open: from VS Code's call of our serializer until the restored words are painted, less
 * the same of an extension that restores an empty webview. Both come while the window starts and everything in it asks
 * for the processor; what an empty webview takes in a window at rest is told as well. `npm run bench window-reload`;
 * `ABAI_BENCH_TRIES` is 20. The words are what the last window kept of them; the back end opens when they are drawn.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { Workbench } from '../harness/workbench.ts';
import { figure } from './figure.ts';
import { forgetPaints, notePaints, paintOf } from './painted.ts';
import { percentile } from './percentiles.ts';
import { WorkbenchLink } from './workbench-link.ts';

const tries = Number(process.env.ABAI_BENCH_TRIES ?? 20);
const settle = () => sleep(500);

const link = await WorkbenchLink.listen();
const bench = await Workbench.start({
  neighbours: ['bench-extension'],
  env: { ABAI_BENCH_PORT: String(link.port) },
});

/** Milliseconds from the serializer's call to the paint, of each reload. */
async function reloads(of: 'product' | 'empty', paint: 'words' | 'empty'): Promise<number[]> {
  const times: number[] = [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    link.forgetHost();
    await bench.reload();
    const painted = await paintOf(bench, paint);
    times.push(painted - (await link.restoredAt(of)));
    await settle();
  }
  return times;
}

/** Milliseconds from asking for an empty webview to its paint, in a window at rest. */
async function atRest(): Promise<number> {
  await forgetPaints(bench);
  const at = await link.openEmptyWebview();
  return (await paintOf(bench, 'empty')) - at;
}

let words: number[] = [];
let empties: number[] = [];
const rest: number[] = [];
try {
  await bench.context.addInitScript(notePaints);
  link.forgetHost();
  await bench.reload();
  await link.activate();
  await link.selectFirstLine('review.md');
  await settle();
  await forgetPaints(bench);
  await link.startCommand('abai.compareSelection');
  await paintOf(bench, 'picker');
  await bench.page.keyboard.press('Enter');
  await paintOf(bench, 'words');
  await bench.webview().getByText('Stop all').click();
  await bench.webview().getByText('Stop all').waitFor({ state: 'detached' });
  await bench.tabsSaved(({ shown }) => shown.includes('comparisonId'));
  words = await reloads('product', 'words');
  await link.closeEditors();
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (attempt > 0) await link.closeEditors();
    await settle();
    rest.push(await atRest());
  }
  await bench.tabsSaved(({ shown }) => shown.includes('abaiBench.empty'));
  empties = await reloads('empty', 'empty');
  for (const problem of bench.problems) console.log(problem);
} finally {
  await bench.stop();
  await link.close();
}
const middle = percentile(empties, 0.5) ?? 0;
figure(
  'a window reload: serializer to restored words over an empty webview restored alike',
  'ms',
  words.map((time) => time - middle),
  ['median', '< 300'],
);
figure('  the whole of it', 'ms', words);
figure('  an empty webview, restored', 'ms', empties);
figure('  an empty webview, opened in a window at rest', 'ms', rest);
