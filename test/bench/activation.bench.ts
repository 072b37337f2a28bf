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
import { WorkbenchLink } from './workbench-link.ts';

const tries = Number(process.env.ABAI_BENCH_TRIES ?? 20);
/** VS Code still closes a tab, shows a file or starts other extensions; a person does not begin within that either. */
const settle = () => sleep(500);

interface Paints {
  abaiPaints: Record<string, number>;
}

/** Runs in every frame before its scripts: notes when what is looked for has been drawn, and when Enter was pressed. */
function notePaints(): void {
  const target = window as unknown as Paints;
  target.abaiPaints = {};
  const isShown = (element: Element | null | undefined) => (element?.getBoundingClientRect().height ?? 0) > 0;
  const inShadow = (host: Element | null | undefined, selector: string) =>
    host?.shadowRoot?.querySelector(selector);
  const column = () => inShadow(inShadow(document.querySelector('abai-app'), 'abai-columns'), 'abai-column');
  const looks: Record<string, () => boolean> = {
    picker: () => isShown(document.querySelector('.quick-input-widget .quick-input-list .monaco-list-row')),
    empty: () => isShown(document.querySelector('#abai-bench-empty')),
    column: () => isShown(column()),
    words: () => {
      const text = inShadow(inShadow(inShadow(column(), 'abai-answer'), 'abai-rich-text'), '.text');
      return Boolean(text?.textContent?.trim());
    },
  };
  const look = () => {
    const fresh = Object.keys(looks).filter((name) => !(name in target.abaiPaints) && looks[name]?.());
    if (fresh.length > 0) {
      const channel = new MessageChannel();
      // The message comes when the frame has been drawn.
      channel.port1.onmessage = () => {
        for (const name of fresh) target.abaiPaints[name] ??= Date.now();
      };
      channel.port2.postMessage(0);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  // By document.open() VS Code fills a webview, and what waited for a frame then waits no longer.
  const open = Document.prototype.open;
  Document.prototype.open = function (this: Document, ...args: unknown[]) {
    const result = Reflect.apply(open, this, args);
    requestAnimationFrame(look);
    return result;
  };
  window.addEventListener(
    'keydown',
    ({ key }) => {
      if (key === 'Enter') target.abaiPaints.enter = Date.now();
    },
    true,
  );
}

/** Waits for a paint in whichever frame it comes. */
async function paintOf(bench: Workbench, name: string): Promise<number> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) {
    for (const frame of bench.page.frames()) {
      const read = (wanted: string) => (window as unknown as Paints).abaiPaints?.[wanted];
      const at = await frame.evaluate(read, name).catch(() => undefined); // A frame may go away meanwhile.
      if (at !== undefined) return at;
    }
  }
  throw new Error(`Nothing like "${name}" was painted within 30 s.`);
}

async function closeEditors(bench: Workbench, link: WorkbenchLink): Promise<void> {
  await link.closeEditors();
  await bench.page.locator('iframe.webview').first().waitFor({ state: 'detached' });
}

async function forgetPaints(bench: Workbench): Promise<void> {
  await bench.page.evaluate(() => {
    (window as unknown as Paints).abaiPaints = {};
  });
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
