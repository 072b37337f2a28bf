import type { StoredEvent } from '../protocol/events.ts';

/** What can be decided in one way only, so that two windows may decide it differently. */
export type DecisionKind = 'comparison-name' | 'run-name' | 'project-name' | 'project' | 'branch' | 'vote';

export interface Decision {
  kind: DecisionKind;
  /** The id of what it is about; empty where there is only one. */
  about: string;
  value: string;
}

/** What an event decides; undefined when nothing was to be chosen. */
export function decisionOf(event: StoredEvent): Decision | undefined {
  switch (event.type) {
    case 'comparison:updated': {
      const { id, name } = event.data.comparison;
      return { kind: 'comparison-name', about: id, value: name };
    }
    case 'run:updated':
      return { kind: 'run-name', about: event.data.run.id, value: event.data.run.name };
    case 'project:updated':
      return { kind: 'project-name', about: event.data.project.id, value: event.data.project.name };
    case 'project:switched':
      return { kind: 'project', about: '', value: event.data.project.id };
    case 'branch:switched':
      return { kind: 'branch', about: event.data.conversationId, value: event.data.leafId };
    case 'vote:cast': {
      const { comparisonId, verdict, winner } = event.data.vote;
      return { kind: 'vote', about: comparisonId, value: `${verdict} ${winner ?? ''}` };
    }
    case 'vote:withdrawn':
      return { kind: 'vote', about: event.data.comparisonId, value: 'withdrawn' };
    default:
      return undefined;
  }
}

/** Milliseconds after a decision in which another one contests it; later it is only a later wish. */
export const contestedMs = 60_000;

/** Knows what was decided here and finds out when somebody else decides otherwise: the last one counts. */
export class OwnDecisions {
  readonly #own = new Map<string, { value: string; at: number }>();

  /** `at` is the event's. Whether this has just overruled what was decided here; that is said once. */
  isOverruledBy({ kind, about, value }: Decision, own: boolean, at: number): boolean {
    const key = `${kind} ${about}`;
    const mine = this.#own.get(key);
    if (own) this.#own.set(key, { value, at });
    if (own || !mine || mine.value === value) return false;
    this.#own.delete(key);
    return at - mine.at <= contestedMs;
  }
}
