import { readFile } from 'node:fs/promises';
import { parseCheck } from '../../core/check-notation.ts';
import { AbaiError } from '../../protocol/errors.ts';
import type { Run } from '../../protocol/runs.ts';
import { type CommandContext, type Connection, exitCodes } from '../command.ts';
import { parseCommand } from '../command-line.ts';
import { runOver, runRecord, runSummary } from '../follow-run.ts';
import { exportToFile, formatOf } from '../run-file.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { UsageError } from '../usage-error.ts';

export const usage = `abai run FILE --prompt TEXT --models MODEL[,MODEL…] [options]

Asks every model for every row of a table (CSV, TSV, JSON, JSON Lines). {{column}} in a prompt stands for the row's value.

  -p, --prompt TEXT        a prompt; several make a column each
      --prompt-file FILE   a prompt from a file
  -s, --system TEXT        instructions before each prompt; may use {{column}} too
  -m, --models LIST        models as provider:id, separated by commas
      --check CHECK        for example 'number=={{expected}}', 'contains==yes', 'regex==^\\d+$', json; may be repeated
      --repeats N          ask each cell so often
      --limit N            only the first rows
      --concurrency N      calls at once
      --max-cost USD       pause before the run costs more
      --out FILE           save the answers as .csv, .jsonl, .json or .md
      --json               one JSON object at the end instead of text
      --data-dir DIR       where runs are kept (default: ABAI_DATA_DIR, else the one VS Code uses)

Ctrl-C pauses; "abai resume RUN" goes on, also after a crash. Exit code: 0 all cells answered, 1 some did not, 2 wrong use
and nothing was asked.`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('run', args, {
    prompt: { type: 'string', short: 'p', multiple: true },
    'prompt-file': { type: 'string', multiple: true },
    system: { type: 'string', short: 's' },
    models: { type: 'string', short: 'm', multiple: true },
    check: { type: 'string', multiple: true },
    repeats: { type: 'string' },
    limit: { type: 'string' },
    concurrency: { type: 'string' },
    'max-cost': { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (values.help) {
    context.terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError('Name one table: abai run FILE --prompt TEXT --models LIST.');
  const models = (values.models ?? []).flatMap((list) => list.split(',')).map((model) => model.trim());
  if (models.length === 0 || models.includes(''))
    throw new UsageError('Say which models to ask, for example --models demo:swift,demo:sage.');
  const files = await Promise.all((values['prompt-file'] ?? []).map(promptFrom));
  const templates = [...(values.prompt ?? []), ...files];
  if (templates.length === 0)
    throw new UsageError("Give a prompt: --prompt 'Translate: {{text}}' or --prompt-file FILE.");
  const checks = (values.check ?? []).map((check) => wrongUse(() => parseCheck(check)));
  if (values.out !== undefined) formatOf(values.out);
  const options = {
    ...(values.repeats === undefined ? {} : { repeats: wholeNumber('--repeats', values.repeats) }),
    ...(values.limit === undefined ? {} : { limit: wholeNumber('--limit', values.limit) }),
    ...(values.concurrency === undefined
      ? {}
      : { concurrency: wholeNumber('--concurrency', values.concurrency) }),
    ...(values['max-cost'] === undefined ? {} : { maxCostUsd: amount(values['max-cost']) }),
  };
  const connection = await context.connect(values['data-dir']);
  try {
    const { client } = connection;
    const startedAt = performance.now();
    const { dataset, warnings } = await refusedIsWrongUse(client.request('dataset:import', { path: file }));
    for (const warning of warnings) context.terminal.note(`abai: ${safeLine(warning)}\n`);
    const started = await refusedIsWrongUse(
      client.request('run:start', {
        datasetId: dataset.id,
        prompts: templates.map((template) => ({
          template,
          ...(values.system ? { system: values.system } : {}),
        })),
        models,
        checks,
        ...options,
      }),
    );
    return await ended(started, startedAt, values, connection, context);
  } finally {
    await connection.close();
  }
}

/** Follows the run to its end, saves and tells: the same for `run` and `resume`. */
export async function ended(
  started: Run,
  startedAt: number,
  { out, json }: { out?: string | undefined; json?: boolean | undefined },
  connection: Connection,
  context: CommandContext,
): Promise<number> {
  const { terminal, interruption } = context;
  const done = await runOver(started, connection, context);
  const durationMs = performance.now() - startedAt;
  if (out !== undefined) await exportToFile(connection.client, done.id, formatOf(out), out);
  if (json) terminal.out(`${safeJson(runRecord(done, durationMs))}\n`);
  else terminal.out(safeText(runSummary(done, durationMs)));
  if (interruption.exitCode !== undefined) return interruption.exitCode;
  return done.status === 'completed' && done.cells.succeeded === done.cells.total
    ? exitCodes.ok
    : exitCodes.failed;
}

const safeText = (text: string) => `${safeLine(text.trimEnd())}\n`;

async function promptFrom(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`The prompt file ${JSON.stringify(file)} cannot be read: ${error.message}`);
  });
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/u.test(text)) throw new UsageError(`${option} needs a whole number above 0 after it.`);
  return Number(text);
}

function amount(text: string): number {
  const usd = Number(text);
  if (!(usd > 0) || !Number.isFinite(usd))
    throw new UsageError('--max-cost needs an amount in USD above 0, such as 2.50.');
  return usd;
}

function wrongUse<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof AbaiError) throw new UsageError(error.message);
    throw error;
  }
}

/** A refused request is wrong use: no model was called. */
export async function refusedIsWrongUse<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof AbaiError && ['invalid', 'not-found', 'conflict'].includes(error.code)) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}
