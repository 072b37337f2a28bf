import { isTableRule } from './markdown-density.ts';

/**
 * A piece of an answer that is drawn by itself. `markdown` goes through the Markdown renderer; `code` is the inside of
 * a fence, or a part of it; `plain` is text too long for Markdown, such as a line of megabytes.
 */
export type Block = { kind: 'markdown'; source: string } | { kind: 'plain'; source: string } | CodeBlock;

export interface CodeBlock {
  kind: 'code';
  language: string;
  source: string;
  /** Parts of one fence share a number. */
  fence: number;
  first: boolean;
  last: boolean;
}

/** UTF-16 units after which a paragraph, a line or a part of a fence ends: what is redrawn for each paint is short. */
export const blockLimit = 16_384;
/** The same for lists and tables, which cost more to draw. They go on in the next block, a table with its header. */
const rowsLimit = 4096;

interface Fence {
  marker: string;
  language: string;
  number: number;
  first: boolean;
}

const fenceStart = /^( *)(`{3,}(?=[^`]*$)|~{3,})\s*([^\s`{]*)/;
const listItem = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const heading = /^#{1,6}(?:\s|$)/;

/**
 * Cuts Markdown that is still arriving into blocks. Blocks that are finished never change, so that each is drawn once;
 * only the tail is drawn again when text comes. It knows just enough Markdown for that: blank lines, fences, lists.
 */
export class BlockSplitter {
  readonly finished: Block[] = [];
  /** Whole lines of the block that is open, each with its line end. */
  #open = '';
  #inList = false;
  #afterBlank = false;
  /** A fence of its own. */
  #fence: Fence | undefined;
  /** The marker of a fence inside a list item, where blank lines end nothing. */
  #innerFence: string | undefined;
  /** The last line, as far as it has come. */
  #line = '';
  #fences = 0;

  push(text: string): void {
    this.#line += text;
    const lastEnd = this.#line.lastIndexOf('\n');
    if (lastEnd >= 0) {
      const whole = this.#line.slice(0, lastEnd);
      this.#line = this.#line.slice(lastEnd + 1);
      for (const line of whole.split('\n')) {
        const text = line.endsWith('\r') ? line.slice(0, -1) : line;
        this.#take(text.length > blockLimit ? this.#cutLong(text) : text);
      }
    }
    if (this.#line.length > blockLimit) this.#line = this.#cutLong(this.#line);
  }

  /** What is not finished: to be drawn again after each push. */
  get tail(): Block | undefined {
    const line = this.#line;
    if (this.#fence) {
      const closing = isClosing(line, this.#fence.marker);
      return this.#codePart(this.#fence, this.#open + (closing ? '' : line), closing);
    }
    const source = this.#open + line;
    return source.trim() === '' ? undefined : { kind: 'markdown', source };
  }

  /** No more text comes: everything is finished. */
  end(): void {
    if (this.#line !== '') {
      const line = this.#line;
      this.#line = '';
      this.#take(line);
    }
    if (this.#fence) this.#endFence(this.#fence);
    this.#finish();
  }

  #take(line: string): void {
    if (this.#fence) {
      this.#takeCode(line, this.#fence);
      return;
    }
    if (this.#innerFence !== undefined) {
      if (isClosing(line, this.#innerFence)) this.#innerFence = undefined;
      this.#open += `${line}\n`;
      if (this.#open.length > blockLimit) this.#finish();
      return;
    }
    if (line.trim() === '') {
      this.#afterBlank = this.#open !== '';
      if (this.#open !== '') this.#open += '\n';
      return;
    }
    if (this.#endsBefore(line)) this.#finish();
    else if (this.#open.length > rowsLimit && !this.#afterBlank) this.#continueTable();
    const fence = fenceStart.exec(line);
    if (fence && !(this.#inList && fence[1]!.length >= 2) && fence[1]!.length <= 3) {
      this.#finish();
      const [, , marker = '', language = ''] = fence;
      this.#fence = { marker, language, number: this.#fences++, first: true };
      return;
    }
    if (fence && this.#inList) this.#innerFence = fence[2];
    if (this.#open === '') this.#inList = listItem.test(line);
    this.#afterBlank = false;
    this.#open += `${line}\n`;
    if (heading.test(line) && !this.#inList) this.#finish();
  }

  #takeCode(line: string, fence: Fence): void {
    if (isClosing(line, fence.marker)) this.#endFence(fence);
    else {
      this.#open += `${line}\n`;
      if (this.#open.length > blockLimit) this.#finishPart(fence, false);
    }
  }

  #endsBefore(line: string): boolean {
    if (this.#open === '') return false;
    if (heading.test(line) && !this.#inList) return true;
    if (this.#open.length > blockLimit) return true;
    if (this.#inList && this.#open.length > rowsLimit && listItem.test(line)) return true;
    if (!this.#afterBlank) return false;
    if (this.#inList) return !/^(?: {2}|\t)/.test(line) && !listItem.test(line);
    const indentedCode = /^(?: {4}|\t)/;
    return !(indentedCode.test(line) && indentedCode.test(this.#open));
  }

  /** Ends a long table; its header stands above the rows that come, too. */
  #continueTable(): void {
    if (this.#inList) return;
    const firstEnd = this.#open.indexOf('\n') + 1;
    const head = this.#open.slice(0, this.#open.indexOf('\n', firstEnd) + 1);
    if (!this.#open.slice(0, firstEnd).includes('|') || !isTableRule(head.slice(firstEnd))) return;
    this.#finish();
    this.#open = head;
  }

  /** Sends ahead what there is of a long line, as plain text or as code; returns the rest. */
  #cutLong(line: string): string {
    let from = 0;
    while (line.length - from > blockLimit) {
      const to = cutPoint(line, from, blockLimit);
      this.#sendAhead(line.slice(from, to));
      from = to;
    }
    return line.slice(from);
  }

  #sendAhead(piece: string): void {
    if (this.#fence) {
      this.#open += piece;
      this.#finishPart(this.#fence, false);
      return;
    }
    this.#finish();
    this.finished.push({ kind: 'plain', source: piece });
  }

  #finish(): void {
    if (this.#open.trim() !== '') this.finished.push({ kind: 'markdown', source: this.#open });
    this.#open = '';
    this.#inList = false;
    this.#afterBlank = false;
  }

  #endFence(fence: Fence): void {
    this.#finishPart(fence, true);
    this.#fence = undefined;
  }

  #finishPart(fence: Fence, last: boolean): void {
    this.finished.push(this.#codePart(fence, this.#open, last));
    fence.first = false;
    this.#open = '';
  }

  #codePart(fence: Fence, source: string, last: boolean): CodeBlock {
    const { language, number, first } = fence;
    return { kind: 'code', language, source, fence: number, first, last };
  }
}

function isClosing(line: string, marker: string): boolean {
  const trimmed = line.trim();
  return trimmed.length >= marker.length && trimmed === marker[0]!.repeat(trimmed.length);
}

/** Where to cut a long line: after its last blank, else not inside a character. */
function cutPoint(line: string, from: number, limit: number): number {
  const end = from + limit;
  const blank = line.slice(from, end).lastIndexOf(' ');
  if (blank > limit / 2) return from + blank + 1;
  const unit = line.charCodeAt(end - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end;
}
