import type { Thread } from '../../src/protocol/comparisons.ts';

/** The conversations that a follow-up goes to; undefined for all of them, those that are added later as well. */
export type Chosen = readonly string[] | undefined;

/** The threads that were chosen, in the order of the columns. A choice of which nothing is left means all. */
export function recipients(threads: readonly Thread[], chosen: Chosen): readonly Thread[] {
  const some = threads.filter(({ conversationId }) => chosen?.includes(conversationId));
  return some.length > 0 ? some : threads;
}

/** The choice after one thread was pressed: the first press leaves only it, taking the last one away means all. */
export function pressed(threads: readonly Thread[], chosen: Chosen, conversationId: string): Chosen {
  const before = isChoice(threads, chosen) ? recipients(threads, chosen) : [];
  const ids = before.map((thread) => thread.conversationId);
  const after = ids.includes(conversationId)
    ? ids.filter((id) => id !== conversationId)
    : [...ids, conversationId];
  return after.length === 0 ? undefined : after;
}

/** Whether only some threads are meant, or all of them one by one. */
export function isChoice(threads: readonly Thread[], chosen: Chosen): boolean {
  return threads.some(({ conversationId }) => chosen?.includes(conversationId));
}
