import type { Media } from '../core/ports/media.ts';
import type { Attachment } from '../protocol/attachments.ts';
import { toAbaiError } from '../protocol/errors.ts';
import type { AnswerText } from './answer-text.ts';
import { keepAttachments } from './attachments.ts';

/** Keeps the images of an answer, for its message to name. One that cannot be kept is a warning of the answer. */
export async function keepImages(media: Media, { images, warnings }: AnswerText): Promise<Attachment[]> {
  const kept: Attachment[] = [];
  for (const [index, { mimeType, data }] of images.entries()) {
    const name = `image-${index + 1}.${mimeType.slice('image/'.length)}`;
    try {
      kept.push(...(await keepAttachments(media, [{ kind: 'image', name, mimeType, data }])));
    } catch (thrown) {
      warnings.push({ code: 'media-left-out', message: toAbaiError(thrown).message });
    }
  }
  return kept;
}
