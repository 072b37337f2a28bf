import { alternatives, branchOf } from '../../src/core/branches.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { LiveComparison } from './live-comparison.ts';

/** Where a message stands among those that could stand in its place, oldest first. */
export interface Alternatives {
  /** From 0. */
  index: number;
  ids: readonly string[];
}

/** By message; only those that are not alone. */
export type ThreadBranches = Readonly<Record<string, Alternatives>>;

const none: ThreadBranches = {};

interface ShownThread {
  leafId: string | undefined;
  messages: readonly Message[];
  branches: ThreadBranches;
}

const threads = new WeakMap<readonly Message[], ShownThread>();
const comparisons = new WeakMap<LiveComparison, LiveComparison>();

/**
 * The comparison with only those messages that are shown, and with what stands beside them. The same object for the same
 * one: what is drawn from it is not drawn again.
 */
export function shownBranches(live: LiveComparison): LiveComparison {
  const made = comparisons.get(live) ?? make(live);
  comparisons.set(live, made);
  return made;
}

function make(live: LiveComparison): LiveComparison {
  const shown = live.comparison.threads.map(({ conversationId, leafId }) => {
    return [conversationId, shownThread(live.messages[conversationId] ?? [], leafId)] as const;
  });
  if (shown.every(([, { branches }]) => branches === none)) return live;
  return {
    ...live,
    messages: Object.fromEntries(shown.map(([id, { messages }]) => [id, messages])),
    branches: Object.fromEntries(shown.map(([id, { branches }]) => [id, branches])),
  };
}

function shownThread(all: readonly Message[], leafId: string | undefined): ShownThread {
  const known = threads.get(all);
  if (known && known.leafId === leafId) return known;
  const messages = branchOf(all, leafId);
  const made = { leafId, messages, branches: messages === all ? none : beside(all, messages) };
  threads.set(all, made);
  return made;
}

function beside(all: readonly Message[], shown: readonly Message[]): ThreadBranches {
  const branches: Record<string, Alternatives> = {};
  for (const message of shown) {
    const ids = alternatives(all, message).map(({ id }) => id);
    if (ids.length > 1) branches[message.id] = { index: ids.indexOf(message.id), ids };
  }
  return branches;
}
