import type { ImageInput } from '../core/ports/provider.ts';
import { AbaiError } from '../protocol/errors.ts';
import { readWithin } from './files/regular-file.ts';
import { type ImageRealm, isWebAddress, openImage, shownSource as shown } from './image-files.ts';
import { isPublicAddress } from './public-address.ts';
import { download, ForbiddenHost, RefusedDownload, TooLarge } from './public-download.ts';

/** Of one image; what every vendor takes is less. */
export const mostImageBytes = 20 * 1024 * 1024;
/** Milliseconds for one image to come over the network. */
const patienceMs = 60_000;

const tooLarge = (source: string) =>
  new AbaiError('invalid', `The image ${shown(source)} is larger than 20 MB: make it smaller.`);

/** Reads the images that a row names, on this machine or by http, when its cell is asked. */
export class CellImages {
  readonly #realm: ImageRealm;

  constructor(realm: ImageRealm) {
    this.#realm = realm;
  }

  /** Throws AbaiError `invalid`, `not-found` or `unavailable` with a sentence that names the image. */
  async read(source: string, signal: AbortSignal): Promise<ImageInput> {
    const bytes = isWebAddress(source) ? await this.#download(source, signal) : await this.#fromDisk(source);
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
    const file = await openImage(source, this.#realm);
    try {
      const bytes = await readWithin(file, mostImageBytes);
      if (bytes) return bytes;
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      throw new AbaiError('invalid', `The image ${shown(source)} cannot be read (${code ?? 'unknown'}).`);
    } finally {
      await file.close();
    }
    throw tooLarge(source);
  }

  async #download(source: string, signal: AbortSignal): Promise<Buffer> {
    const either = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const allows = this.#realm.anywhere ? () => true : isPublicAddress;
    try {
      return await download(source, { signal: either, most: mostImageBytes, allows });
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      if (thrown instanceof TooLarge) throw tooLarge(source);
      if (thrown instanceof ForbiddenHost) {
        throw new AbaiError(
          'invalid',
          `The image ${shown(source)} was not fetched: ${shown(thrown.host)} is this machine or one of its network. Allow images from anywhere (--any-images) if that is meant.`,
        );
      }
      if (thrown instanceof RefusedDownload) {
        throw new AbaiError(
          thrown.status === 404 ? 'not-found' : 'unavailable',
          `The image ${shown(source)} could not be fetched: its server answered ${thrown.status}.`,
        );
      }
      const why = either.aborted ? 'it took longer than a minute' : 'its server could not be reached';
      throw new AbaiError('unavailable', `The image ${shown(source)} could not be fetched: ${why}.`, {
        cause: thrown,
      });
    }
  }
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
