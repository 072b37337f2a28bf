import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { PageWords } from '../../src/extension/panel-html.ts';
import { root } from './build-panel.ts';
import type { PanelPage } from './panel-page.ts';
import type { View } from './views/view.ts';

/** A language that nobody speaks: every text between signs of its own, and longer, short ones by more, as German is. */
function longer(name: 'webview' | 'sentences'): string {
  const german = JSON.parse(readFileSync(path.join(root, `data/l10n/${name}.de.json`), 'utf8'));
  const lengthen = (text: string) => `⟦${text}${'~'.repeat(2 + Math.ceil(text.length / 6))}⟧`;
  return JSON.stringify(Object.fromEntries(Object.keys(german).map((text) => [text, lengthen(text)])));
}

/** Runs in the page: all texts and attributes that people read or hear. */
function textsOfPage(): string[] {
  const found: string[] = [];
  const read = ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder', 'label'];
  // A sentence whose values are marked up is several nodes: those of a component are taken together.
  const textOf = (node: Node): string => {
    if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement) return '';
    if (node instanceof Text) return node.data;
    if (node instanceof Element) {
      for (const name of read) found.push(node.getAttribute(name) ?? '');
      if (node.shadowRoot) found.push(textOf(node.shadowRoot));
    }
    return [...node.childNodes].map(textOf).join('\n');
  };
  found.push(textOf(document.body));
  return found;
}

const freeText = new Set([...['headers', 'content', 'prompt', 'name', 'label', 'text', 'provider', 'model']]);

/** Names, prompts and answers: all values that the page was given but those of closed lists, as `failed`. */
function dataOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return freeText.has(key) || !/^[a-z-]+$/.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => dataOf(each, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [
    // What a tool is called with is shown with its names.
    ...(key === 'arguments' ? [name, String(part)] : []),
    ...dataOf(part, key === 'arguments' ? key : name),
  ]);
}

/** Units, formats, keys, months and long words of tests, which are not ours to translate. */
const everywhere =
  /^(?:(.)\1+|ms|min|KB|MB|CSV|JSON|SVG|PNG|TTFT|UTF|LE|BE|CP|DOS|Ctrl|Enter|Top|Schema|Diff|A-B|AI|AM|PM|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/;

/** The lines that went through nothing: with words that are not between signs, and none of the data. */
export function untranslated(texts: readonly string[], data: readonly string[]): string[] {
  const known = new Set(data.flatMap((text) => text.match(/\p{L}{2,}/gu) ?? []));
  const lines = data.flatMap((text) => text.split('\n'));
  return texts.flatMap((text) => {
    // The innermost first: a text may stand in another.
    let rest = text;
    for (let before = ''; before !== rest; ) {
      before = rest;
      rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
    }
    // What is code, and what was cut within a sign's text to fit a plot.
    rest = rest.replaceAll(/\{.*\}|⟦[^\n]*|[^\n]*⟧/g, ' ');
    return rest.split('\n').filter((line) => {
      const words = line.match(/\p{L}{2,}/gu) ?? [];
      if (words.every((word) => known.has(word) || everywhere.test(word))) return false;
      // The grid draws the beginning of a long answer.
      return !lines.some((each) => each.startsWith(line.replace('…', '')));
    });
  });
}

/** Runs in the page: what stands in fields is a person's own. */
function fieldsOfPage(): string[] {
  const found: string[] = [];
  const visit = (root: Document | ShadowRoot): void => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) visit(element.shadowRoot);
      if (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement)
        found.push(element.value);
    }
  };
  visit(document);
  return found;
}

/** Words for a page in which every text that went through a translation can be told from one that did not. */
export const longWords: PageWords = {
  language: 'en',
  json: longer('webview'),
  sentences: longer('sentences'),
};

/** The lines of a page with these words that nobody translated and that are none of its data. */
export async function untranslatedOf(panel: PanelPage, view: View): Promise<string[]> {
  const data = [...dataOf([panel.told, view.kept]), ...(await panel.page.evaluate(fieldsOfPage))];
  return untranslated(await panel.page.evaluate(textsOfPage), data);
}
