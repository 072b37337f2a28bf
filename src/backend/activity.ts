import type { ActivityEntry } from '../core/ports/activity-log.ts';
import type { Cost, Usage } from '../protocol/generation.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';

/** The day of a moment as people here write it in a diary: `YYYY-MM-DD` of this machine's time zone. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A call that is over, as the activity counts it. */
export interface EndedCall {
  provider: string;
  model: string;
  outcome: 'answered' | 'failed' | 'stopped';
  usage: Usage | undefined;
  cost: Cost;
}

export function activityEntry(call: EndedCall, at: number): ActivityEntry {
  const { usage, cost } = call;
  return {
    day: dayOf(at),
    provider: call.provider,
    model: call.model,
    calls: 1,
    failed: call.outcome === 'failed' ? 1 : 0,
    tokensIn: usage?.inputTokens ?? 0,
    tokensOut: usage?.outputTokens ?? 0,
    usd: cost.usd ?? 0,
    unknownCosts: cost.usd === null ? 1 : 0,
  };
}

/** Many calls as few entries: one for each model. */
export function activityEntries(calls: readonly EndedCall[], at: number): ActivityEntry[] {
  const byModel = new Map<string, ActivityEntry>();
  for (const call of calls) {
    const entry = activityEntry(call, at);
    const key = `${entry.provider}:${entry.model}`;
    const sum = byModel.get(key);
    if (!sum) {
      byModel.set(key, entry);
      continue;
    }
    sum.calls += entry.calls;
    sum.failed += entry.failed;
    sum.tokensIn += entry.tokensIn;
    sum.tokensOut += entry.tokensOut;
    sum.usd += entry.usd;
    sum.unknownCosts += entry.unknownCosts;
  }
  return [...byModel.values()];
}

/** What knows how much is asked now. */
interface InFlight {
  readonly inFlight: number;
}

export function activityHandlers(
  { store, clock }: BackendPorts,
  generations: InFlight,
  runs: InFlight,
): Handlers<'activity:get' | 'activity:now'> {
  return {
    'activity:now': async () => {
      const day = dayOf(clock.now());
      const today = await store.activity.list({ from: day, to: day });
      return { answers: generations.inFlight, cells: runs.inFlight, today };
    },

    'activity:get': ({ from, to, projectId }) =>
      store.activity.list({
        ...(from === undefined ? {} : { from: dayOf(from) }),
        ...(to === undefined ? {} : { to: dayOf(to) }),
        ...(projectId === undefined ? {} : { projectId }),
      }),
  };
}
