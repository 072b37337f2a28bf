import type { Contents } from '../../src/core/attachment-text.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { PageClient } from '../connection/page-client.ts';

/** The texts that messages carry, by hash. What is no longer there is left out. */
export async function attachedTexts(client: PageClient, messages: readonly Message[]): Promise<Contents> {
  const named = messages.flatMap(({ attachments = [] }) => attachments.filter(({ kind }) => kind === 'text'));
  const texts = new Map<string, string>();
  for (const attachment of named) {
    if (texts.has(attachment.hash)) continue;
    const found = await client.request('attachment:read', { attachment }).catch(() => undefined);
    if (found) texts.set(attachment.hash, found.content);
  }
  return texts;
}
