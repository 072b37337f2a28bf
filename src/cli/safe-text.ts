/**
 * Text from models, vendors and the history on its way to a terminal. It is hostile until shown otherwise: escape
 * sequences could move the cursor over what was printed, set the window's title or fill the clipboard. Everything of
 * C0 and C1 goes but line feed and tab; whole sequences go with their parameters. Also gone: the characters that
 * control the reading direction, which make text look like other text.
 */
type State = 'text' | 'escape' | 'csi' | 'string' | 'string-escape';

const directionOverrides: ReadonlySet<number> = new Set([
  ...[0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069],
]);

/** The code of the C0 sequence `ESC x` whose one-character C1 form this is, or undefined. */
const c1ToEscape = (code: number): number | undefined =>
  code >= 0x80 && code <= 0x9f ? code - 0x40 : undefined;

/** Strips a text that arrives in pieces: a sequence may be cut anywhere. */
export class SafeText {
  #state: State = 'text';
  #highSurrogate = '';

  push(arrived: string): string {
    // Half a character cannot be written: it waits for its other half.
    const whole = this.#highSurrogate + arrived;
    this.#highSurrogate = /[\ud800-\udbff]$/.test(whole) ? whole.slice(-1) : '';
    return this.#strip(this.#highSurrogate ? whole.slice(0, -1) : whole);
  }

  #strip(piece: string): string {
    let kept = '';
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      const wasText = this.#state === 'text';
      const keep = this.#step(code);
      if (wasText && !keep) kept += piece.slice(from, at);
      if (!keep) from = at + 1;
      else if (!wasText) from = at;
    }
    return kept + piece.slice(from);
  }

  /** Whether this UTF-16 unit is shown; moves the state on. */
  #step(code: number): boolean {
    // A line feed ends whatever was open: an unfinished sequence may not swallow the rest of an answer.
    if (code === 0x0a) {
      this.#state = 'text';
      return true;
    }
    switch (this.#state) {
      case 'text':
        return this.#plain(code);
      case 'escape':
        this.#begin(code);
        return false;
      case 'csi':
        if (code === 0x1b) this.#state = 'escape';
        else if (code < 0x20) return false;
        else if (code >= 0x40 && code <= 0x7e) this.#state = 'text';
        else if (code > 0x7e) {
          this.#state = 'text';
          return this.#plain(code);
        }
        return false;
      case 'string':
        if (code === 0x07 || code === 0x9c) this.#state = 'text';
        else if (code === 0x1b) this.#state = 'string-escape';
        return false;
      case 'string-escape':
        if (code === 0x5c) this.#state = 'text';
        else this.#begin(code);
        return false;
    }
  }

  #plain(code: number): boolean {
    if (code === 0x09) return true;
    if (code === 0x1b) {
      this.#state = 'escape';
      return false;
    }
    if (code < 0x20 || code === 0x7f || directionOverrides.has(code)) return false;
    const seven = c1ToEscape(code);
    if (seven === undefined) return true;
    this.#begin(seven);
    return false;
  }

  /** The character after ESC decides what kind of sequence it is. */
  #begin(code: number): void {
    if (code === 0x5b) this.#state = 'csi';
    // DCS, SOS, OSC, PM, APC: all run up to a string terminator.
    else if (code === 0x50 || code === 0x58 || code === 0x5d || code === 0x5e || code === 0x5f) {
      this.#state = 'string';
    } else if (code === 0x1b || (code >= 0x20 && code <= 0x2f)) this.#state = 'escape';
    else this.#state = 'text';
  }
}

/** A whole text, stripped; line feeds and tabs stay. */
export function safeText(text: string): string {
  return new SafeText().push(text);
}

/** For a table cell or a heading: stripped and on one line. */
export function safeLine(text: string): string {
  return safeText(text).replace(/\s+/gu, ' ').trim();
}

/** Colours and the clearing of a line are what we write ourselves. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const ours = /(\r?\u001b\[(?:[\d;]{0,16}m|K))/u;

/**
 * The last look at what goes to a terminal: whatever command forgot to strip it, nothing but colours and the clearing of a
 * line gets there.
 */
export function shownText(text: string): string {
  return text
    .split(ours)
    .map((part, at) => (at % 2 === 1 ? part : stripped(part)))
    .join('');
}

/** Half a character at the end stays: its other half may come. */
function stripped(text: string): string {
  const half = /[\ud800-\udbff]$/.exec(text)?.[0] ?? '';
  return safeText(text) + half;
}

/**
 * JSON for a stdout that may be a terminal: JSON.stringify leaves DEL, C1 and what controls the reading direction
 * as they are, and some terminals obey C1. Escaped, they mean the same to every JSON parser.
 */
export function safeJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
