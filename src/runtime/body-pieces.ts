import type { Readable } from 'node:stream';
import type { Pieces } from '../core/pieces.ts';

/** Bytes that may wait to be read; more is left to the connection. */
const waitingBytes = 1_000_000;

interface Reader {
  resolve(result: IteratorResult<Uint8Array, undefined>): void;
  reject(error: Error): void;
}

/**
 * The body of an answer, piece by piece. What came in one packet is one piece: a server that flushes each token sends
 * many, each of which would cost a turn of the reader. What came before a failure is given before it.
 */
export class BodyPieces implements Pieces {
  readonly #source: Readable;
  #gathered: Uint8Array[] = [];
  #size = 0;
  #ended = false;
  #error: Error | undefined;
  #reader: Reader | undefined;

  constructor(source: Readable) {
    this.#source = source;
    const give = () => this.#give();
    source.on('data', (piece: Uint8Array) => {
      this.#size += piece.length;
      if (this.#gathered.push(piece) === 1) queueMicrotask(give);
      if (this.#size > waitingBytes) source.pause();
    });
    source.once('end', () => {
      this.#ended = true;
      give();
    });
    source.once('error', (error) => {
      this.#error = error;
      give();
    });
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      this.#give();
    });
  }

  async return(): Promise<void> {
    this.#ended = true;
    this.#gathered = [];
    this.#source.destroy();
    this.#give();
  }

  #give(): void {
    const reader = this.#reader;
    if (!reader) return;
    const [first, ...others] = this.#gathered;
    if (first) {
      this.#gathered = [];
      this.#size = 0;
      this.#source.resume();
      reader.resolve({ done: false, value: others.length > 0 ? Buffer.concat([first, ...others]) : first });
    } else if (this.#ended) reader.resolve({ done: true, value: undefined });
    else if (this.#error) reader.reject(this.#error);
    else return;
    this.#reader = undefined;
  }
}
