import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { imageTypes, mostAttachments, mostImageBytes, mostTextBytes } from '../protocol/attachment-limits.ts';
import type { NewAttachment } from '../protocol/attachments.ts';
import { UsageError } from './usage-error.ts';

/** What `--attach` names, in its order. Throws UsageError for what is not there, too large, or nothing models read. */
export async function attachedFiles(names: readonly string[]): Promise<NewAttachment[]> {
  if (names.length > mostAttachments) {
    throw new UsageError(`${names.length} files are attached: at most ${mostAttachments} can be.`);
  }
  return Promise.all(names.map(attachedFile));
}

async function attachedFile(name: string): Promise<NewAttachment> {
  const file = path.resolve(name);
  const place = { name, uri: pathToFileURL(file).href };
  const extension = path.extname(file).slice(1).toLowerCase();
  const mimeType = imageTypes.find((type) => type === `image/${extension === 'jpg' ? 'jpeg' : extension}`);
  const bytes = await contentOf(file, name, mimeType ? mostImageBytes : mostTextBytes);
  if (mimeType) return { kind: 'image', ...place, mimeType, data: bytes.toString('base64') };
  const text = decoded(bytes, name);
  return { kind: 'text', ...place, ...(extension === '' ? {} : { languageId: extension }), text };
}

async function contentOf(file: string, name: string, most: number): Promise<Buffer> {
  const found = await stat(file).catch(() => undefined);
  if (!found) throw new UsageError(`There is no file ${name} to attach.`);
  if (!found.isFile()) throw new UsageError(`${name} is not a file: attach files one by one.`);
  if (found.size > most) {
    throw new UsageError(
      `${name} has ${found.size} bytes: at most ${most} can be attached. Attach a part of it.`,
    );
  }
  if (found.size === 0) throw new UsageError(`${name} is empty: there is nothing to attach.`);
  try {
    return await readFile(file);
  } catch (error) {
    throw new UsageError(`${name} cannot be read: ${(error as Error).message}.`);
  }
}

function decoded(bytes: Buffer, name: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw new UsageError(`${name} is no text in UTF-8 and no image that models take (PNG, JPEG, GIF, WebP).`);
}
