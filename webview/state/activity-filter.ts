import { type ActivityPart, activityParts, laterDay } from '../../src/core/activity-sums.ts';
import type { Activity, TaskFilter, TaskState } from '../../src/protocol/activity.ts';
import type { Params } from '../../src/protocol/methods.ts';

export const activityTabs = ['spend', 'calls'] as const;
export type ActivityTab = (typeof activityTabs)[number];

export const activityMeasures = ['cost', 'tokens', 'calls'] as const;
/** What the bars stand for. */
export type ActivityMeasure = (typeof activityMeasures)[number];

/** The last so many days, today among them; all of them; or from one day to another. */
export const activityRanges = ['7', '30', '90', '365', 'all', 'own'] as const;
export type ActivityRange = (typeof activityRanges)[number];

/** What of the activity is shown; what is left out does not matter. */
export interface ActivityFilter {
  range: ActivityRange;
  /** `YYYY-MM-DD`, both included; for a range of one's own. */
  from?: string;
  to?: string;
  projectId?: string;
  provider?: string;
  /** `provider:id`. */
  model?: string;
}

// The protocol's own list would bring its schemas into the page.
export const callStates = [
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'interrupted',
] as const satisfies TaskState[];

/** What single calls are shown, beside what the filter of the page says. */
export interface CallFilter {
  kind?: 'comparison' | 'run';
  state?: TaskState;
  text?: string;
}

/** What the page keeps, and shows again after a reload. */
export interface SavedActivity {
  tab: ActivityTab;
  filter: ActivityFilter;
  part: ActivityPart;
  measure: ActivityMeasure;
  calls: CallFilter;
}

const usual: SavedActivity = {
  tab: 'spend',
  filter: { range: '30' },
  part: 'model',
  measure: 'cost',
  calls: {},
};

/** The day of a moment on this machine: `YYYY-MM-DD`. */
export function localDay(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first and last day of a range; undefined where it has no end. */
export function daysOf({ range, from, to }: ActivityFilter, now: number): { from?: string; to?: string } {
  if (range === 'all') return {};
  if (range === 'own') return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  const today = localDay(now);
  return { from: laterDay(today, 1 - Number(range)), to: today };
}

/** The first moment of a day on this machine, and the last. Milliseconds since 1970. */
export function momentsOf(filter: ActivityFilter, now: number): { from?: number; to?: number } {
  const { from, to } = daysOf(filter, now);
  return {
    ...(from ? { from: new Date(`${from}T00:00:00`).getTime() } : {}),
    ...(to ? { to: new Date(`${to}T23:59:59.999`).getTime() } : {}),
  };
}

/** Provider and model are chosen among what comes, so they are not asked for. */
export function askedFor(filter: ActivityFilter, now: number): Params<'activity:get'> {
  const { projectId } = filter;
  return { ...momentsOf(filter, now), ...(projectId ? { projectId } : {}) };
}

/** The same for single calls. */
export function callsAskedFor(filter: ActivityFilter, calls: CallFilter, now: number): TaskFilter {
  const { projectId, provider, model } = filter;
  const { kind, state, text } = calls;
  return {
    ...momentsOf(filter, now),
    ...(projectId ? { projectId } : {}),
    ...(provider ? { provider } : {}),
    ...(model ? { model } : {}),
    ...(kind ? { kind } : {}),
    ...(state ? { states: [state] } : {}),
    ...(text?.trim() ? { text: text.trim() } : {}),
  };
}

export function fits({ provider, model }: ActivityFilter, row: Activity): boolean {
  if (provider && row.provider !== provider) return false;
  return !model || `${row.provider}:${row.model}` === model;
}

export function isNarrow({ projectId, provider, model }: ActivityFilter): boolean {
  return Boolean(projectId || provider || model);
}

const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);

function oneOf<T extends string>(all: readonly T[], value: unknown, otherwise: T): T {
  return all.find((one) => one === value) ?? otherwise;
}

/** Reads a state that may stem from an older version or from nobody; what does not fit is left out. */
export function readSavedActivity(value: unknown): SavedActivity {
  const kept = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const found = (typeof kept.filter === 'object' && kept.filter !== null ? kept.filter : {}) as Record<
    string,
    unknown
  >;
  const { from, to } = found;
  const word = (name: 'projectId' | 'provider' | 'model') =>
    typeof found[name] === 'string' && found[name] !== '' ? { [name]: found[name] } : {};
  return {
    tab: oneOf(activityTabs, kept.tab, usual.tab),
    part: oneOf(activityParts, kept.part, usual.part),
    measure: oneOf(activityMeasures, kept.measure, usual.measure),
    calls: readCalls(kept.calls),
    filter: {
      range: oneOf(activityRanges, found.range, usual.filter.range),
      ...(isDay(from) ? { from } : {}),
      ...(isDay(to) ? { to } : {}),
      ...word('projectId'),
      ...word('provider'),
      ...word('model'),
    },
  };
}

function readCalls(value: unknown): CallFilter {
  const kept = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const kind = (['comparison', 'run'] as const).find((one) => one === kept.kind);
  const state = callStates.find((one) => one === kept.state);
  return {
    ...(kind ? { kind } : {}),
    ...(state ? { state } : {}),
    ...(typeof kept.text === 'string' && kept.text !== '' ? { text: kept.text } : {}),
  };
}
