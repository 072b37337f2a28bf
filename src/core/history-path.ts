import type { Message } from '../protocol/conversations.ts';
import { type Contents, withAttachments } from './attachment-text.ts';
import type { ImageInput, Turn } from './ports/provider.ts';

/** The messages that lead up to one and itself, oldest first: its parents, so other branches stay out. */
export function pathTo(messages: readonly Message[], leafId: string): Message[] {
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
  return path;
}

/**
 * The turns that lead up to a message, oldest first: what a model is sent. Answers that never said anything are left
 * out. `contents` holds what the attachments on the way name.
 */
export function turnsUpTo(
  messages: readonly Message[],
  leafId: string,
  contents: Contents = new Map(),
): { system?: string; turns: Turn[] } {
  const turns: Turn[] = [];
  let system: string | undefined;
  for (const message of pathTo(messages, leafId)) {
    if (message.role === 'system') system = system ? `${system}\n\n${message.content}` : message.content;
    else if (message.role === 'user') turns.push(userTurn(message, contents));
    else turns.push(...answerTurns(message));
  }
  return system === undefined ? { turns } : { system, turns };
}

/** An answer with its calls and what came of them. Calls that were left open are dropped: vendors want an answer to each. */
export function answerTurns({ content, toolCalls = [], toolResults = [] }: Message): Turn[] {
  const results = new Map(toolResults.map((result) => [result.callId, result]));
  const told = toolCalls.flatMap(({ id, name }): Turn[] => {
    const result = results.get(id);
    if (!result || result.outcome === 'approved') return [];
    return [{ role: 'tool', toolCallId: id, name, content: result.content }];
  });
  if (told.length > 0 && told.length === toolCalls.length) {
    return [{ role: 'assistant', content, toolCalls }, ...told];
  }
  return content === '' ? [] : [{ role: 'assistant', content }];
}

function userTurn({ content, attachments = [] }: Message, contents: Contents): Turn {
  const images = attachments.flatMap((attachment): ImageInput[] => {
    const data = contents.get(attachment.hash);
    return attachment.kind === 'image' && data !== undefined ? [{ mimeType: attachment.mimeType, data }] : [];
  });
  return {
    role: 'user',
    content: withAttachments(content, attachments, contents),
    ...(images.length > 0 ? { images } : {}),
  };
}
