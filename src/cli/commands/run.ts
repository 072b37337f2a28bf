import { resolve } from 'node:path';
import { AbaiError } from '../../protocol/errors.ts';
import type { Run } from '../../protocol/runs.ts';
import { type CommandContext, type Connection, exitCodes } from '../command.ts';
import { parseCommand } from '../command-line.ts';
import { failureLine } from '../failure-line.ts';
import { runOver, runRecord, runSummary } from '../follow-run.ts';
import { importTable } from '../import-table.ts';
import { requireOutputFile } from '../output-file.ts';
import { estimateLines, estimateWarnings } from '../run-estimate-line.ts';
import { exportToFile, formatOf } from '../run-file.ts';
import { setupOf, setupOptions } from '../run-options.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { startingPoint, wantsStartingPoint } from '../starting-point.ts';
import { UsageError } from '../usage-error.ts';

export const usage = `abai run FILE --prompt TEXT --models MODEL[,MODEL…] [options]

Asks every model for every row of a table (CSV, TSV, JSON, JSON Lines). {{column}} in a prompt stands for the row's value.

  -p, --prompt TEXT        a prompt; several make a column each
      --prompt-file FILE   a prompt from a file
      --encoding NAME      of FILE, and of files with prompts or a schema that are not UTF-8: windows-1252, shift_jis,
                           gb18030, big5, euc-kr, utf-16le … (default: told by all of a file's bytes)
  -s, --system TEXT        instructions before each prompt; may use {{column}} too
      --image TEMPLATE     an image to go with each prompt: a file in FILE's folder or a URL, such as {{picture}}; may be
                           repeated
      --any-images         images may lie outside FILE's folder, and on this machine's own network
  -m, --models LIST        models as provider:id, separated by commas
      --profile NAME       models, prompt, instructions, parameters and JSON Schema of a profile (see "abai profiles")
      --project NAME       the project to keep it in, by name or id (default: the current one); its default models and
                           system prompt are used when neither --models nor a profile says which
      --native             through the providers' batch APIs: half price, and hours instead of seconds
      --temperature N      from 0 to 2
      --max-tokens N       longest answer
      --schema FILE        every answer must be JSON that fits this JSON Schema
      --check CHECK        for example 'number=={{expected}}', 'contains==yes', 'regex==^\\d+$', json; may be repeated
      --repeats N          ask each cell so often
      --limit N            only the first rows; "abai resume RUN --all" goes on with the rest
      --concurrency N      calls at once
      --max-cost USD       pause before the run costs more
      --cache              take answers that were paid for once from the cache, and keep new ones in it
      --out FILE           save the answers as .csv, .jsonl, .json or .md; looked at before anything is asked
      --json               one JSON object at the end instead of text
      --data-dir DIR       where runs are kept (default: ABAI_DATA_DIR, else the one VS Code uses)

Ctrl-C pauses and keeps answers that are on their way, once more drops them; "abai resume RUN" goes on, also after a crash. Exit code: 0 all cells answered, 1 some did not, 2 wrong use
and nothing was asked.`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('run', args, {
    ...setupOptions,
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
  const warn = (sentence: string) => context.terminal.note(`abai: ${safeLine(sentence)}\n`);
  const early = wantsStartingPoint(values) ? undefined : await setupOf(values, warn);
  if (values.out !== undefined) {
    formatOf(values.out);
    const read = [file, ...(values['prompt-file'] ?? []), ...(values.schema ? [values.schema] : [])];
    await requireOutputFile(values.out, read);
  }
  const connection = await context.connect(values['data-dir']);
  try {
    const { client } = connection;
    const setup = early ?? (await setupOf(values, warn, await startingPoint(values, connection)));
    const startedAt = performance.now();
    const { signal } = context.interruption;
    const { projectId } = setup;
    const table = { path: resolve(file), projectId, encoding: values.encoding };
    const imported = importTable(client, table, context.terminal, signal);
    const { dataset, warnings } = await refusedIsWrongUse(imported);
    for (const warning of warnings) warn(warning);
    const whole = { datasetId: dataset.id, ...setup };
    if (context.terminal.live && !values.json) {
      for (const line of await estimateLines(client, whole)) context.terminal.note(`${safeLine(line)}\n`);
    } else if (values.image || whole.maxCostUsd !== undefined) {
      // Where from pictures are fetched, and how far a cap may be exceeded, is said to everybody before the first call.
      for (const sentence of await estimateWarnings(client, whole)) warn(sentence);
    }
    const started = client.request('run:start', whole);
    return await ended(await refusedIsWrongUse(started), startedAt, values, connection, context);
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
  const saved = out === undefined || (await savedTo(out, done.id, connection, context));
  if (json) terminal.out(`${safeJson(runRecord(done, durationMs))}\n`);
  else terminal.out(safeText(runSummary(done, durationMs)));
  if (interruption.exitCode !== undefined) return interruption.exitCode;
  if (!saved) return exitCodes.failed;
  return done.status === 'completed' && done.cells.succeeded === done.cells.total
    ? exitCodes.ok
    : exitCodes.failed;
}

/** The answers are paid for and kept: where they cannot be saved, it is said how to save them later. */
async function savedTo(
  out: string,
  runId: string,
  { client }: Connection,
  { terminal }: CommandContext,
): Promise<boolean> {
  try {
    await exportToFile(client, runId, formatOf(out), out);
    return true;
  } catch (error) {
    terminal.note(
      `abai: The answers of run ${safeLine(runId)} could not be saved: ${failureLine(error)} They are kept: "abai export ${safeLine(runId)} --out FILE" saves them.\n`,
    );
    return false;
  }
}

const safeText = (text: string) => `${safeLine(text.trimEnd())}\n`;

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
