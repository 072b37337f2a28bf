import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

export const commandNames = [
  'compare',
  'models',
  'history',
  'run',
  'runs',
  'resume',
  'batches',
  'export',
  'votes',
  'projects',
  'profiles',
  'activity',
  'keys',
  'ollama',
  'storage',
  'backup',
  'restore',
  'start-anew',
  'export-project',
  'import',
  'take-over',
  'help',
] as const;
export type CommandName = (typeof commandNames)[number];

/** What stands before the command, and which command. `rest` is the command's own to parse. */
export interface CommandLine {
  command: CommandName | undefined;
  rest: string[];
  dataDir: string | undefined;
  help: boolean;
  version: boolean;
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options that every command takes. */
export const sharedOptions = {
  'data-dir': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Options;

/** Splits `argv` (without node and script) at the command. Options of ours may stand before it. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const line: CommandLine = { command: undefined, rest: [], dataDir: undefined, help: false, version: false };
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (word === '--help' || word === '-h') line.help = true;
    else if (word === '--version' || word === '-V') line.version = true;
    else if (word === '--data-dir') line.dataDir = checkedFolder(argv[++at]);
    else if (word.startsWith('--data-dir=')) line.dataDir = checkedFolder(word.slice('--data-dir='.length));
    else if (word.startsWith('-')) {
      throw new UsageError(`There is no option ${quoted(word)} before the command. See "abai help".`);
    } else {
      line.command = checkedCommand(word);
      line.rest = argv.slice(at + 1);
      break;
    }
  }
  return line;
}

function checkedCommand(word: string): CommandName {
  const found = commandNames.find((name) => name === word);
  if (found) return found;
  throw new UsageError(
    `There is no command ${quoted(word)}. The commands are: ${commandNames.join(', ')}. See "abai help".`,
  );
}

function checkedFolder(value: string | undefined): string {
  if (!value) throw new UsageError('--data-dir needs a folder after it.');
  return value;
}

/** Parses a command's own arguments; the ways it can go wrong become sentences. */
export function parseCommand<O extends Options>(command: CommandName, args: readonly string[], options: O) {
  try {
    const parsed = parseArgs({
      args: [...args],
      options: { ...options, ...sharedOptions },
      allowPositionals: true,
      strict: true,
    });
    const values: { 'data-dir'?: string } = parsed.values;
    if (values['data-dir'] !== undefined) checkedFolder(values['data-dir']);
    return parsed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(sentence(command, error as Error & { code?: string }));
  }
}

function sentence(command: CommandName, error: Error & { code?: string }): string {
  const hint = `See "abai help ${command}".`;
  const option = /'(-[^' ]*)/u.exec(error.message)?.[1];
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `abai ${command} has no option ${quoted(option ?? '')}. ${hint} A prompt that begins with "-" goes after "--".`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return error.message.includes('does not take an argument')
        ? `The option ${quoted(option ?? '')} takes no value. ${hint}`
        : `The option ${quoted(longForm(error.message) ?? option ?? '')} needs a value after it. ${hint}`;
    default:
      return `${error.message.split('\n')[0]} ${hint}`;
  }
}

/** parseArgs names an option as '-m, --models <value>'; people know it as --models. */
const longForm = (message: string): string | undefined => /(--[a-z-]+)/u.exec(message)?.[1];

/** A command takes no words of its own beside options. */
export function refuseWords(command: CommandName, words: readonly string[]): void {
  if (words.length === 0) return;
  throw new UsageError(`abai ${command} takes no ${quoted(words[0]!)} after it. See "abai help ${command}".`);
}

/** The one file that a command is about, as an absolute path. */
export function fileOf(command: CommandName, words: readonly string[]): string {
  const [file, ...more] = words;
  if (!file) throw new UsageError(`abai ${command} needs a file after it. See "abai help ${command}".`);
  refuseWords(command, more);
  return resolve(file);
}

function quoted(word: string): string {
  return JSON.stringify(word);
}
