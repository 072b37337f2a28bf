import type { Attachment } from '../protocol/attachments.ts';
import { longestTicks } from './longest-ticks.ts';

/** Content by hash: text as it is, an image as base64. What is missing is said to the model. */
export type Contents = ReadonlyMap<string, string>;

/**
 * A question as a model is asked it: what is attached comes first, each under its name and in a fence that nothing in it
 * can end. Images are no part of it, unless their content is gone.
 */
export function withAttachments(
  question: string,
  attachments: readonly Attachment[],
  contents: Contents,
): string {
  const pieces = attachments.flatMap((attachment) => {
    const content = contents.get(attachment.hash);
    const heading = `Attached ${described(attachment)}:`;
    if (content === undefined) return [`${heading}\n\n(The content is no longer stored.)`];
    return attachment.kind === 'text' ? [`${heading}\n\n${fenced(content, attachment.languageId)}`] : [];
  });
  return [...pieces, question].join('\n\n');
}

/** What an attachment is, in one line: `file src/parse.ts, lines 10-24`. Lines count from 1. */
export function described(attachment: Attachment): string {
  const name = attachment.name.replace(/\s+/gu, ' ');
  if (attachment.kind === 'image') return `image ${name}`;
  const { range } = attachment;
  if (!range) return `file ${name}`;
  const [first, last] = [range.startLine + 1, range.endLine + 1];
  return `file ${name}, ${first === last ? `line ${first}` : `lines ${first}-${last}`}`;
}

/** Text in a Markdown fence that is longer than any in it. */
export function fenced(text: string, languageId = ''): string {
  const fence = '`'.repeat(Math.max(2, longestTicks(text)) + 1);
  const language = /^[\w+#.-]+$/u.test(languageId) && languageId !== 'plaintext' ? languageId : '';
  return `${fence}${language}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}
