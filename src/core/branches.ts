/** What a branch is made of: messages name the one that they follow. */
interface Node {
  readonly id: string;
  readonly parentId: string | null;
  readonly role: string;
}

/**
 * The messages of one branch, oldest first: those that lead up to `leafId`, else up to the newest message. `messages`
 * are all of a conversation, oldest first; the same array comes back when there is but one branch.
 */
export function branchOf<M extends Node>(messages: readonly M[], leafId: string | undefined): readonly M[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const branch: M[] = [];
  const seen = new Set<string>();
  let at = (leafId === undefined ? undefined : byId.get(leafId)) ?? messages.at(-1);
  while (at && !seen.has(at.id)) {
    seen.add(at.id);
    branch.push(at);
    at = at.parentId === null ? undefined : byId.get(at.parentId);
  }
  return branch.length === messages.length ? messages : branch.reverse();
}

/** A message and those that stand in its place in other branches, oldest first. */
export function alternatives<M extends Node>(messages: readonly M[], { parentId, role }: Node): M[] {
  return messages.filter((other) => other.parentId === parentId && other.role === role);
}

/** The newest message that follows this one, however far down; the message itself when none does. */
export function newestLeaf(messages: readonly Node[], messageId: string): string {
  const following = new Set([messageId]);
  let leaf = messageId;
  for (const { id, parentId } of messages) {
    if (parentId === null || !following.has(parentId)) continue;
    following.add(id);
    leaf = id;
  }
  return leaf;
}
