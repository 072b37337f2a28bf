import { type Contents, fenced } from '../../src/core/attachment-text.ts';
import { closedFences } from '../../src/core/closed-fences.ts';
import type { Attachment } from '../../src/protocol/attachments.ts';
import type { Comparison, Thread } from '../../src/protocol/comparisons.ts';
import type { Message, MessageStatus } from '../../src/protocol/conversations.ts';
import { said } from '../words/sentence.ts';
import { t } from '../words/translate.ts';
import { sourceName } from './source-name.ts';
import { toolLines } from './tool-lines.ts';

function endOf(status: MessageStatus): string | undefined {
  switch (status) {
    case 'generating':
      return t('This answer is still arriving.');
    case 'interrupted':
      return t('This answer was interrupted here.');
    case 'cancelled':
      return t('This answer was stopped here.');
    default:
      return undefined;
  }
}

/**
 * One thread of a comparison as a Markdown document: every question and every answer, oldest first. What a question
 * carries stands where it is carried first, as far as `contents` has it.
 */
export function threadDocument(
  comparison: Comparison,
  thread: Thread,
  messages: readonly Message[],
  contents: Contents = new Map(),
): string {
  const unsaid = new Map(contents);
  return document(comparison, [
    t('Model: {0}', thread.modelName),
    ...system(comparison),
    ...messages.map((message) => turn(message, thread.modelName, 2, unsaid)),
  ]);
}

/** All threads of a comparison, one after the other. */
export function comparisonDocument(
  comparison: Comparison,
  messages: Readonly<Record<string, readonly Message[]>>,
  contents: Contents = new Map(),
): string {
  const unsaid = new Map(contents);
  return document(comparison, [
    ...system(comparison),
    ...comparison.threads.flatMap(({ conversationId, modelName }) => [
      `## ${line(modelName)}`,
      ...(messages[conversationId] ?? []).map((message) => turn(message, t('Answer'), 3, unsaid)),
    ]),
  ]);
}

function document({ name }: Comparison, parts: readonly string[]): string {
  return `${[`# ${line(name)}`, ...parts].join('\n\n')}\n`;
}

function system({ system: text }: Comparison): string[] {
  return text ? [`${t('System prompt:')}\n\n${quoted(text)}`] : [];
}

/** Takes out of `unsaid` what it has said. */
function turn(message: Message, answerer: string, level: number, unsaid: Map<string, string>): string {
  const { role, content, citations, error, status, attachments = [] } = message;
  const who = role === 'user' ? t('You') : role === 'system' ? t('System prompt') : line(answerer);
  const parts = [`${'#'.repeat(level)} ${who}`];
  if (content !== '') parts.push(closedFences(content));
  for (const attachment of attachments) parts.push(carried(attachment, unsaid));
  const calls = toolLines(message);
  if (calls.length > 0) parts.push(`${t('Tools:')}\n\n${calls.join('\n')}`);
  if (citations?.length) {
    const items = citations.map(({ url, title }) => `- [${linkText(title || url)}](<${url}>)`);
    parts.push(`${t('Sources:')}\n\n${items.join('\n')}`);
  }
  if (status === 'failed')
    parts.push(`*${line(error ? said(error.message) : t('The model could not answer.'))}*`);
  const end = endOf(status);
  if (end !== undefined) parts.push(`*${end}*`);
  return parts.join('\n\n');
}

function carried(attachment: Attachment, unsaid: Map<string, string>): string {
  const { name, hash } = attachment;
  const range = attachment.kind === 'text' ? attachment.range : undefined;
  const lines = sourceName({ uri: 'x', range })?.slice(1) ?? '';
  const heading = t('Attached: {0}', `\`${line(name).replaceAll('`', "'")}${lines}\``);
  const text = unsaid.get(hash);
  unsaid.delete(hash);
  if (text === undefined) return heading;
  return `${heading}\n\n${fenced(text, attachment.kind === 'text' ? attachment.languageId : undefined)}`;
}

function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function linkText(text: string): string {
  return line(text).replace(/[[\]\\]/g, '\\$&');
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((each) => (each === '' ? '>' : `> ${each}`))
    .join('\n');
}
