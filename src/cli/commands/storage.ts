import type { DataReport } from '../../protocol/data.ts';
import { type CommandContext, exitCodes } from '../command.ts';
import { parseCommand, refuseWords } from '../command-line.ts';
import { byteSize, grouped } from '../figures.ts';
import { safeJson, safeLine } from '../safe-text.ts';
import { type Style, styleFor } from '../style.ts';
import { tableLines } from '../table.ts';

export const usage = `abai storage [options]

Says where the data is, how large it is, and when it was last backed up and checked.

      --json           an object with sizes in bytes and rows by table instead of text
      --data-dir DIR   where the data is (default: ABAI_DATA_DIR, else the one VS Code uses)`;

export async function run(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseCommand('storage', args, { json: { type: 'boolean' } });
  const { terminal, interruption } = context;
  if (values.help) {
    terminal.out(`${usage}\n`);
    return exitCodes.ok;
  }
  refuseWords('storage', positionals);
  const connection = await context.connect(values['data-dir']);
  try {
    const report = await connection.client.request('data:report', {}, interruption.signal);
    if (values.json) terminal.out(`${safeJson(report)}\n`);
    else terminal.out(`${storageLines(report, styleFor(terminal.colour)).join('\n')}\n`);
    return interruption.exitCode ?? exitCodes.ok;
  } finally {
    await connection.close();
  }
}

export function storageLines(report: DataReport, style: Style): string[] {
  const {
    path,
    databaseBytes,
    mediaBytes,
    rows,
    newestBackup,
    lastCheck,
    retentionDays,
    backupBytes,
    keptBytes,
  } = report;
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const check = !lastCheck
    ? 'not yet'
    : lastCheck.problems.length === 0
      ? `sound on ${day(lastCheck.at)}`
      : `damaged on ${day(lastCheck.at)}: ${safeLine(lastCheck.problems[0] ?? '')}`;
  const filled = Object.entries(rows)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  return [
    `Database  ${safeLine(path)} (${byteSize(databaseBytes)})`,
    `Media     ${byteSize(mediaBytes)}`,
    `Backup    ${newestBackup ? `${safeLine(newestBackup.path)} (${byteSize(newestBackup.bytes)}, ${day(newestBackup.at)})` : 'none'}`,
    ...(backupBytes > 0 ? [`           ${byteSize(backupBytes)} in automatic backups`] : []),
    ...(keptBytes > 0 ? [`Set aside ${byteSize(keptBytes)}`] : []),
    `Checked   ${check}`,
    `Kept      ${retentionDays === null ? 'for ever' : `${grouped(retentionDays)} days after the last use`}`,
    '',
    ...tableLines(
      [{ title: 'Table' }, { title: 'Rows', align: 'right' }],
      filled.map(([table, count]) => [safeLine(table), grouped(count)]),
      style.dim,
    ),
  ];
}
