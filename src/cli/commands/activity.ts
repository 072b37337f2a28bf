import { resolve } from 'node:path';
import {
  type ActivityPart,
  type ActivitySum,
  activityParts,
  activitySum,
  activitySums,
  byWeight,
  costUnknown,
} from '../../core/activity-sums.ts';
import type { Activity } from '../../protocol/activity.ts';
import { type CommandContext, type Connection, exitCodes } from '../command.ts';
import { parseCommand, refuseWords } from '../command-line.ts';
import { grouped, usd } from '../figures.ts';
import { projectNamed } from '../named-project.ts';
import { requireOutputFile } from '../output-file.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { type Style, styleFor } from '../style.ts';
import { tableLines } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import { refusedIsWrongUse } from './run.ts';

export const usage = `abai activity [options]

Adds up what was asked and what it cost. What was deleted since has been paid for all the same, and is in.

  -n, --days COUNT     the last so many days, today among them (default: 30)
      --by PART        model, provider, project or day (default: model)
  -p, --project NAME   only this project, by name or id (default: all)
      --out FILE       write the single calls of these days to a .csv or .json file instead
      --json           an array with a row for each day, project and model instead of text
      --data-dir DIR   where the data is (default: ABAI_DATA_DIR, else the one VS Code uses)`;

const dayMs = 24 * 3600 * 1000;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('activity', args, {
    days: { type: 'string', short: 'n' },
    by: { type: 'string' },
    project: { type: 'string', short: 'p' },
    out: { type: 'string' },
    json: { type: 'boolean' },
  });
  const { terminal, interruption } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  refuseWords('activity', positionals);
  const part = partFrom(values.by);
  if (values.out !== undefined) {
    callsFormat(values.out);
    await requireOutputFile(values.out);
  }
  const since = { from: firstMoment(daysFrom(values.days)) };
  const connection = await context.connect(values['data-dir']);
  try {
    const named = values.project;
    const asked = {
      ...since,
      ...(named === undefined ? {} : { projectId: await projectNamed(named, connection) }),
    };
    if (values.out !== undefined) {
      const written = await exportCalls(connection, asked, values.out, interruption.signal);
      terminal.note(`Wrote ${grouped(written.rows)} calls to ${safeLine(written.path)}.\n`);
      return interruption.exitCode ?? exitCodes.ok;
    }
    const rows = await connection.client.request('activity:get', asked, interruption.signal);
    if (values.json) terminal.out(`${safeJson(rows)}\n`);
    else if (rows.length === 0) terminal.note('Nothing was asked in these days.\n');
    else {
      const names = await namesOf(part, connection);
      terminal.out(`${activityLines(rows, part, names, styleFor(terminal.colour)).join('\n')}\n`);
    }
    return interruption.exitCode ?? exitCodes.ok;
  } finally {
    await connection.close();
  }
}

function daysFrom(given: string | undefined): number {
  if (given === undefined) return 30;
  if (!/^[1-9]\d{0,4}$/u.test(given)) throw new UsageError('--days needs a whole number above 0 after it.');
  return Number(given);
}

function partFrom(given: string | undefined): ActivityPart {
  const found = activityParts.find((part) => part === (given ?? 'model'));
  if (found) return found;
  throw new UsageError(`--by must be one of ${activityParts.join(', ')}.`);
}

/** Of the first of the last so many days on this machine. */
function firstMoment(days: number): number {
  const first = new Date(Date.now() - (days - 1) * dayMs);
  first.setHours(0, 0, 0, 0);
  return Math.max(0, first.getTime());
}

function exportCalls(
  { client }: Connection,
  filter: { from: number; projectId?: string },
  file: string,
  signal: AbortSignal,
): Promise<{ path: string; rows: number }> {
  return refusedIsWrongUse(
    client.request('activity:export', { filter, format: callsFormat(file), path: resolve(file) }, signal),
  );
}

function callsFormat(file: string): 'csv' | 'json' {
  const format = (['csv', 'json'] as const).find((one) => file.toLowerCase().endsWith(`.${one}`));
  if (!format) throw new UsageError(`${JSON.stringify(file)} must end in .csv or .json.`);
  return format;
}

/** Only projects have names of their own here. */
async function namesOf(part: ActivityPart, { client }: Connection): Promise<ReadonlyMap<string, string>> {
  if (part !== 'project') return new Map();
  const projects = await client.request('project:list', { archived: true });
  return new Map(projects.map(({ id, name }) => [id, name]));
}

function activityLines(
  rows: readonly Activity[],
  part: ActivityPart,
  names: ReadonlyMap<string, string>,
  style: Style,
): string[] {
  const sums = [...activitySums(rows, part)];
  // Days in their order, the last first; all else by what it costs.
  const sorted = part === 'day' ? sums.reverse() : sums.sort(byWeight);
  const line = (name: string, sum: ActivitySum) => [
    name,
    spendText(sum),
    grouped(sum.calls),
    sum.failed > 0 ? { text: grouped(sum.failed), paint: style.red } : '0',
    grouped(sum.tokensIn),
    grouped(sum.tokensOut),
  ];
  const all = activitySum(rows);
  const unknown =
    all.unknownCosts > 0 ? ['', `Not in the spend: ${grouped(all.unknownCosts)} calls of unknown cost.`] : [];
  return [
    ...tableLines(
      [
        {
          title: { model: 'Model', provider: 'Provider', project: 'Project', day: 'Day' }[part],
          maxWidth: 60,
        },
        ...['Spend', 'Calls', 'Failed', 'Tokens in', 'Tokens out'].map(
          (title) => ({ title, align: 'right' }) as const,
        ),
      ],
      [
        ...sorted.map(([key, sum]) => line(safeLine(names.get(key) ?? key), sum)),
        ...(sorted.length > 1 ? [line('All', all)] : []),
      ],
      style.dim,
    ),
    ...unknown,
  ];
}

/** What nobody knows is never counted as nothing. */
function spendText(sum: ActivitySum): string {
  if (costUnknown(sum)) return 'unknown';
  return `${sum.unknownCosts > 0 ? '≥ ' : ''}${usd(sum.usd)}`;
}
