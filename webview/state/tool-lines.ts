import { longestTicks } from '../../src/core/longest-ticks.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { ToolResult } from '../../src/protocol/generation.ts';
import { t } from '../words/translate.ts';

/** The calls of an answer as a Markdown list: what was called with what, and whether it ran. */
export function toolLines({ toolCalls = [], toolResults = [] }: Message): string[] {
  const results = new Map(toolResults.map((result) => [result.callId, result]));
  return toolCalls.map(({ id, name, arguments: given }) => {
    const called = `${name} ${JSON.stringify(given ?? {})}`.replace(/\s+/g, ' ');
    return `- ${code(called)}: ${outcomeWord(results.get(id))}`;
  });
}

function outcomeWord(result: ToolResult | undefined): string {
  switch (result?.outcome) {
    case 'done':
      return t('ran');
    case 'failed':
      return t('failed');
    case 'denied':
      return t('denied');
    default:
      return t('did not run');
  }
}

/** As inline code, whatever back ticks are in it. */
function code(text: string): string {
  const longest = longestTicks(text);
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
