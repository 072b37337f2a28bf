import type { Turn } from '../core/ports/provider.ts';

/** A history with calls of tools for those who take none now: what was called and what came of it, in words. */
export function toolsAsText(turns: readonly Turn[]): Turn[] {
  if (!turns.some((turn) => turn.role === 'tool')) return [...turns];
  return turns.map((turn): Turn => {
    if (turn.role === 'tool') return { role: 'user', content: `[What ${turn.name} gave]\n${turn.content}` };
    if (turn.role !== 'assistant' || !turn.toolCalls?.length) return turn;
    const calls = turn.toolCalls.map(
      ({ name, arguments: given }) => `[Called ${name} with ${JSON.stringify(given ?? {})}]`,
    );
    return { role: 'assistant', content: [turn.content, ...calls].filter(Boolean).join('\n') };
  });
}
