import type { ComparisonDetail } from '../protocol/comparisons.ts';
import type { Message } from '../protocol/conversations.ts';
import { branchOf } from './branches.ts';
import { closedFences } from './closed-fences.ts';

/** The words of the document, in the reader's language. */
export interface ComparisonWords {
  you: string;
  answer: string;
  system: string;
  failed: string;
  /** A sentence of the back end. */
  said(sentence: string): string;
  attached(name: string): string;
}

/** A comparison as a Markdown document: each model with the questions and answers that its column shows. */
export function comparisonMarkdown(
  { comparison, messages }: ComparisonDetail,
  words: ComparisonWords,
): string {
  const parts = [
    `# ${oneLine(comparison.name)}`,
    ...(comparison.system ? [`${words.system}\n\n${quoted(comparison.system)}`] : []),
    ...comparison.threads.flatMap(({ conversationId, modelName, leafId }) => [
      `## ${oneLine(modelName)}`,
      ...branchOf(messages[conversationId] ?? [], leafId).map((message) => turn(message, words)),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function turn({ role, content, attachments = [], status, error }: Message, words: ComparisonWords): string {
  return [
    `### ${role === 'user' ? words.you : role === 'system' ? words.system : words.answer}`,
    ...(content === '' ? [] : [closedFences(content)]),
    ...attachments.map(({ name }) => words.attached(`\`${oneLine(name).replaceAll('`', "'")}\``)),
    ...(status === 'failed' ? [`*${oneLine(error ? words.said(error.message) : words.failed)}*`] : []),
  ].join('\n\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}
