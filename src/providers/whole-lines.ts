import { AbaiError } from '../protocol/errors.ts';

/** UTF-16 units of one line of an answer; the largest that vendors send are pictures in Base64. */
export const longestLine = 64 * 1024 * 1024;

/**
 * Gathers what comes in pieces until there is a line end in it: looked through and joined once, so that a line that
 * comes in a million pieces costs no more than one that comes in two.
 */
export class WholeLines {
  readonly #limit: number;
  #pieces: string[] = [];
  #units = 0;

  constructor(limit: number = longestLine) {
    this.#limit = limit;
  }

  /** All that is there, when the piece ends a line; else undefined. Throws `provider` for a line without an end. */
  take(piece: string, isEnd: (piece: string) => boolean): string | undefined {
    this.#pieces.push(piece);
    this.#units += piece.length;
    if (isEnd(piece)) return this.rest();
    if (this.#units > this.#limit) throw tooLong(this.#limit);
    return undefined;
  }

  /** What is there without a line end; it is given back with `keep`, or forgotten. */
  rest(): string {
    const text = this.#pieces.length === 1 ? this.#pieces[0]! : this.#pieces.join('');
    this.#pieces = [];
    this.#units = 0;
    return text;
  }

  keep(rest: string): void {
    if (rest === '') return;
    this.#pieces = [rest];
    this.#units = rest.length;
  }
}

export function tooLong(limit: number): AbaiError {
  return new AbaiError(
    'provider',
    `The server sent more than ${Math.round(limit / 1_000_000)} million characters without a line end, which is no answer. Check the base URL.`,
    { retryable: false },
  );
}
