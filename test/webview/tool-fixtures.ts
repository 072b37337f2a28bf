import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { ToolCall, ToolResult } from '../../src/protocol/generation.ts';
import { answer, finished, makeDetail } from './fixtures.ts';

const read = (id: string, given: unknown = { path: 'src/greet.py' }): ToolCall => ({
  id,
  name: 'read_file',
  arguments: given,
});
const search: ToolCall = {
  id: 'search',
  name: 'search_text',
  arguments: { text: 'def greet', pattern: '**/*.py', matchCase: true },
};
const longGiven = { text: 'A line of a text that is given.\n'.repeat(40), to: { lines: [1, 2, 3] } };
const file = Array.from({ length: 60 }, (_, at) => `${at + 1}: print("line ${at + 1}")`).join('\n');

/** Two columns that wait for the same call, and one in which calls of every kind are over. */
export function toolDetail(): ComparisonDetail {
  const waiting: Partial<Message> = {
    ...finished,
    status: 'awaiting_tool_approval',
    stopReason: 'tool-calls',
    content: 'Let me look at the file.',
    toolCalls: [read('read')],
  };
  const results: ToolResult[] = [
    { callId: 'read', outcome: 'done', content: file },
    { callId: 'gone', outcome: 'failed', content: 'There is no “src/gone.py” in the workspace.' },
    { callId: 'long', outcome: 'denied', content: 'The user did not allow this call.' },
  ];
  const over: Partial<Message> = {
    ...finished,
    stopReason: 'tool-calls',
    toolCalls: [
      read('read'),
      read('gone', { path: 'src/gone.py' }),
      { ...search, id: 'long', arguments: longGiven },
    ],
    toolResults: results,
  };
  const detail = makeDetail({
    answers: (index) =>
      [waiting, { ...waiting, content: '', toolCalls: [read('read'), search] }, over][index]!,
  });
  detail.messages.c2!.push(
    answer('c2', { ...finished, id: 'c2-final', parentId: 'c2-answer', content: 'It greets people.' }),
  );
  return detail;
}
