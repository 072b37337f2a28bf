import { longestLine, tooLong, WholeLines } from './whole-lines.ts';

/** A comment, or a field that says nothing about the answer. */
const otherField = /^(id|retry)?:/;

/** Units that are kept of what is no event: an error is shorter. */
const mostStray = 65_536;

/** What one server-sent event carries. */
export interface EventData {
  data: string;
  /** Its name is `error`. */
  isError: boolean;
}

/** Takes the text of server-sent events as it comes, in pieces of any size, and gives the data of those that are whole. */
export class EventLines {
  /** The line that has no end yet. */
  readonly #rest: WholeLines;
  readonly #limit: number;
  #data: string | undefined;
  #isError = false;
  #endedByReturn = false;
  /** What is no event at all, such as an error that a server sends as it is. */
  stray = '';

  /** `limit` in UTF-16 units, for a line and for an event of several. */
  constructor(limit: number = longestLine) {
    this.#limit = limit;
    this.#rest = new WholeLines(limit);
  }

  /** Throws `provider` for a line, or an event, that has no end. */
  take(piece: string): EventData[] {
    const whole: EventData[] = [];
    const gathered = this.#rest.take(piece, this.#endsLine);
    if (gathered === undefined) return whole;
    const text = plainEnds(gathered);
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#line(text, from, end, whole);
      from = end + 1;
    }
    const rest = text.slice(from);
    this.#rest.keep(rest);
    this.#endedByReturn = rest.endsWith('\r');
    return whole;
  }

  /** A `\r` at the end of what is kept ends a line as soon as anything comes. */
  readonly #endsLine = (piece: string): boolean =>
    this.#endedByReturn || piece.includes('\n') || piece.includes('\r');

  /** The last piece: an event counts also without the empty line after it. */
  end(piece: string): EventData[] {
    return this.take(`${piece}\n\n`);
  }

  #line(text: string, from: number, end: number, whole: EventData[]): void {
    if (from === end) {
      if (this.#data !== undefined) whole.push({ data: this.#data, isError: this.#isError });
      this.#data = undefined;
      this.#isError = false;
    } else if (text.startsWith('data:', from)) {
      const data = fieldText(text, from + 5, end);
      this.#data = this.#data === undefined ? data : `${this.#data}\n${data}`;
      if (this.#data.length > this.#limit) throw tooLong(this.#limit);
    } else if (text.startsWith('event:', from)) {
      this.#isError = fieldText(text, from + 6, end) === 'error';
    } else if (!otherField.test(text.slice(from, from + 6))) {
      if (this.stray.length < mostStray) this.stray += text.slice(from, Math.min(end, from + mostStray));
    }
  }
}

/** One space after the colon belongs to it. */
function fieldText(text: string, from: number, end: number): string {
  return text.slice(text[from] === ' ' ? from + 1 : from, end);
}

/** Lines end with `\n`, `\r\n` or `\r`; a `\r` at the very end stays, because the next piece may begin with its `\n`. */
function plainEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n|\r(?!$)/g, '\n') : text;
}
