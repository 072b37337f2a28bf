import { laterDay } from '../../src/core/activity-sums.ts';
import type { Activity } from '../../src/protocol/activity.ts';
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
  host.window['file:save-as'] = async () => ({ saved: true });
  return host;
}
