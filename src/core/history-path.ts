import type { Message } from '../protocol/conversations.ts';
import type { Turn } from './ports/provider.ts';

/**
 * The turns that lead up to a message, oldest first: what a model is sent. Walks the parents of `leafId`, so other
 * branches of the conversation stay out. Answers that never said anything are left out too.
 */
export function turnsUpTo(messages: readonly Message[], leafId: string): { system?: string; turns: Turn[] } {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const path: Message[] = [];
  const seen = new Set<string>();
  for (
    let at = byId.get(leafId);
    at && !seen.has(at.id);
    at = at.parentId ? byId.get(at.parentId) : undefined
  ) {
    seen.add(at.id);
    path.unshift(at);
  }
  const turns: Turn[] = [];
  let system: string | undefined;
  for (const message of path) {
    if (message.role === 'system') system = system ? `${system}\n\n${message.content}` : message.content;
    else if (message.role === 'user') turns.push({ role: 'user', content: message.content });
    else if (message.content !== '') turns.push({ role: 'assistant', content: message.content });
  }
  return system === undefined ? { turns } : { system, turns };
}
