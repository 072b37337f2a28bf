import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openRegular, readWithin } from '../backend/files/regular-file.ts';
import { wholeText } from '../backend/files/whole-text.ts';
import { imageTypes, mostAttachments, mostImageBytes, mostTextBytes } from '../protocol/attachment-limits.ts';
import type { NewAttachment } from '../protocol/attachments.ts';
import type { AbaiError } from '../protocol/errors.ts';
import type { NamedTextOptions } from './named-text.ts';
import { UsageError } from './usage-error.ts';

/** What `--attach` names, in its order. Throws UsageError for what is not there, too large, or nothing models read; warns of a text that is not UTF-8. */
export async function attachedFiles(
  names: readonly string[],
  options: NamedTextOptions,
): Promise<NewAttachment[]> {
  if (names.length > mostAttachments) {
    throw new UsageError(`${names.length} files are attached: at most ${mostAttachments} can be.`);
  }
  return Promise.all(names.map((name) => attachedFile(name, options)));
}

async function attachedFile(name: string, { encoding, warn }: NamedTextOptions): Promise<NewAttachment> {
  const file = path.resolve(name);
  const place = { name, uri: pathToFileURL(file).href };
  const extension = path.extname(file).slice(1).toLowerCase();
  const mimeType = imageTypes.find((type) => type === `image/${extension === 'jpg' ? 'jpeg' : extension}`);
  const bytes = await contentOf(file, name, mimeType ? mostImageBytes : mostTextBytes);
  if (mimeType) return { kind: 'image', ...place, mimeType, data: bytes.toString('base64') };
  const { text, warnings } = await wholeText(bytes, name, encoding).catch((error: Error) => {
    throw new UsageError(error.message);
  });
  for (const warning of warnings) warn(warning);
  return { kind: 'text', ...place, ...(extension === '' ? {} : { languageId: extension }), text };
}

async function contentOf(file: string, name: string, most: number): Promise<Buffer> {
  const opened = await openRegular(file).catch((error: AbaiError) => {
    throw new UsageError(error.code === 'not-found' ? `There is no file ${name} to attach.` : error.message);
  });
  try {
    const content = await readWithin(opened, most);
    if (!content) {
      const { size } = await opened.stat();
      throw new UsageError(
        `${name} has ${size > most ? size : `more than ${most}`} bytes: at most ${most} can be attached. Attach a part of it.`,
      );
    }
    if (content.length === 0) throw new UsageError(`${name} is empty: there is nothing to attach.`);
    return content;
  } finally {
    await opened.close();
  }
}
