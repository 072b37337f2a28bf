import type { NativeBatch } from '../../protocol/batches.ts';
import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand } from '../command-line.ts';
import { grouped } from '../figures.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { styleFor } from '../style.ts';
import { tableLines } from '../table.ts';
import { UsageError } from '../usage-error.ts';

export const usage = `abai batches RUN [options]

Lists the batches that providers have of a run. Where the answer to a submit was lost and the provider's own list does not
tell whether it arrived, the run pauses and the batch is "ambiguous": look at your batches at the provider, then say which
one it is.

      --is BATCH=ID    the ambiguous batch is the provider's batch ID
      --lost BATCH     it never arrived: it is submitted again
      --json           an array of batches instead of text
      --data-dir DIR   where runs are kept (default: ABAI_DATA_DIR, else the one VS Code uses)

"abai resume RUN" goes on with the run afterwards.`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('batches', args, {
    is: { type: 'string' },
    lost: { type: 'string' },
    json: { type: 'boolean' },
  });
  const { terminal } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  const [runId, ...more] = positionals;
  if (runId === undefined || more.length > 0) throw new UsageError('Name one run: abai batches RUN.');
  if (values.is !== undefined && values.lost !== undefined)
    throw new UsageError('A batch was lost or is one of the provider: give --lost or --is, not both.');
  const word = wordOf(values);
  const connection = await context.connect(values['data-dir']);
  try {
    if (word) await connection.client.request('batch:resolve', word);
    const batches = await connection.client.request('batch:list', { runId });
    if (values.json) terminal.out(`${safeJson(batches)}\n`);
    else if (batches.length === 0) terminal.note('No provider has a batch of this run.\n');
    else terminal.out(`${linesOf(batches, styleFor(terminal.colour).dim).join('\n')}\n`);
    return exitCodes.ok;
  } finally {
    await connection.close();
  }
}

function wordOf({ is, lost }: { is?: string | undefined; lost?: string | undefined }) {
  if (lost !== undefined) return { batchId: lost, as: 'lost' as const };
  if (is === undefined) return undefined;
  const [, batchId, providerBatchId] = /^([^=]+)=(.+)$/u.exec(is) ?? [];
  if (!batchId || !providerBatchId)
    throw new UsageError('Name both: --is BATCH=ID, with the id that the provider shows.');
  return { batchId, as: { providerBatchId } };
}

function linesOf(batches: readonly NativeBatch[], dim: (text: string) => string): string[] {
  return tableLines(
    [
      { title: 'Batch' },
      { title: 'At the provider', maxWidth: 40 },
      { title: 'Status' },
      { title: 'Requests', align: 'right' },
      { title: 'Note', maxWidth: 80 },
    ],
    batches.map((batch) => [
      batch.id,
      safeLine(batch.providerBatchId ?? ''),
      batch.status,
      grouped(batch.total),
      safeLine(batch.error ?? ''),
    ]),
    dim,
  );
}
