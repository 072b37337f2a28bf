import { visibleText } from '../../src/core/visible-text.ts';
import { type DiffPart, diffWords, type WordDiff } from '../../src/core/word-diff.ts';
import { drawnPart, restNotice } from './drawn-part.ts';

/** UTF-16 units of each text. */
const mostCompared = 1_000_000;

/** Milliseconds of one frame that one answer may take. */
const budgetMs = 4;

/** UTF-16 units and marks after which a block ends at the next line; what is out of sight is not laid out. */
const blockLimit = { units: 8192, marks: 200 };
/** Units of a line after which it is cut. */
const lineLimit = 16_384;

const elements = { same: 'span', added: 'ins', removed: 'del' } as const;

/** Draws one answer with the words marked in which it differs from another. */
export class DiffView {
  readonly diff: WordDiff;
  readonly #container: HTMLElement;
  readonly #pieces: Iterator<DiffPart>;
  #block: HTMLElement | undefined;
  #units = 0;

  /** UTF-16 units of the second text that are not compared. */
  readonly #restUnits: number;

  /** Takes time: up to a second for two texts of a megabyte, which is as much as is compared. */
  constructor(container: HTMLElement, before: string, after: string) {
    this.#container = container;
    const compared = drawnPart(after, mostCompared);
    this.#restUnits = after.length - compared.length;
    this.diff = diffWords(drawnPart(before, mostCompared), compared);
    this.#pieces = pieces(this.diff.parts);
    container.replaceChildren();
  }

  /** True when there is more to draw: call again in the next frame. */
  draw(): boolean {
    const start = performance.now();
    do {
      const { value, done } = this.#pieces.next();
      if (done) {
        if (this.#restUnits > 0) this.#container.append(restNotice(this.#restUnits));
        return false;
      }
      this.#add({ ...value, text: visibleText(value.text) });
    } while (performance.now() - start < budgetMs);
    return true;
  }

  #add({ kind, text }: DiffPart): void {
    const block = this.#openBlock();
    const last = block.lastElementChild;
    if (last?.localName === elements[kind]) last.append(text);
    else {
      const element = document.createElement(elements[kind]);
      element.append(text);
      block.append(element);
    }
    this.#units += text.length;
    const full = this.#units > blockLimit.units || block.childElementCount > blockLimit.marks;
    if ((full && text.endsWith('\n')) || this.#units > lineLimit) this.#block = undefined;
  }

  #openBlock(): HTMLElement {
    if (!this.#block) {
      this.#block = document.createElement('div');
      this.#block.className = 'block';
      this.#block.dir = 'auto';
      this.#units = 0;
      this.#container.append(this.#block);
    }
    return this.#block;
  }
}

/** The parts, line by line; a word that is left out in the middle of a line does not break that line. */
function* pieces(parts: readonly DiffPart[]): Generator<DiffPart, undefined> {
  let atLineStart = true;
  for (const { kind, text } of parts) {
    const ending = text.slice(text.trimEnd().length);
    const joined = kind === 'removed' && !atLineStart && ending.includes('\n');
    const shown: string = joined ? `${text.trimEnd()} ` : text;
    const words = shown.trimEnd();
    for (const line of words.split(/(?<=\n)/)) {
      for (let from = 0; from < line.length; from += lineLimit) {
        yield { kind, text: line.slice(from, from + lineLimit) };
      }
    }
    // Blanks are never what differs.
    if (words.length < shown.length) yield { kind: 'same', text: shown.slice(words.length) };
    atLineStart = shown.endsWith('\n');
  }
}
