import type { ComparisonSummary } from '../../protocol/comparisons.ts';
import { type CommandContext, type Connection, exitCodes } from '../command.ts';
import { parseCommand, refuseWords } from '../command-line.ts';
import { cost } from '../figures.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { type Style, styleFor } from '../style.ts';
import { tableLines } from '../table.ts';
import { UsageError } from '../usage-error.ts';

export const usage = `abai history [options]

Lists the comparisons that were made, newest first, from here and from VS Code.

  -n, --limit COUNT    at most so many (default: 20 as text, all with --json)
      --json           an array of comparisons instead of text
      --data-dir DIR   where the history is (default: ABAI_DATA_DIR, else the one VS Code uses)`;

/** Comparisons asked for in one request. */
const pageSize = 500;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('history', args, {
    limit: { type: 'string', short: 'n' },
    json: { type: 'boolean' },
  });
  const { terminal } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  refuseWords('history', positionals);
  const limit = countFrom(values.limit) ?? (values.json ? Number.POSITIVE_INFINITY : 20);
  const connection = await context.connect(values['data-dir']);
  try {
    const comparisons = await newest(limit, connection, context.interruption.signal);
    if (values.json) terminal.out(`${safeJson(comparisons)}\n`);
    else if (comparisons.length === 0) terminal.note('The history is empty. "abai compare" fills it.\n');
    else terminal.out(`${historyLines(comparisons, styleFor(terminal.colour)).join('\n')}\n`);
    return context.interruption.exitCode ?? exitCodes.ok;
  } finally {
    await connection.close();
  }
}

function countFrom(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/u.test(given)) throw new UsageError('--limit needs a whole number above 0 after it.');
  return Number(given);
}

async function newest(
  limit: number,
  { client }: Connection,
  signal: AbortSignal,
): Promise<ComparisonSummary[]> {
  const found: ComparisonSummary[] = [];
  while (found.length < limit && !signal.aborted) {
    const last = found.at(-1);
    const asked = Math.min(pageSize, limit - found.length);
    const page = await client.request('comparison:list', {
      limit: asked,
      ...(last ? { before: { createdAt: last.createdAt, id: last.id } } : {}),
    });
    found.push(...page);
    if (page.length < asked) break;
  }
  return found;
}

export function historyLines(comparisons: readonly ComparisonSummary[], style: Style): string[] {
  return tableLines(
    [
      { title: 'When' },
      { title: 'Comparison', maxWidth: 48 },
      { title: 'Models', maxWidth: 40 },
      { title: 'Answered' },
      { title: 'Cost', align: 'right' },
      { title: 'Id' },
    ],
    comparisons.map((comparison) => {
      const answered = comparison.statuses.filter((status) => status === 'complete').length;
      const all = answered === comparison.statuses.length;
      return [
        localTime(comparison.createdAt),
        safeLine(comparison.name),
        safeLine(comparison.models.join(', ')),
        {
          text: `${answered} of ${comparison.statuses.length}`,
          paint: all ? style.green : style.yellow,
        },
        cost(comparison.cost),
        safeLine(comparison.id),
      ];
    }),
    style.dim,
  );
}

/** Local date and minute, the same length for every row. */
export function localTime(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
