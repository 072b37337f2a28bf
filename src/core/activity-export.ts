import type { Task } from '../protocol/activity.ts';
import { csvLine } from './csv-line.ts';

const columns: readonly [
  title: string,
  of: (task: Task, project: string) => string | number | undefined | null,
][] = [
  ['time', ({ at }) => new Date(at).toISOString()],
  ['kind', ({ kind }) => kind],
  ['project', (_task, project) => project],
  ['name', ({ name }) => name],
  ['model', ({ model }) => model],
  ['state', ({ state }) => state],
  ['tokens in', ({ tokensIn }) => tokensIn],
  ['tokens out', ({ tokensOut }) => tokensOut],
  // Empty is not known or nothing to pay for: the column after it says which.
  ['USD', ({ cost }) => cost?.usd],
  ['cost basis', ({ cost }) => cost?.basis],
  ['ms', ({ totalMs }) => totalMs],
  ['cached', ({ cached }) => (cached ? 'yes' : '')],
  ['error', ({ errorCode }) => errorCode],
  ['prompt', ({ prompt }) => prompt],
  ['id', ({ id }) => id],
];

/** RFC 4180: a line for each call. */
export function activityCsv({ neutralise }: { neutralise: boolean }) {
  return {
    head: csvLine(
      columns.map(([title]) => title),
      neutralise,
    ),
    line: (task: Task, project: string) =>
      csvLine(
        columns.map(([, of]) => String(of(task, project) ?? '')),
        neutralise,
      ),
  };
}

/** One call as JSON gives it. */
export function activityRecord(task: Task, project: string): Record<string, unknown> {
  return { ...task, at: new Date(task.at).toISOString(), project };
}
