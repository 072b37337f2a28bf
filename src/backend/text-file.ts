import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { AbaiError } from '../protocol/errors.ts';

/** Bytes that are looked at to tell the encoding. */
const sampleBytes = 64 * 1024;

/**
 * Text of a file in pieces, whatever its encoding; `onBytes` hears how many bytes were read so far. Throws AbaiError
 * `invalid` with what to do.
 */
export async function* textOf(path: string, onBytes?: (bytes: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder(await encodingOf(path));
  const stream = createReadStream(path, { highWaterMark: 64 * 1024 });
  try {
    for await (const bytes of stream) {
      onBytes?.(stream.bytesRead);
      yield decoder.decode(bytes as Buffer, { stream: true });
    }
    yield decoder.decode();
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    stream.destroy();
  }
}

/** UTF-8 unless a byte order mark, or bytes that are no UTF-8, say otherwise. TextDecoder takes the mark off. */
async function encodingOf(path: string): Promise<string> {
  const sample = Buffer.alloc(sampleBytes);
  let length: number;
  try {
    const file = await open(path);
    try {
      if ((await file.stat()).isDirectory()) throw new Error('it is a folder');
      length = (await file.read(sample, 0, sampleBytes, 0)).bytesRead;
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  const bytes = sample.subarray(0, length);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes.includes(0)) {
    // Spreadsheets save UTF-16 without a mark too: then every other byte of plain text is zero.
    const odd = bytes.filter((byte, at) => byte === 0 && at % 2 === 1).length;
    if (odd > length / 4) return 'utf-16le';
    throw new AbaiError(
      'invalid',
      `${path} is not text: it holds zero bytes. Save it as CSV, JSON or JSON Lines.`,
    );
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

function unreadable(path: string, cause: unknown): AbaiError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason =
    code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'it may not be read' : message;
  return new AbaiError('invalid', `${path} cannot be read: ${reason}.`, { cause });
}
