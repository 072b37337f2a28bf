/** A comment, or a field that says nothing about the answer. */
const otherField = /^(id|retry)?:/;

/** What one server-sent event carries. */
export interface EventData {
  data: string;
  /** Its name is `error`. */
  isError: boolean;
}

/** Takes the text of server-sent events as it comes, in pieces of any size, and gives the data of those that are whole. */
export class EventLines {
  /** The line that has no end yet. */
  #rest = '';
  #data: string | undefined;
  #isError = false;
  /** What is no event at all, such as an error that a server sends as it is. */
  stray = '';

  take(piece: string): EventData[] {
    const text = plainEnds(this.#rest + piece);
    const whole: EventData[] = [];
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#line(text, from, end, whole);
      from = end + 1;
    }
    this.#rest = text.slice(from);
    return whole;
  }

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
    } else if (text.startsWith('event:', from)) {
      this.#isError = fieldText(text, from + 6, end) === 'error';
    } else if (!otherField.test(text.slice(from, from + 6))) {
      this.stray += text.slice(from, end);
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
