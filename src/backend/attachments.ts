import type { Contents } from '../core/attachment-text.ts';
import { estimateTokens } from '../core/estimate.ts';
import type { Media } from '../core/ports/media.ts';
import { mostImageBytes, mostTextBytes } from '../protocol/attachment-limits.ts';
import type { Attachment, Attachments } from '../protocol/attachments.ts';
import type { Message } from '../protocol/conversations.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';

/** Characters of a text that are counted; the rest is taken to be like them. */
const counted = 100_000;

const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`;

/**
 * The attachments with their contents kept. Throws AbaiError `invalid` for what is too large or no text, `not-found` for
 * one whose content is gone.
 */
export async function keepAttachments(media: Media, attachments: Attachments = []): Promise<Attachment[]> {
  const kept: Attachment[] = [];
  for (const attachment of attachments) {
    if ('hash' in attachment) {
      if ((await media.read(attachment.hash)) === undefined) throw gone(attachment.name);
      kept.push(attachment);
      continue;
    }
    const content = contentOf(attachment);
    const { name } = attachment;
    const most = attachment.kind === 'text' ? mostTextBytes : mostImageBytes;
    if (content.byteLength > most) {
      throw new AbaiError(
        'invalid',
        `“${name}” has ${megabytes(content.byteLength)}: ${attachment.kind === 'text' ? 'a text' : 'an image'} may have ${megabytes(most)} at most. Attach a part of it.`,
      );
    }
    if (content.byteLength === 0)
      throw new AbaiError('invalid', `“${name}” is empty: there is nothing to attach.`);
    if (attachment.kind === 'text') {
      const { text, ...place } = attachment;
      if (text.includes('\0')) {
        throw new AbaiError(
          'invalid',
          `“${name}” holds binary data, which models cannot read. Attach text or an image.`,
        );
      }
      const part = text.slice(0, counted);
      const tokens = Math.round((estimateTokens(part).tokens * text.length) / part.length);
      kept.push({ ...place, hash: await media.keep(content), bytes: content.byteLength, tokens });
    } else {
      const { data: _, ...place } = attachment;
      kept.push({ ...place, hash: await media.keep(content), bytes: content.byteLength });
    }
  }
  return kept;
}

function contentOf(attachment: Exclude<Attachments[number], { hash: string }>): Buffer {
  return attachment.kind === 'text' ? Buffer.from(attachment.text) : Buffer.from(attachment.data, 'base64');
}

function gone(name: string): AbaiError {
  return new AbaiError(
    'not-found',
    `The content of “${name}” is no longer there: remove it and attach it again.`,
  );
}

/** Contents that were read, by hash: threads that are asked the same share them. */
export type KnownContents = Map<string, Promise<string | undefined>>;

/** What the messages carry, as a model is sent it. What is gone is not in it; what is read is added to `known`. */
export async function contentsOf(
  media: Media,
  messages: readonly Message[],
  known: KnownContents,
): Promise<Contents> {
  const contents = new Map<string, string>();
  for (const attachment of messages.flatMap(({ attachments = [] }) => attachments)) {
    const reading = known.get(attachment.hash) ?? readContent(media, attachment);
    known.set(attachment.hash, reading);
    const content = await reading;
    if (content !== undefined) contents.set(attachment.hash, content);
  }
  return contents;
}

async function readContent(media: Media, { hash, kind }: Attachment): Promise<string | undefined> {
  const content = await media.read(hash);
  return content && Buffer.from(content).toString(kind === 'text' ? 'utf8' : 'base64');
}

export function attachmentHandlers({ store }: BackendPorts): Handlers<'attachment:keep' | 'attachment:read'> {
  return {
    async 'attachment:keep'({ attachments }, { commit }) {
      const answer = { attachments: await keepAttachments(store.media, attachments) };
      await commit({ writes: [], answer });
      return answer;
    },
    async 'attachment:read'({ attachment }) {
      const content = await readContent(store.media, attachment);
      if (content === undefined) throw gone(attachment.name);
      return { content };
    },
  };
}
