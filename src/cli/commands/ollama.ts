import type { Client } from '../../protocol/client.ts';
import type { LocalModel, RunningModel, ShownModel } from '../../protocol/local-models.ts';
import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand } from '../command-line.ts';
import { byteSize, grouped, unknownFigure } from '../figures.ts';
import { withPullProgress } from '../pull-progress.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { type Style, styleFor } from '../style.ts';
import { tableLines } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

export const usage = `abai ollama [list] [options]
abai ollama status [options]
abai ollama show|pull|load|unload ID [options]

Manages the models of your Ollama: those on its disk, with others of the catalogue that can be pulled; those in
its memory; what one can do; fetching one; moving one into memory or out of it. OLLAMA_HOST says where it is.

      --keep-alive T   with load: how long it stays in memory, for example 30m; --keep-alive=-1 for ever
      --json           as JSON
      --data-dir DIR   where the data is (default: ABAI_DATA_DIR, else the one VS Code uses)`;

const aboutOne = ['show', 'pull', 'load', 'unload'] as const;
type Action = 'list' | 'status' | (typeof aboutOne)[number];

/** What was asked for, with its model; a throw says how it is written. */
function actionOf(words: readonly string[]): { action: Action; id: string } {
  const [action = 'list', id, ...more] = words;
  const one = aboutOne.find((name) => name === action);
  if (!one && action !== 'list' && action !== 'status') {
    throw new UsageError(`abai ollama takes list, status, ${aboutOne.join(', ')}.`);
  }
  if (more.length > 0 || (one !== undefined) !== (id !== undefined)) {
    const example = one ? `abai ollama ${one} gemma3:4b` : `abai ollama ${action}`;
    throw new UsageError(`Write: ${example}. See "abai help ollama".`);
  }
  return { action: one ?? (action as Action), id: id ?? '' };
}

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('ollama', args, {
    json: { type: 'boolean' },
    'keep-alive': { type: 'string' },
  });
  const { terminal, interruption } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const { action, id } = actionOf(positionals);
  const keepAlive = values['keep-alive'];
  if (keepAlive !== undefined && action !== 'load') throw new UsageError('--keep-alive goes with load.');
  const connection = await context.connect(values['data-dir']);
  try {
    const asked = { client: connection.client, signal: interruption.signal, terminal, id, keepAlive };
    const { result, lines } = await actions[action](asked);
    terminal.out(`${values.json ? safeJson(result) : lines.join('\n')}\n`);
    return interruption.exitCode ?? exitCodes.ok;
  } finally {
    await connection.close();
  }
}

interface Asked {
  client: Client;
  signal: AbortSignal;
  terminal: Terminal;
  id: string;
  keepAlive: string | undefined;
}

interface Told {
  result: unknown;
  lines: string[];
}

const actions: Readonly<Record<Action, (asked: Asked) => Promise<Told>>> = {
  async list({ client, signal, terminal }) {
    const models = await client.request('local-models:list', {}, signal);
    return { result: models, lines: listLines(models, styleFor(terminal.colour)) };
  },
  async status({ client, signal, terminal }) {
    const running = await client.request('local-models:status', {}, signal);
    return { result: running, lines: statusLines(running, styleFor(terminal.colour)) };
  },
  async show({ client, signal, id }) {
    const shown = await client.request('local-models:show', { id }, signal);
    return { result: shown, lines: shownLines(shown) };
  },
  async pull({ client, signal, terminal, id }) {
    const pulling = client.request('local-models:pull', { id }, signal);
    const isOurs = (pull: { id: string }) => pull.id === id || pull.id === `${id}:latest`;
    const result = await withPullProgress(pulling, client, isOurs, terminal);
    return { result, lines: [`${safeLine(result.id)} is installed.`] };
  },
  async load({ client, signal, id, keepAlive }) {
    const seconds = keepAlive !== undefined && /^-?\d+$/u.test(keepAlive) ? Number(keepAlive) : keepAlive;
    const params = seconds === undefined ? { id } : { id, keepAlive: seconds };
    const result = await client.request('local-models:load', params, signal);
    return { result, lines: [`${safeLine(id)} is loaded.`] };
  },
  async unload({ client, signal, id }) {
    const result = await client.request('local-models:unload', { id }, signal);
    return { result, lines: [`${safeLine(id)} is unloaded.`] };
  },
};

function listLines(models: readonly LocalModel[], style: Style): string[] {
  const state = ({ installed, loaded }: LocalModel) =>
    loaded ? 'loaded' : installed ? 'installed' : 'can be pulled';
  return tableLines(
    [
      { title: 'Model', maxWidth: 48 },
      { title: 'Name', maxWidth: 40 },
      { title: 'Size', align: 'right' },
      { title: 'State' },
    ],
    models.map((model) => [
      safeLine(model.id),
      safeLine(model.name),
      model.sizeBytes === undefined ? unknownFigure : byteSize(model.sizeBytes),
      state(model),
    ]),
    style.dim,
  );
}

function statusLines(running: readonly RunningModel[], style: Style): string[] {
  if (running.length === 0) return ['No model is in memory.'];
  return tableLines(
    [{ title: 'Model', maxWidth: 48 }, { title: 'GPU memory', align: 'right' }, { title: 'Until (UTC)' }],
    running.map(({ id, vramBytes, expiresAt }) => [
      safeLine(id),
      byteSize(vramBytes),
      expiresAt === undefined ? 'unloaded' : new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' '),
    ]),
    style.dim,
  );
}

function shownLines({ id, contextSize, capabilities, parameterSize, quantization }: ShownModel): string[] {
  return [
    `Model         ${safeLine(id)}`,
    `Parameters    ${safeLine(parameterSize ?? unknownFigure)}`,
    `Quantization  ${safeLine(quantization ?? unknownFigure)}`,
    `Context       ${contextSize === undefined ? unknownFigure : `${grouped(contextSize)} tokens`}`,
    `Can do        ${safeLine(capabilities.join(', ')) || unknownFigure}`,
  ];
}
