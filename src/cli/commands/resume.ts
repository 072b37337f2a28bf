import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand } from '../command-line.ts';
import { UsageError } from '../usage-error.ts';
import { ended, refusedIsWrongUse } from './run.ts';

export const usage = `abai resume RUN [options]

Goes on with a run: cells that were never answered, and those that failed. No stored answer is asked again.

      --out FILE       save the answers as .csv, .jsonl, .json or .md
      --json           one JSON object at the end instead of text
      --data-dir DIR   where runs are kept (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('resume', args, {
    out: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (values.help) {
    context.terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const [runId, ...more] = positionals;
  if (runId === undefined || more.length > 0)
    throw new UsageError('Name one run: abai resume RUN. "abai runs" lists them.');
  const connection = await context.connect(values['data-dir']);
  try {
    const startedAt = performance.now();
    const { client } = connection;
    const known = await refusedIsWrongUse(client.request('run:get', { runId }));
    // A run that this process found running went on by itself when it became the owner.
    const resumed = client.request('run:resume', { runId, failed: true }).catch((error: unknown) => {
      if (known.status === 'running') return client.request('run:get', { runId });
      throw error;
    });
    return await ended(await resumed, startedAt, values, connection, context);
  } finally {
    await connection.close();
  }
}
