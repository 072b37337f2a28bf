import { open } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImageInput } from '../core/ports/provider.ts';
import { AbaiError } from '../protocol/errors.ts';

/** Of one image; what every vendor takes is less. */
export const mostImageBytes = 20 * 1024 * 1024;
/** Milliseconds for one image to come over the network. */
const patienceMs = 60_000;

const shown = (source: string) => JSON.stringify(source.length > 200 ? `${source.slice(0, 199)}…` : source);
const tooLarge = (source: string) =>
  new AbaiError('invalid', `The image ${shown(source)} is larger than 20 MB: make it smaller.`);

/** Reads the images that a row names, on this machine or by http, when its cell is asked. */
export class CellImages {
  readonly #fetch: typeof globalThis.fetch;
  readonly #tableFile: string | undefined;

  /** `tableFile`: what relative paths are relative to. */
  constructor(fetch: typeof globalThis.fetch, tableFile: string | undefined) {
    this.#fetch = fetch;
    this.#tableFile = tableFile;
  }

  /** Throws AbaiError `invalid`, `not-found` or `unavailable` with a sentence that names the image. */
  async read(source: string, signal: AbortSignal): Promise<ImageInput> {
    const bytes = /^https?:\/\//iu.test(source)
      ? await this.#download(source, signal)
      : await this.#fromDisk(source);
    const mimeType = imageType(bytes);
    if (mimeType === undefined) {
      throw new AbaiError(
        'invalid',
        `${shown(source)} is not an image that models take: it must be PNG, JPEG, GIF or WebP.`,
      );
    }
    return { mimeType, data: bytes.toString('base64') };
  }

  async #fromDisk(source: string): Promise<Buffer> {
    const path = imagePath(source, this.#tableFile);
    try {
      const file = await open(path);
      try {
        if ((await file.stat()).size > mostImageBytes) throw tooLarge(source);
        return await file.readFile();
      } finally {
        await file.close();
      }
    } catch (thrown) {
      if (thrown instanceof AbaiError) throw thrown;
      const { code } = thrown as NodeJS.ErrnoException;
      if (code === 'EISDIR')
        throw new AbaiError('invalid', `${shown(path)} is a folder: name the image in it.`);
      if (code === 'ENOENT') throw new AbaiError('not-found', `There is no image at ${shown(path)}.`);
      throw new AbaiError('invalid', `The image ${shown(path)} cannot be read (${code ?? 'unknown'}).`);
    }
  }

  async #download(source: string, signal: AbortSignal): Promise<Buffer> {
    const either = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    try {
      const response = await this.#fetch(source, { signal: either });
      if (!response.ok || !response.body) {
        await response.body?.cancel();
        throw new AbaiError(
          response.status === 404 ? 'not-found' : 'unavailable',
          `The image ${shown(source)} could not be fetched: its server answered ${response.status}.`,
        );
      }
      const pieces: Uint8Array[] = [];
      let size = 0;
      for await (const piece of response.body) {
        size += piece.byteLength;
        if (size > mostImageBytes) throw tooLarge(source);
        pieces.push(piece);
      }
      return Buffer.concat(pieces);
    } catch (thrown) {
      if (thrown instanceof AbaiError || signal.aborted) throw thrown;
      const why = either.aborted ? 'it took longer than a minute' : 'its server could not be reached';
      throw new AbaiError('unavailable', `The image ${shown(source)} could not be fetched: ${why}.`, {
        cause: thrown,
      });
    }
  }
}

/** Where an image lies: relative paths begin at the table's folder. Throws AbaiError `invalid`. */
export function imagePath(source: string, tableFile: string | undefined): string {
  if (/^file:\/\//iu.test(source)) {
    try {
      return fileURLToPath(source);
    } catch {
      throw new AbaiError('invalid', `${shown(source)} is not the address of a file on this machine.`);
    }
  }
  if (isAbsolute(source)) return source;
  if (tableFile !== undefined) return join(dirname(tableFile), source);
  throw new AbaiError(
    'invalid',
    `The image ${shown(source)} has a relative path, and the table is not from a file: give the whole path.`,
  );
}

/** By content: names and servers are often wrong. */
function imageType(bytes: Buffer): string | undefined {
  const begins = (text: string, at = 0) => bytes.toString('latin1', at, at + text.length) === text;
  if (begins('\u0089PNG\r\n')) return 'image/png';
  if (begins('\u00ff\u00d8\u00ff')) return 'image/jpeg';
  if (begins('GIF87a') || begins('GIF89a')) return 'image/gif';
  if (begins('RIFF') && begins('WEBP', 8)) return 'image/webp';
  return undefined;
}
