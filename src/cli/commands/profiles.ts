import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AbaiError } from '../../protocol/errors.ts';
import type { Profile } from '../../protocol/profiles.ts';
import { type CommandContext, type Connection, exitCodes } from '../command.ts';
import { parseCommand, refuseWords } from '../command-line.ts';
import { namedText } from '../named-text.ts';
import { requireOutputFile } from '../output-file.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { styleFor } from '../style.ts';
import { tableLines } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import { refusedIsWrongUse } from './run.ts';

export const usage = `abai profiles [options]

Lists the profiles: models, prompts and parameters under a name, for "abai compare --profile NAME" and "abai run".

      --export FILE    write all of them to a JSON file; - for standard output
      --import FILE    take in the profiles of such a file, for example .abai/profiles.json of a project
      --replace        with --import: replace those that have the same names, which are left out else
      --json           an array of whole profiles; with --import {added, replaced, leftOut}
      --data-dir DIR   where the profiles are (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('profiles', args, {
    export: { type: 'string' },
    import: { type: 'string' },
    replace: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const { terminal } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  refuseWords('profiles', positionals);
  if (values.export !== undefined && values.import !== undefined) {
    throw new UsageError('Give --export or --import, not both.');
  }
  if (values.export !== undefined && values.export !== '-') await requireOutputFile(values.export);
  const text =
    values.import === undefined
      ? undefined
      : await namedText('The file', values.import, {
          warn: (sentence) => terminal.note(`abai: ${safeLine(sentence)}\n`),
        });
  const connection = await context.connect(values['data-dir']);
  try {
    if (text !== undefined) await takeIn(text, values, connection, context);
    else if (values.export !== undefined) await giveOut(values.export, connection, context);
    else {
      const profiles = await connection.client.request('profile:list', {});
      if (values.json) terminal.out(`${safeJson(profiles)}\n`);
      else if (profiles.length === 0)
        terminal.note('There is no profile yet: save one in VS Code, or --import a file.\n');
      else terminal.out(`${lines(profiles, context).join('\n')}\n`);
    }
    return exitCodes.ok;
  } finally {
    await connection.close();
  }
}

async function takeIn(
  text: string,
  { replace, json }: { replace?: boolean | undefined; json?: boolean | undefined },
  { client }: Connection,
  { terminal }: CommandContext,
): Promise<void> {
  const asked = client.request('profile:import', { text, ...(replace ? { replace } : {}) });
  const answer = await refusedIsWrongUse(asked);
  if (json) terminal.out(`${safeJson(answer)}\n`);
  else {
    const { added, replaced, leftOut } = answer;
    const said = [
      [added, 'Added'],
      [replaced, 'Replaced'],
      [leftOut, 'Left out, because they are there already (--replace replaces them)'],
    ] as const;
    for (const [names, what] of said) {
      if (names.length > 0) terminal.note(`${what}: ${names.map(safeLine).join(', ')}.\n`);
    }
  }
}

async function giveOut(file: string, { client }: Connection, { terminal }: CommandContext): Promise<void> {
  const { text } = await client.request('profile:export', {});
  if (file === '-') terminal.out(`${safeJson(JSON.parse(text))}\n`);
  else {
    await writeFile(resolve(file), text).catch((cause: Error) => {
      throw new AbaiError('store', `The file ${JSON.stringify(file)} cannot be written: ${cause.message}`);
    });
    terminal.note(`Wrote ${safeLine(resolve(file))}.\n`);
  }
}

function lines(profiles: readonly Profile[], { terminal }: CommandContext): string[] {
  return tableLines(
    [
      { title: 'Profile', maxWidth: 40 },
      { title: 'Models', maxWidth: 48 },
      { title: 'Description', maxWidth: 60 },
    ],
    profiles.map(({ name, models = [], description = '' }) => [
      safeLine(name),
      safeLine(models.map((each) => (typeof each === 'string' ? each : each.model)).join(', ')),
      safeLine(description),
    ]),
    styleFor(terminal.colour).dim,
  );
}
