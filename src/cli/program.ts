import type { Command, CommandContext } from './command.ts';
import { exitCodes } from './command.ts';
import { type CommandLine, type CommandName, readCommandLine } from './command-line.ts';
import { safeText } from './safe-text.ts';
import { UsageError } from './usage-error.ts';

/** Thrown out of what a signal broke off before there was anything to save. */
export class Interrupted extends Error {}

/** Loaded one at a time: "abai --version" needs none of them. */
const commands: Readonly<Record<CommandName, () => Promise<{ run: Command }>>> = {
  compare: () => import('./commands/compare.ts'),
  models: () => import('./commands/models.ts'),
  history: () => import('./commands/history.ts'),
  run: () => import('./commands/run.ts'),
  runs: () => import('./commands/runs.ts'),
  resume: () => import('./commands/resume.ts'),
  batches: () => import('./commands/batches.ts'),
  export: () => import('./commands/export.ts'),
  votes: () => import('./commands/votes.ts'),
  projects: () => import('./commands/projects.ts'),
  profiles: () => import('./commands/profiles.ts'),
  activity: () => import('./commands/activity.ts'),
  keys: () => import('./commands/keys.ts'),
  ollama: () => import('./commands/ollama.ts'),
  storage: () => import('./commands/storage.ts'),
  backup: () => import('./commands/backup.ts'),
  restore: () => import('./commands/restore.ts'),
  'start-anew': () => import('./commands/start-anew.ts'),
  'export-project': () => import('./commands/export-project.ts'),
  import: () => import('./commands/import.ts'),
  'take-over': () => import('./commands/take-over.ts'),
  help: () => import('./commands/help.ts'),
};

/** Runs one command line, given without node and script, and returns the exit code. Never throws. */
export async function runProgram(
  argv: readonly string[],
  context: CommandContext,
  version: () => string,
): Promise<number> {
  const { terminal } = context;
  const exitCode = await carriedOut(argv, context, version);
  await terminal.drained();
  const { failure } = terminal;
  if (!failure) return exitCode;
  const code = (failure as NodeJS.ErrnoException).code ?? failure.message;
  const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'its disk is full' : code;
  terminal.note(`abai: Not all of the result could be written to standard output (${why}): it is cut off.\n`);
  return exitCode === exitCodes.ok ? exitCodes.failed : exitCode;
}

async function carriedOut(
  argv: readonly string[],
  context: CommandContext,
  version: () => string,
): Promise<number> {
  try {
    return await dispatch(readCommandLine(argv), context, version);
  } catch (error) {
    if (error instanceof Interrupted) return context.interruption.exitCode ?? exitCodes.failed;
    if (error instanceof UsageError) {
      context.terminal.note(`abai: ${safeText(error.message)}\n`);
      return exitCodes.usage;
    }
    const { failureLine } = await import('./failure-line.ts');
    context.terminal.note(`abai: ${failureLine(error)}\n`);
    return context.interruption.exitCode ?? exitCodes.failed;
  }
}

async function dispatch(line: CommandLine, context: CommandContext, version: () => string): Promise<number> {
  const { terminal } = context;
  if (line.version) {
    terminal.out(`${version()}\n`);
    return exitCodes.ok;
  }
  if (line.command === undefined) {
    const { overview } = await import('./commands/help.ts');
    if (line.help) terminal.out(`${overview}\n`);
    else terminal.note(`${overview}\n`);
    return line.help ? exitCodes.ok : exitCodes.usage;
  }
  const { run } = await commands[line.command]();
  if (line.help) return run(line.command === 'help' ? [] : ['--help'], context);
  return run(line.rest, {
    ...context,
    connect: (dataDir) => context.connect(dataDir ?? line.dataDir),
    repair: (dataDir) => context.repair(dataDir ?? line.dataDir),
  });
}
