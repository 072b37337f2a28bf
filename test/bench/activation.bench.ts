/**
 * The extension in a real VS Code, reloaded for each try: `npm run bench activation`; `ABAI_BENCH_TRIES` is 20.
 *
 * Activation is what VS Code's extension host itself notes: from when it begins to load dist/extension.mjs until that is
 * loaded, and from when it calls `activate` until that has ended. What the host does between the two is not ours.
 *
 * From the command to the first column: from `A-B/AI: Compare Selection Across Models` until the model picker is
 * painted, and from the key that accepts the demo models until a column is; the person between them is left out. An
 * empty webview's time, from `createWebviewPanel` to its paint, is measured beside it and taken off. `first` is the first
 * command in a window, which loads the back end and opens the database; `later` is one after it.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { Workbench } from '../harness/workbench.ts';
import { figure } from './figure.ts';
import { firstBundleBytes } from './first-bundle.ts';
import { forgetPaints, notePaints, paintOf } from './painted.ts';
import { WorkbenchLink } from './workbench-link.ts';

const tries = Number(process.env.ABAI_BENCH_TRIES ?? 20);
/** VS Code still closes a tab, shows a file or starts other extensions; a person does not begin within that either. */
const settle = () => sleep(500);

async function closeEditors(bench: Workbench, link: WorkbenchLink): Promise<void> {
  await link.closeEditors();
  await bench.page.locator('iframe.webview').first().waitFor({ state: 'detached' });
}

async function emptyWebview(bench: Workbench, link: WorkbenchLink): Promise<number> {
  await settle();
  const at = await link.openEmptyWebview();
  const painted = await paintOf(bench, 'empty');
  await closeEditors(bench, link);
  return painted - at;
}

/** Milliseconds without the person. */
interface Compared {
  toPicker: number;
  /** From the key that accepts the models. */
  toColumn: number;
  toWords: number;
}

async function compare(bench: Workbench, link: WorkbenchLink): Promise<Compared> {
  await link.selectFirstLine('review.md');
  await settle();
  await forgetPaints(bench);
  const at = await link.startCommand('abai.compareSelection');
  const picker = await paintOf(bench, 'picker');
  await bench.page.keyboard.press('Enter');
  const column = await paintOf(bench, 'column');
  const words = await paintOf(bench, 'words');
  const enter = await paintOf(bench, 'enter');
  await bench.webview().getByText('Stop all').click();
  await bench.webview().getByText('Stop all').waitFor({ state: 'detached' });
  await closeEditors(bench, link);
  return { toPicker: picker - at, toColumn: column - enter, toWords: words - enter };
}

const link = await WorkbenchLink.listen();
const bench = await Workbench.start({
  neighbours: ['bench-extension'],
  env: { ABAI_BENCH_PORT: String(link.port) },
  // A panel of the try before would activate the extension while the window starts.
  settings: { 'workbench.editor.restoreEditors': false },
});
const own: number[] = [];
const loads: number[] = [];
const activates: number[] = [];
const empties: number[] = [];
const firsts: number[] = [];
const laters: number[] = [];
const pickers: number[] = [];
const columns: number[] = [];
const firstWords: number[] = [];
try {
  await bench.context.addInitScript(notePaints);
  for (let attempt = 0; attempt < tries; attempt += 1) {
    link.forgetHost();
    await bench.reload();
    const { marks, early, node } = await link.activate();
    if (attempt === 0) console.log(`Node ${node} in the extension host, ${tries} tries`);
    if (early) console.log(`Try ${attempt + 1}: something else had activated the extension.`);
    const [willLoad, didLoad, willActivate, didActivate] = marks;
    loads.push(didLoad - willLoad);
    activates.push(didActivate - willActivate);
    own.push(didLoad - willLoad + didActivate - willActivate);
    // A window's first webview costs VS Code more than the others.
    await emptyWebview(bench, link);
    const first = await compare(bench, link);
    const empty = await emptyWebview(bench, link);
    const later = await compare(bench, link);
    empties.push(empty);
    firsts.push(first.toPicker + first.toColumn - empty);
    laters.push(later.toPicker + later.toColumn - empty);
    pickers.push(later.toPicker);
    columns.push(later.toColumn - empty);
    firstWords.push(later.toPicker + later.toWords - empty);
  }
  for (const problem of bench.problems) console.log(problem);
} finally {
  await bench.stop();
  await link.close();
}
figure("activation, the extension's own time", 'ms', own, ['median', '< 60']);
figure('  of it loading dist/extension.mjs', 'ms', loads);
figure('  of it activate()', 'ms', activates);
figure(
  'first bundle: dist/extension.mjs and all it imports',
  'KB',
  [firstBundleBytes() / 1000],
  ['median', '< 250'],
);
figure('an empty webview to its paint', 'ms', empties);
figure('command to first column over that, later', 'ms', laters, ['median', '< 150']);
figure('  of it to the model picker', 'ms', pickers);
figure('  of it from accepting to the column', 'ms', columns);
figure('command to first words over that, later', 'ms', firstWords);
figure('command to first column over that, first in a window', 'ms', firsts);
