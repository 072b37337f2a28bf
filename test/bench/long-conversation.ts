import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import { answer, finished, makeDetail, question } from '../webview/fixtures.ts';

/** Answers as models write them: some paragraphs, a list, every third time code, sometimes a table. */
export function usualAnswer(index: number): string {
  const words =
    'A review looks at what a change does, at its tests, and at the names that it gives to things. ';
  const code =
    '```ts\nexport function clamp(value: number, low: number, high: number): number {\n  return Math.min(high, Math.max(low, value));\n}\n```\n\n';
  const table = '| Size | Found |\n|---|---:|\n| small | 87 % |\n| large | 28 % |\n\n';
  return [
    `Answer ${index}: ${words.repeat(2)}\n\n`,
    `1. **Correctness**: ${words}\n2. \`Tests\`: ${words}\n3. Names\n\n`,
    index % 3 === 0 ? code : '',
    index % 7 === 0 ? table : '',
    words.repeat(1 + (index % 4)),
  ].join('');
}

/** A comparison with one thread of so many messages. */
export function longConversation(count: number): ComparisonDetail {
  const detail = makeDetail({ references: ['demo:swift'] });
  const messages: Message[] = [];
  for (let index = 0; index < count / 2; index++) {
    const parentId = messages.at(-1)?.id ?? null;
    messages.push(question('c0', `Question ${index}: and what about that?`, { id: `q${index}`, parentId }));
    messages.push(
      answer('c0', { ...finished, id: `a${index}`, parentId: `q${index}`, content: usualAnswer(index) }),
    );
  }
  return { ...detail, messages: { c0: messages } };
}
