import { encodingLabel } from '../../core/text-encodings.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { detectEncoding } from './encoding-detection.ts';
import { openRegular, readWithin, unreadable } from './regular-file.ts';
import { encodingNamed, MalformedText, textDecoding } from './text-decoding.ts';
import { guessWarning } from './text-file.ts';

/** A short text as a whole: a prompt, a schema, an attachment. */
export interface WholeText {
  text: string;
  /** Sentences about how it was read. */
  warnings: readonly string[];
}

/**
 * The text that bytes are, without a byte order mark. `fallback` is their encoding if they are neither UTF-8 nor UTF-16; else that
 * is told by what they would be. Throws AbaiError `invalid` with what to do; `name` is what they are from.
 */
export async function wholeText(bytes: Uint8Array, name: string, fallback?: string): Promise<WholeText> {
  async function* source() {
    yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  const found = await detectEncoding(source, name);
  const encoding = found.guessed && fallback !== undefined ? await encodingNamed(fallback) : found.encoding;
  const decoding = await textDecoding(encoding, true);
  try {
    const text = decoding.write(bytes) + decoding.end();
    return {
      text,
      warnings: found.guessed && fallback === undefined ? [guessWarning(name, encoding)] : [],
    };
  } catch (error) {
    if (!(error instanceof MalformedText)) throw error;
    throw new AbaiError(
      'invalid',
      `${name} is no text in ${encodingLabel(encoding)}, or it is damaged. Save it anew, best as UTF-8.`,
    );
  }
}

/** The bytes of a file of at most `most`. Throws AbaiError `invalid` or `not-found`. */
export async function wholeFile(path: string, most: number): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    const bytes = await readWithin(file, most);
    if (bytes) return bytes;
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    await file.close();
  }
  throw new AbaiError('invalid', `${path} has more than ${most / 1e6} MB: choose a smaller file.`);
}
