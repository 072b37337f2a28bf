import { visibleText } from '../../src/core/visible-text.ts';
import { type Block, BlockSplitter, type CodeBlock } from './block-splitter.ts';
import { codeHeader } from './code-header.ts';
import { drawnPart, restNotice } from './drawn-part.ts';

/** Milliseconds of one frame that one answer may take for blocks that were not drawn yet. */
const budgetMs = 4;

/** So much is laid out together, in blocks and in UTF-16 units; parts that are out of sight are not laid out at all. */
const partLimit = { blocks: 32, units: 32_768 };

/** The tail is redrawn at most so often that it costs a tenth of the time. */
const tailShare = 10;

/** In the place of a block that is not drawn again. */
const drawnBlock: Block = { kind: 'plain', source: '' };

export type MarkdownRenderer = (source: string) => DocumentFragment;
/** Undefined for code that stays without colours. */
export type Highlighter = (code: string, language: string) => DocumentFragment | undefined;

/** Keeps the drawing of one answer's text in step with the text. Finished blocks are drawn once. */
export class RichTextView {
  readonly #container: HTMLElement;
  readonly #now: () => number;
  #render: MarkdownRenderer | undefined;
  #highlight: Highlighter | undefined;
  #splitter = new BlockSplitter();
  #seen = 0;
  #ending = '';
  #ended = false;
  /** How many finished blocks stand in the container. */
  #drawn = 0;
  /** The last part, which takes more blocks until it is full. */
  #part: HTMLElement | undefined;
  #partUnits = 0;
  #tail: HTMLElement | undefined;
  #tailNotBefore = 0;
  readonly #code = new Map<number, string[]>();
  /** Behind the container: says how much of the text is not drawn. */
  #rest: HTMLElement | undefined;
  #restUnits = 0;

  constructor(container: HTMLElement, now: () => number = () => performance.now()) {
    this.#container = container;
    this.#now = now;
  }

  /** Draws Markdown from now on; until then text is shown as it is. */
  useMarkdown(render: MarkdownRenderer, highlight: Highlighter): void {
    this.#render = render;
    this.#highlight = highlight;
    this.#clear();
  }

  /** True when there is more to draw: call again in the next frame. */
  update(whole: string, ended: boolean): boolean {
    const text = drawnPart(whole);
    this.#tellRest(whole.length - text.length);
    if (!this.#continues(text) || (this.#ended && text.length > this.#seen)) {
      this.#splitter = new BlockSplitter();
      this.#seen = 0;
      this.#ended = false;
      this.#clear();
    }
    if (text.length > this.#seen) {
      this.#splitter.push(text.slice(this.#seen));
      this.#seen = text.length;
      this.#ending = text.slice(-32);
    }
    if (ended && !this.#ended) {
      this.#ended = true;
      this.#splitter.end();
    }
    return this.#draw();
  }

  #tellRest(units: number): void {
    if (units === this.#restUnits) return;
    this.#restUnits = units;
    this.#rest?.remove();
    this.#rest = units > 0 ? restNotice(units) : undefined;
    if (this.#rest) this.#container.after(this.#rest);
  }

  /** Whether the text is the one seen so far, with more behind it; a retry begins another. */
  #continues(text: string): boolean {
    return text.length >= this.#seen && text.slice(0, this.#seen).endsWith(this.#ending);
  }

  #clear(): void {
    this.#container.replaceChildren();
    this.#drawn = 0;
    this.#part = undefined;
    this.#tail = undefined;
    this.#tailNotBefore = 0;
    this.#code.clear();
  }

  #draw(): boolean {
    const { finished } = this.#splitter;
    const start = this.#now();
    if (this.#drawn < finished.length) {
      this.#dropTail();
      do {
        const block = finished[this.#drawn]!;
        this.#openPart().append(this.#element(block, true));
        this.#partUnits += block.source.length;
        // It stands in the page now; the text is kept once, by whoever gave it.
        if (this.#render) finished[this.#drawn] = drawnBlock;
        this.#drawn++;
      } while (this.#drawn < finished.length && this.#now() - start < budgetMs);
    }
    if (this.#drawn < finished.length) return true;
    const { tail } = this.#splitter;
    if (!tail) {
      this.#dropTail();
      return false;
    }
    if (this.#tail && start < this.#tailNotBefore) return true;
    const element = this.#element(tail, false);
    if (this.#tail) this.#tail.replaceWith(element);
    else this.#openPart().append(element);
    this.#tail = element;
    const end = this.#now();
    this.#tailNotBefore = end + (end - start) * tailShare;
    return false;
  }

  #openPart(): HTMLElement {
    const full = this.#partUnits >= partLimit.units || this.#part?.childElementCount === partLimit.blocks;
    if (!this.#part || full) {
      this.#partUnits = 0;
      this.#part = document.createElement('div');
      this.#part.className = 'part';
      this.#container.append(this.#part);
    }
    return this.#part;
  }

  #dropTail(): void {
    this.#tail?.remove();
    this.#tail = undefined;
    this.#tailNotBefore = 0;
  }

  #element(block: Block, finished: boolean): HTMLElement {
    const element = document.createElement('div');
    element.dir = 'auto';
    if (block.kind === 'code') this.#fillCode(element, block, finished);
    else {
      const drawn = block.kind === 'markdown' ? this.#markdown(block.source) : undefined;
      element.className = drawn ? 'block' : 'block plain';
      element.append(drawn ?? visibleText(block.source));
    }
    return element;
  }

  /** Undefined when the text has to be shown as it is. */
  #markdown(source: string): DocumentFragment | undefined {
    try {
      return this.#render?.(source);
    } catch {
      return undefined;
    }
  }

  #fillCode(element: HTMLElement, block: CodeBlock, finished: boolean): void {
    const { fence, first, last, language, source } = block;
    const earlier = this.#code.get(fence) ?? [];
    if (finished) this.#code.set(fence, [...earlier, source]);
    element.dir = 'ltr';
    element.className = `block code${first ? ' first' : ''}${last ? ' last' : ''}`;
    if (first) {
      const whole = (): string => {
        const { tail } = this.#splitter;
        const open = tail?.kind === 'code' && tail.fence === fence ? tail.source : '';
        return (this.#code.get(fence) ?? []).join('') + open;
      };
      element.append(codeHeader(language, whole));
    }
    const pre = document.createElement('pre');
    pre.tabIndex = 0;
    const code = document.createElement('code');
    const shown = visibleText(source.endsWith('\n') && last ? source.slice(0, -1) : source);
    code.append(this.#highlight?.(shown, language) ?? shown);
    pre.append(code);
    element.append(pre);
  }
}
