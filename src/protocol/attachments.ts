import * as z from 'zod';
import { imageTypes, mostAttachments } from './attachment-limits.ts';
import { action, query } from './method.ts';

/** A stretch of a document; lines and characters count from 0. */
export const TextRange = z.object({
  startLine: z.number(),
  startCharacter: z.number(),
  endLine: z.number(),
  endCharacter: z.number(),
});
export type TextRange = z.infer<typeof TextRange>;

const place = {
  /** For people and for the model: a path in the workspace, or what it is. */
  name: z.string().trim().min(1, 'An attachment needs a name.').max(500),
  /** Where it came from, so that it can be opened again. */
  uri: z.string().max(4000).optional(),
};
const textPlace = { ...place, languageId: z.string().max(100).optional(), range: TextRange.optional() };

/** A piece of text or an image with its content, as it is given to the back end. */
export const NewAttachment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), ...textPlace, text: z.string() }),
  z.object({
    kind: z.literal('image'),
    ...place,
    mimeType: z.enum(imageTypes, 'Only PNG, JPEG, GIF and WebP images can be attached.'),
    /** Without a `data:` prefix. */
    data: z.base64('An image must be given as base64.'),
  }),
]);
export type NewAttachment = z.infer<typeof NewAttachment>;

const kept = {
  /** SHA-256 of the content, which the back end keeps beside its database. */
  hash: z.string().regex(/^[0-9a-f]{64}$/u, 'An attachment is named by the hash of its content.'),
  bytes: z.number().int().nonnegative(),
};

/** An attachment whose content the back end has. */
export const Attachment = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    ...textPlace,
    ...kept,
    /** An estimate. */
    tokens: z.number().int().nonnegative(),
  }),
  /** How many tokens an image is, each vendor counts in its own way. */
  z.object({ kind: z.literal('image'), ...place, ...kept, mimeType: z.enum(imageTypes) }),
]);
export type Attachment = z.infer<typeof Attachment>;

/** What a prompt may carry: content, or what the back end was given before. */
export const Attachments = z
  .array(z.union([Attachment, NewAttachment]))
  .max(mostAttachments, `Attach at most ${mostAttachments} things to one message.`);
export type Attachments = z.infer<typeof Attachments>;

export const attachmentMethods = {
  /** Takes contents in before they are sent, so that a draft only has to name them. What no message names is removed after a month. */
  'attachment:keep': action(
    z.object({ attachments: Attachments }),
    z.object({ attachments: z.array(Attachment) }),
  ),
  /** The content of an attachment: text as it is, an image as base64. */
  'attachment:read': query(z.object({ attachment: Attachment }), z.object({ content: z.string() })),
};
