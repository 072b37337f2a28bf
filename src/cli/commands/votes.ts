import type { Vote } from '../../protocol/votes.ts';
import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand, refuseWords } from '../command-line.ts';
import { projectNamed } from '../named-project.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { type Style, styleFor } from '../style.ts';
import { tableLines } from '../table.ts';
import { localTime } from './history.ts';

export const usage = `abai votes [options]

Lists the votes on answers, newest first: which model was best of which, for which prompt.

  -p, --project NAME   only those of this project, by name or id (default: of all)
      --json           an array of whole votes instead of text, for export
      --data-dir DIR   where the votes are (default: ABAI_DATA_DIR, else the one VS Code uses)`;

/** As many as can be asked for at once. */
const most = 100_000;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('votes', args, {
    project: { type: 'string', short: 'p' },
    json: { type: 'boolean' },
  });
  const { terminal } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  refuseWords('votes', positionals);
  const connection = await context.connect(values['data-dir']);
  try {
    const named = values.project;
    const votes = await connection.client.request('vote:list', {
      limit: most,
      ...(named === undefined ? {} : { projectId: await projectNamed(named, connection) }),
    });
    if (values.json) terminal.out(`${safeJson(votes)}\n`);
    else if (votes.length === 0) {
      terminal.note('There is no vote yet: say in VS Code which answer of a comparison is best.\n');
    } else terminal.out(`${voteLines(votes, styleFor(terminal.colour)).join('\n')}\n`);
    return exitCodes.ok;
  } finally {
    await connection.close();
  }
}

function voteLines(votes: readonly Vote[], style: Style): string[] {
  return tableLines(
    [
      { title: 'When' },
      { title: 'Best', maxWidth: 36 },
      { title: 'Compared', maxWidth: 48 },
      { title: 'Blind' },
      { title: 'Prompt', maxWidth: 48 },
    ],
    votes.map(({ createdAt, verdict, winner, models, blind, prompt }) => [
      localTime(createdAt),
      verdict === 'winner' ? safeLine(winner ?? '') : verdict === 'tie' ? 'tie' : 'all bad',
      safeLine(models.join(', ')),
      blind ? 'yes' : 'no',
      safeLine(prompt),
    ]),
    style.dim,
  );
}
