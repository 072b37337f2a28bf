import { isUtf8 } from 'node:buffer';

const lineFeed = 0x0a;

/** What the bytes of a whole file say about its encoding. */
export interface ByteSurvey {
  /** First bytes, at most four. */
  head: Uint8Array;
  size: number;
  /** Whole and well formed. */
  utf8: boolean;
  zeros: boolean;
  /** Japanese mail's way to write kanji in seven bits, which is UTF-8 too. */
  escapes: boolean;
}

/** One pass at the speed of the disk; it stops at what neither UTF-8 nor anything without zero bytes can hold. */
export async function surveyOf(chunks: AsyncIterable<Buffer>): Promise<ByteSurvey> {
  let head = Buffer.alloc(0);
  let size = 0;
  let utf8 = true;
  let zeros = false;
  let escapes = false;
  /** A character that the chunk before began. */
  let begun = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (head.length < 4) head = Buffer.concat([head, chunk]).subarray(0, 4);
    size += chunk.length;
    zeros ||= chunk.includes(0);
    escapes ||= chunk.includes('\u001b$B') || chunk.includes('\u001b$@');
    const bytes = begun.length === 0 ? chunk : Buffer.concat([begun, chunk]);
    const whole = bytes.length - unfinished(bytes);
    utf8 = isUtf8(bytes.subarray(0, whole));
    begun = Buffer.from(bytes.subarray(whole));
    if (!utf8 || zeros) break;
  }
  return { head, size, utf8: utf8 && begun.length === 0, zeros, escapes };
}

/** Bytes at the end that begin a character of UTF-8 and do not end it. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < lengthOf(byte) ? back : 0;
  }
  return 0;
}

const lengthOf = (lead: number) => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);

/** What is found only when a file is no plain UTF-8. */
export interface Findings {
  size: number;
  zeros: number;
  /** Line ends and blanks, and how many of them have a zero byte after or before them, as UTF-16 writes them. */
  marks: number;
  littleEndianMarks: number;
  bigEndianMarks: number;
  oddZeros: number;
  /** Characters of more than one byte that are right in UTF-8, and bytes that are wrong. */
  characters: number;
  wrongBytes: number;
  /** Lines of the first zero byte and of the first wrong byte, from 1. */
  zeroLine: number;
  wrongLine: number;
  /** Lines, or beginnings of them, that are not plain ASCII: what they are is to be told from these. */
  sample: Buffer;
}

/** Bytes of lines that are kept to tell the encoding from, and of one such line. */
const mostSample = 128 * 1024;
const mostOfLine = 4096;

/** Looks at each byte of a whole file. */
export class ByteFindings {
  readonly #lines = new ForeignLines();
  #found: Omit<Findings, 'sample'> = {
    size: 0,
    zeros: 0,
    marks: 0,
    littleEndianMarks: 0,
    bigEndianMarks: 0,
    oddZeros: 0,
    characters: 0,
    wrongBytes: 0,
    zeroLine: 0,
    wrongLine: 0,
  };
  #line = 1;
  #before = -1;
  #isMark = false;
  /** Of a character of UTF-8: bytes that are to come, and how many there are. */
  #missing = 0;

  get result(): Findings {
    if (this.#missing > 0) this.#wrong();
    this.#missing = 0;
    return { ...this.#found, sample: this.#lines.sample };
  }

  look(chunk: Uint8Array): void {
    const found = this.#found;
    for (const byte of chunk) {
      const odd = found.size % 2 === 1;
      if (byte === 0) this.#zero(odd);
      if (byte >= 0x80 || this.#missing > 0) this.#utf8(byte);
      this.#isMark = byte === lineFeed || byte === 0x0d || byte === 0x20 || byte === 0x2c;
      if (this.#isMark) {
        found.marks += 1;
        if (odd && this.#before === 0) found.bigEndianMarks += 1;
      }
      if (byte === lineFeed) this.#line += 1;
      this.#before = byte;
      found.size += 1;
    }
    this.#lines.look(chunk);
  }

  #zero(odd: boolean): void {
    const found = this.#found;
    found.zeros += 1;
    if (odd) found.oddZeros += 1;
    if (odd && this.#isMark) found.littleEndianMarks += 1;
    if (found.zeroLine === 0) found.zeroLine = this.#line;
  }

  #utf8(byte: number): void {
    const continues = byte >= 0x80 && byte < 0xc0;
    if (this.#missing > 0 && continues) {
      this.#missing -= 1;
      if (this.#missing === 0) this.#found.characters += 1;
      return;
    }
    if (this.#missing > 0) this.#wrong();
    this.#missing = 0;
    if (byte < 0x80) return;
    if (byte >= 0xc2 && byte <= 0xf4) this.#missing = lengthOf(byte) - 1;
    else this.#wrong();
  }

  #wrong(): void {
    this.#found.wrongBytes += 1;
    if (this.#found.wrongLine === 0) this.#found.wrongLine = this.#line;
  }
}

/** Gathers what is not ASCII, with what stands around it in its line: no encoding has a line end within a character. */
class ForeignLines {
  #kept: Buffer[] = [];
  #size = 0;
  #rest = Buffer.alloc(0);
  /** Of a long line enough was taken, and its rest may begin within a character. */
  #isTaken = false;

  look(chunk: Uint8Array): void {
    if (this.#size >= mostSample) return;
    let text = Buffer.concat([this.#rest, chunk]);
    for (let end = text.indexOf(lineFeed); end !== -1; end = text.indexOf(lineFeed)) {
      if (!this.#isTaken) this.#take(text.subarray(0, end + 1));
      this.#isTaken = false;
      text = text.subarray(end + 1);
    }
    if (this.#isTaken || text.length > mostSample) {
      this.#isTaken ||= this.#take(text);
      text = text.subarray(text.length);
    }
    this.#rest = Buffer.from(text);
  }

  get sample(): Buffer {
    if (!this.#isTaken) this.#take(this.#rest);
    this.#rest = Buffer.alloc(0);
    return Buffer.concat(this.#kept);
  }

  #take(line: Buffer): boolean {
    let first = 0;
    while (first < line.length && line[first]! < 0x80) first += 1;
    if (first === line.length) return false;
    const from = Math.max(0, first - 100);
    const part = Buffer.from(line.subarray(from, from + mostOfLine));
    this.#kept.push(part);
    this.#size += part.length;
    return true;
  }
}
