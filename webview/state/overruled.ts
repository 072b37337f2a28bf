import { branchOf } from '../../src/core/branches.ts';
import { type Decision, decisionOf, OwnDecisions } from '../../src/core/decisions.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';
import { t } from '../words/translate.ts';
import type { LiveComparison } from './live-comparison.ts';

/** Tells who works in this panel when another window, or another panel, has decided otherwise just after. */
export class Overruled {
  readonly #decisions = new OwnDecisions();
  readonly #isOwn: (requestId: string) => boolean;

  /** `isOwn` says whether this page made the request. */
  constructor(isOwn: (requestId: string) => boolean) {
    this.#isOwn = isOwn;
  }

  /** A sentence when this event overrules what was decided here; `live` is the comparison before it. */
  hear(live: LiveComparison, event: StoredEvent): string | undefined {
    const decision = branchBegun(live, event) ?? decisionOf(event);
    if (!decision || !isShown(live, decision)) return undefined;
    const own = event.requestId !== undefined && this.#isOwn(event.requestId);
    if (!this.#decisions.isOverruledBy(decision, own, event.at)) return undefined;
    return decision.kind === 'vote'
      ? t('These answers were judged anew elsewhere: only the newest vote counts.')
      : t('Another version was chosen elsewhere and is shown now. Yours is kept beside it.');
  }
}

/** A message that does not go on where the thread stands, shows a branch of its own. */
function branchBegun(live: LiveComparison, event: StoredEvent): Decision | undefined {
  if (event.type !== 'message:added') return undefined;
  const { id, conversationId, parentId } = event.data.message;
  const thread = live.comparison.threads.find((other) => other.conversationId === conversationId);
  if (!thread) return undefined;
  const last = branchOf(live.messages[conversationId] ?? [], thread.leafId).at(-1);
  return last?.id === parentId ? undefined : { kind: 'branch', about: conversationId, value: id };
}

function isShown({ comparison, messages }: LiveComparison, { kind, about }: Decision): boolean {
  return kind === 'branch' ? about in messages : kind === 'vote' && about === comparison.id;
}
