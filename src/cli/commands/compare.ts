import type { Comparison } from '../../protocol/comparisons.ts';
import type { Message } from '../../protocol/conversations.ts';
import { AbaiError } from '../../protocol/errors.ts';
import type { Params } from '../../protocol/methods.ts';
import { AnswerBlocks } from '../answer-blocks.ts';
import { answerRecord } from '../answer-record.ts';
import { type AnswerListener, AnswerTracker } from '../answer-tracker.ts';
import { attachedFiles } from '../attached-files.ts';
import { type CommandContext, type Connection, exitCodes } from '../command.ts';
import { parseCommand } from '../command-line.ts';
import { answersOver } from '../follow-comparison.ts';
import { readPrompt } from '../prompt-input.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { type StartingPoint, startingPoint, wantsStartingPoint } from '../starting-point.ts';
import { styleFor } from '../style.ts';
import { summaryLines } from '../summary-table.ts';
import { UsageError } from '../usage-error.ts';

export const usage = `abai compare --models MODEL[,MODEL…] [options] "prompt"

Asks several models the same thing and shows their answers. Everything is kept in the history.
Use - as the prompt to read it from standard input. Without --models those of the profile are asked, or the project's
default models with its system prompt.

  -m, --models LIST    models as provider:id, separated by commas (see "abai models"); may be repeated
  -s, --system TEXT    instructions that every model gets before the prompt
  -a, --attach FILE    a text file or an image that goes with the prompt; may be repeated
      --encoding NAME  of text that is not UTF-8, attached or from standard input (default: told by its letters)
      --profile NAME   models, instructions, parameters and JSON Schema of a profile (see "abai profiles")
      --project NAME   the project to keep it in, by name or id (default: the current one)
      --json           one JSON object instead of text
      --data-dir DIR   where the history is (default: ABAI_DATA_DIR, else the one VS Code uses)

Exit code: 0 all models answered, 1 some did not, 2 wrong use and nothing was asked, 130 stopped with Ctrl-C.`;

type Request = Params<'comparison:start'>;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('compare', args, {
    models: { type: 'string', short: 'm', multiple: true },
    system: { type: 'string', short: 's' },
    attach: { type: 'string', short: 'a', multiple: true },
    encoding: { type: 'string' },
    profile: { type: 'string' },
    project: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (values.help) {
    context.terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const models = values.models && modelList(values.models);
  const { encoding } = values;
  const warn = (sentence: string) => context.terminal.note(`abai: ${safeLine(sentence)}\n`);
  const attachments = await attachedFiles(values.attach ?? [], { encoding, warn });
  const prompt = await readPrompt(positionals, context.stdin, context.interruption.signal, encoding);
  if (prompt === undefined) return context.interruption.exitCode ?? exitCodes.failed;
  const connection = await context.connect(values['data-dir']);
  try {
    const given = { models, profile: values.profile, project: values.project };
    const point = wantsStartingPoint(given) ? await startingPoint(given, connection) : {};
    if (context.interruption.exitCode !== undefined) return context.interruption.exitCode;
    const request = requestOf(prompt, models, values.system, point);
    if (attachments.length > 0) request.attachments = attachments;
    return await compare(request, values.json ?? false, connection, context);
  } finally {
    await connection.close();
  }
}

function modelList(given: readonly string[]): string[] {
  const models = given.flatMap((list) => list.split(',')).map((model) => model.trim());
  if (models.includes('')) {
    throw new UsageError('There is an empty name in --models. Separate the models by single commas.');
  }
  return models;
}

/** What the command line says goes before what the profile and the project say. */
function requestOf(
  prompt: string,
  given: readonly string[] | undefined,
  wanted: string | undefined,
  { promptTemplate: _prompt, ...point }: StartingPoint,
): Request {
  const models = given ? [...given] : point.models;
  if (!models) {
    throw new UsageError(
      'Say which models to ask, for example --models demo:swift,demo:sage. "abai models" lists them.',
    );
  }
  const system = wanted ?? point.system;
  return { prompt, ...point, models, ...(system ? { system } : {}) };
}

async function compare(
  request: Request,
  json: boolean,
  connection: Connection,
  context: CommandContext,
): Promise<number> {
  const { terminal, interruption } = context;
  const { client } = connection;
  const style = styleFor(terminal.colour);
  // Blocks need their labels, which come with the answer to the request; nothing is told before `begin`.
  let blocks: AnswerListener | undefined;
  let models: string[] = [];
  const tracker = new AnswerTracker({
    text: (place, piece) => blocks?.text(place, piece),
    end: (place, message) => blocks?.end(place, message),
    waiting: (place, reason) => {
      const model = models[place] ?? '';
      terminal.note(`abai: ${safeLine(model)} waits: ${safeLine(reason)}\n`);
    },
  });
  const stopListening = [
    client.onDelta((delta) => tracker.delta(delta)),
    client.onEvent((event) => tracker.event(event)),
  ];
  try {
    const detail = await started(client.request('comparison:start', request));
    const { comparison } = detail;
    models = comparison.threads.map(({ model }) => model);
    if (!json) {
      blocks = new AnswerBlocks(
        comparison.threads.map(({ model, modelName }) => ({ model, name: modelName })),
        (text) => terminal.out(text),
        style,
      );
    }
    tracker.begin(detail);
    await answersOver(tracker, comparison.id, connection, context);
    const answers = comparison.threads.map(({ model }, at) => ({ model, message: tracker.messages[at]! }));
    if (json) printJson(comparison, answers, context);
    else printSummary(comparison, answers, context);
    return interruption.exitCode ?? exitCodeFor(answers);
  } finally {
    for (const stop of stopListening) stop();
  }
}

/** A refused request is wrong use: nothing was called. */
async function started<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof AbaiError && (error.code === 'invalid' || error.code === 'not-found')) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}

interface NamedAnswer {
  model: string;
  message: Message;
}

function printJson(
  comparison: Comparison,
  answers: readonly NamedAnswer[],
  { terminal }: CommandContext,
): void {
  const records = answers.map(({ model, message }) => answerRecord(model, message));
  terminal.out(`${safeJson({ comparison: comparison.id, answers: records })}\n`);
  for (const [at, { model, error }] of records.entries()) {
    if (error) terminal.note(`abai: ${safeLine(model)} failed: ${safeLine(error.message)}\n`);
    for (const warning of answers[at]!.message.warnings ?? []) {
      terminal.note(`abai: ${safeLine(model)}: ${safeLine(warning.message)}\n`);
    }
  }
}

function printSummary(
  comparison: Comparison,
  answers: readonly NamedAnswer[],
  { terminal }: CommandContext,
): void {
  terminal.out(`\n${summaryLines(answers, styleFor(terminal.colour)).join('\n')}\n`);
  terminal.note(`Saved in the history as ${comparison.id}.\n`);
}

function exitCodeFor(answers: readonly NamedAnswer[]): number {
  return answers.every(({ message }) => message.status === 'complete') ? exitCodes.ok : exitCodes.failed;
}
