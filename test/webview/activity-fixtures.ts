import { laterDay } from '../../src/core/activity-sums.ts';
import type { Activity, Task } from '../../src/protocol/activity.ts';
import type { Project } from '../../src/protocol/projects.ts';
import { localDay } from '../../webview/state/activity-filter.ts';
import { StageHost } from './run-stage.ts';

export function activityRow(change: Partial<Activity> = {}): Activity {
  return {
    day: localDay(Date.now()),
    projectId: 'p1',
    provider: 'openai',
    model: 'gpt-4o',
    calls: 4,
    failed: 0,
    tokensIn: 1200,
    tokensOut: 800,
    cost: 0.25,
    unknownCosts: 0,
    ...change,
  };
}

const project = (id: string, name: string): Project => ({
  id,
  name,
  description: '',
  settings: {},
  createdAt: 0,
  lastUsed: 0,
});

export const projects = [project('p1', 'Default'), project('p2', 'Letters to customers')];

const models = [
  ['openai', 'gpt-4o', 0.4],
  ['openai', 'gpt-4o-mini', 0.03],
  ['anthropic', 'claude-sonnet-4', 0.7],
  ['demo', 'swift', 0],
  ['openai-compatible:lab', 'a-model-with-a-rather-long-name-q4_K_M', null],
] as const;

/** A month of work: more on some days than on others, always the same. */
export function monthOfActivity(): Activity[] {
  const today = localDay(Date.now());
  const rows: Activity[] = [];
  for (let ago = 29; ago >= 0; ago -= 1) {
    if (ago % 7 === 5) continue;
    models.forEach(([provider, model, cost], at) => {
      const calls = ((ago * 7 + at * 3) % 11) + 1;
      if ((ago + at) % 4 === 0) return;
      rows.push({
        day: laterDay(today, -ago),
        projectId: at % 2 === 0 ? 'p1' : 'p2',
        provider,
        model,
        calls,
        failed: (ago + at) % 9 === 0 ? 1 : 0,
        tokensIn: calls * 1234,
        tokensOut: calls * 567,
        cost: cost === null ? null : cost * calls,
        unknownCosts: cost === null ? calls : 0,
      });
    });
  }
  return rows;
}

/** A back end with the activity of a month, in which days and projects are chosen as in the real one. */
export function activityHost(rows: readonly Activity[] = monthOfActivity()): StageHost {
  const host = new StageHost();
  host.answers['project:list'] = () => projects as Project[];
  host.answers['activity:get'] = ({ from, to, projectId }) =>
    rows.filter(
      (row) =>
        (from === undefined || row.day >= localDay(from)) &&
        (to === undefined || row.day <= localDay(to)) &&
        (projectId === undefined || row.projectId === projectId),
    );
  host.answers['project:budget'] = () => ({
    budgetUsd: null,
    spentUsd: 0,
    unknownCosts: 0,
    from: '2026-11-01',
    to: '2026-11-30',
  });
  host.answers['activity:tasks'] = () => ({ tasks: [], next: null, reached: null });
  host.window['file:save-as'] = async () => ({ saved: true });
  return host;
}

const prompts = [
  'Summarise the incident report in three sentences for a customer who is annoyed.',
  'Which of these functions has a race condition, and why?',
  '=SUM(A1:A9) — what does this do?',
  'Write a haiku about Kubernetes.',
];

/** The n-th call of a long afternoon. */
export function callAt(n: number, change: Partial<Task> = {}): Task {
  const state = n % 9 === 4 ? 'failed' : n % 13 === 7 ? 'interrupted' : n === 0 ? 'running' : 'succeeded';
  const [provider, model, cost] = models[n % models.length]!;
  const answered = state === 'succeeded';
  return {
    id: `call-${n}`,
    ...(n % 3 === 0
      ? { kind: 'run', runId: 'run-1', name: 'support-tickets.csv' }
      : { kind: 'comparison', comparisonId: `c${n}`, name: 'Race conditions' }),
    at: Date.UTC(2026, 10, 21, 12) - n * 61_000,
    projectId: n % 2 === 0 ? 'p1' : 'p2',
    model: `${provider}:${model}`,
    state,
    ...(answered ? { tokensIn: 1200 + n, tokensOut: 340 + n * 3, totalMs: 800 + n * 37 } : {}),
    ...(answered
      ? {
          cost:
            cost === null
              ? { usd: null, basis: 'unknown' }
              : cost === 0
                ? { usd: 0, basis: 'free' }
                : { usd: cost / 35, basis: n % 4 === 1 ? 'estimated' : 'exact' },
        }
      : {}),
    ...(state === 'failed' ? { errorCode: 'rate-limited' } : {}),
    prompt: prompts[n % prompts.length]!,
    ...change,
  };
}

/** Answers `activity:tasks` with so many calls, in pages as the back end gives them. */
export function giveCalls(host: StageHost, all: readonly Task[]): void {
  host.answers['activity:tasks'] = ({ before, limit = 100, filter = {} }) => {
    const fitting = all.filter(
      ({ kind, state, prompt }) =>
        (!filter.kind || kind === filter.kind) &&
        (!filter.states || filter.states.includes(state)) &&
        (!filter.text || prompt.toLowerCase().includes(filter.text.toLowerCase())),
    );
    const from = before === undefined ? 0 : Number(before.split('.')[2]);
    const tasks = fitting.slice(from, from + limit);
    const more = from + limit < fitting.length;
    return {
      tasks,
      next: more ? `1.run.${from + limit}` : null,
      reached: more ? tasks.at(-1)!.at : null,
    };
  };
}
