/** When something was painted in a real VS Code, in whichever of its frames. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Workbench } from '../harness/workbench.ts';

interface Paints {
  abaiPaints: Record<string, number>;
}

/** Runs in every frame before its scripts: notes when what is looked for has been drawn, and when Enter was pressed. */
export function notePaints(): void {
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
export async function paintOf(bench: Workbench, name: string): Promise<number> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) {
    for (const frame of bench.page.frames()) {
      const read = (wanted: string) => (window as unknown as Paints).abaiPaints?.[wanted];
      const at = await frame.evaluate(read, name).catch(() => undefined); // A frame may go away meanwhile.
      if (at !== undefined) return at;
    }
  }
  throw new Error(`Nothing like "${name}" was painted within 30 s.`);
}

/** What was painted before counts no more. */
export async function forgetPaints(bench: Workbench): Promise<void> {
  await bench.page.evaluate(() => {
    (window as unknown as Paints).abaiPaints = {};
  });
}
