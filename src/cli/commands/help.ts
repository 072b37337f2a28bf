import { type CommandContext, exitCodes } from '../command.ts';
import { type CommandName, commandNames, parseCommand } from '../command-line.ts';
import { UsageError } from '../usage-error.ts';
import { usage as activityUsage } from './activity.ts';
import { usage as backupUsage } from './backup.ts';
import { usage as batchesUsage } from './batches.ts';
import { usage as compareUsage } from './compare.ts';
import { usage as exportUsage } from './export.ts';
import { usage as exportProjectUsage } from './export-project.ts';
import { usage as historyUsage } from './history.ts';
import { usage as importUsage } from './import.ts';
import { usage as keysUsage } from './keys.ts';
import { usage as modelsUsage } from './models.ts';
import { usage as ollamaUsage } from './ollama.ts';
import { usage as profilesUsage } from './profiles.ts';
import { usage as projectsUsage } from './projects.ts';
import { usage as restoreUsage } from './restore.ts';
import { usage as resumeUsage } from './resume.ts';
import { usage as runUsage } from './run.ts';
import { usage as runsUsage } from './runs.ts';
import { usage as startAnewUsage } from './start-anew.ts';
import { usage as storageUsage } from './storage.ts';
import { usage as takeOverUsage } from './take-over.ts';
import { usage as votesUsage } from './votes.ts';

export const overview = `A-B/AI: compare AI models side by side.

  abai compare --models demo:swift,demo:sage "prompt"   ask several models the same thing
  abai models                                           list the models
  abai history                                          list what was asked
  abai run FILE --prompt TEXT --models LIST             ask models for every row of a table
  abai runs                                             list the runs; "abai resume RUN" goes on with one
  abai batches RUN                                      list what providers' batch APIs have of a run
  abai export RUN --format csv                          write a run's answers
  abai votes                                            list which answers were voted best
  abai projects                                         list the projects; also create, switch, rename, archive
  abai profiles                                         list the profiles; also --export and --import
  abai activity                                         add up what was asked and what it cost
  abai keys set PROVIDER                                keep an API key, encrypted
  abai ollama pull ID                                   fetch a local model; also list, load, unload
  abai storage                                          say where the data is and how large
  abai backup FILE                                      copy all data to a file
  abai restore FILE                                     take a backup back; without FILE list those there are
  abai start-anew                                       begin without data, and keep what cannot be opened
  abai export-project FILE                              copy one project to a file
  abai import FILE                                      take in an exported project
  abai take-over                                        end a process that owns the data and does not answer
  abai help COMMAND                                     explain a command
  abai --version

Results go to standard output, all else to standard error. --json gives results for programs.
--data-dir DIR or ABAI_DATA_DIR says where the data is.

Keys come from the environment, else from "abai keys": OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY,
XAI_API_KEY, OPENAI_COMPATIBLE_API_KEY. Other endpoints: the same names with BASE_URL instead of
API_KEY, and OLLAMA_HOST. The demo models need no key and no network.
ABAI_BATCH_POLL=SECONDS looks at providers' batches after so long (30 when not set), then less and less often.
ABAI_LOG=debug tells on standard error what happens inside.`;

const usages: Readonly<Record<CommandName, string>> = {
  compare: compareUsage,
  models: modelsUsage,
  history: historyUsage,
  run: runUsage,
  runs: runsUsage,
  resume: resumeUsage,
  batches: batchesUsage,
  export: exportUsage,
  votes: votesUsage,
  projects: projectsUsage,
  profiles: profilesUsage,
  activity: activityUsage,
  keys: keysUsage,
  ollama: ollamaUsage,
  storage: storageUsage,
  backup: backupUsage,
  restore: restoreUsage,
  'start-anew': startAnewUsage,
  'export-project': exportProjectUsage,
  import: importUsage,
  'take-over': takeOverUsage,
  help: overview,
};

export async function run(args: readonly string[], { terminal }: CommandContext): Promise<number> {
  const { positionals } = parseCommand('help', args, {});
  const topic = positionals[0] ?? 'help';
  const name = commandNames.find((command) => command === topic);
  if (!name) {
    throw new UsageError(`There is no command ${JSON.stringify(topic)}. See "abai help".`);
  }
  terminal.out(`${usages[name]}\n`);
  return exitCodes.ok;
}
