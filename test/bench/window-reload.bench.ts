/**
 * A window reload with a comparison open: from VS Code's call of our serializer until the restored words are painted, less
 * what an empty webview takes in the same window. `npm run bench window-reload`; `ABAI_BENCH_TRIES` is 20. The words are
 * read from the database by a back end that the window opens first.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { Workbench } from '../harness/workbench.ts';
import { figure } from './figure.ts';
import { forgetPaints, notePaints, paintOf } from './painted.ts';
import { WorkbenchLink } from './workbench-link.ts';

const tries = Number(process.env.ABAI_BENCH_TRIES ?? 20);
const settle = () => sleep(500);

const link = await WorkbenchLink.listen();
const bench = await Workbench.start({
  neighbours: ['bench-extension'],
  env: { ABAI_BENCH_PORT: String(link.port) },
});
const over: number[] = [];
const whole: number[] = [];
const empties: number[] = [];
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
  await bench.tabsSaved((tabs) => tabs.includes('comparisonId'));
  for (let attempt = 0; attempt < tries; attempt += 1) {
    link.forgetHost();
    await bench.reload();
    const painted = await paintOf(bench, 'words');
    const called = await link.restoredAt();
    await settle();
    await forgetPaints(bench);
    const at = await link.openEmptyWebview();
    const empty = (await paintOf(bench, 'empty')) - at;
    await bench.page.keyboard.press('Control+F4');
    await settle();
    whole.push(painted - called);
    empties.push(empty);
    over.push(painted - called - empty);
  }
  for (const problem of bench.problems) console.log(problem);
} finally {
  await bench.stop();
  await link.close();
}
figure('a window reload: serializer to restored words over an empty webview', 'ms', over, [
  'median',
  '< 300',
]);
figure('  the whole of it', 'ms', whole);
figure('  an empty webview to its paint', 'ms', empties);
