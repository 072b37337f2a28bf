import { encodingLabel } from '../../core/text-encodings.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { detectEncoding, markOf } from './encoding-detection.ts';
import { openRegular, unreadable } from './regular-file.ts';
import { encodingNamed, MalformedText, textDecoding } from './text-decoding.ts';

/** Bytes that are read at once. */
const pieceBytes = 64 * 1024;

/** A file of text whose encoding is known. */
export interface TextFile {
  path: string;
  encoding: string;
  /** Sentences about how it is read. */
  warnings: readonly string[];
  /** Its text from the beginning, each time; `onBytes` hears how many bytes were read so far, and may throw to stop. */
  pieces(onBytes?: (bytes: number) => void): AsyncGenerator<string>;
}

/**
 * Finds out how a file of text is read, by all of its bytes unless its encoding is `given`. Throws AbaiError `invalid` or
 * `not-found` with what to do.
 */
export async function openText(
  path: string,
  { encoding: given, onBytes }: { encoding?: string | undefined; onBytes?: (bytes: number) => void } = {},
): Promise<TextFile> {
  const wanted = given === undefined ? undefined : await encodingNamed(given);
  const marked = wanted === undefined ? undefined : await markIn(path);
  const detected =
    wanted === undefined
      ? await detectEncoding(() => bytesOf(path, onBytes), path)
      : { encoding: marked ?? wanted, guessed: false };
  const { encoding } = detected;
  const warnings: string[] = [];
  if (detected.guessed) warnings.push(guessWarning(path, encoding));
  if (marked !== undefined && marked !== wanted) {
    warnings.push(
      `${path} begins with the mark of ${encodingLabel(marked)} and was read as that, not as ${encodingLabel(wanted!)}.`,
    );
  }
  const strict = wanted === undefined;
  return { path, encoding, warnings, pieces: (hear) => decoded(path, encoding, strict, hear) };
}

/** How a text that is no UTF-8 was understood. */
export function guessWarning(name: string, encoding: string): string {
  return `${name} is not UTF-8. By its content it was read as ${encodingLabel(encoding)}: if letters in it look wrong, choose its encoding (--encoding).`;
}

async function* decoded(
  path: string,
  encoding: string,
  strict: boolean,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoding = await textDecoding(encoding, strict);
  let lines = 1;
  try {
    for await (const bytes of bytesOf(path, onBytes)) {
      const text = decoding.write(bytes);
      if (strict && encoding !== 'utf-8') lines += text.split('\n').length - 1;
      yield text;
    }
    yield decoding.end();
  } catch (error) {
    if (!(error instanceof MalformedText)) throw error;
    throw new AbaiError(
      'invalid',
      `${path} is damaged or cut off: after line ${lines} it is no ${encodingLabel(encoding)} any more. Save it anew, best as UTF-8.`,
    );
  }
}

async function* bytesOf(path: string, onBytes?: (bytes: number) => void): AsyncGenerator<Buffer> {
  const file = await openRegular(path);
  const stream = file.createReadStream({ highWaterMark: pieceBytes, start: 0 });
  try {
    for await (const bytes of stream) {
      onBytes?.(stream.bytesRead);
      yield bytes as Buffer;
    }
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    stream.destroy();
  }
}

async function markIn(path: string): Promise<string | undefined> {
  const file = await openRegular(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return markOf(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
