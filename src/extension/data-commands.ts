import * as vscode from 'vscode';
import { AbaiError } from '../protocol/errors.ts';
import { dataSize } from './data-size.ts';
import { dayKey } from './days.ts';
import { said } from './said.ts';
import { fileName, localPath, suggestion } from './save-place.ts';
import type { ThisWindow } from './this-window.ts';
import { currentDataDirectory } from './window-settings.ts';

const databaseFiles = () => ({ [vscode.l10n.t('Database')]: ['db'] });
const projectFiles = () => ({ [vscode.l10n.t('Project')]: ['jsonl'] });

async function inStatusBar<T>(title: string, work: () => Promise<T>): Promise<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
}

/** Writes a whole copy of the database to a file that the person names. */
export async function backUpData(window: ThisWindow): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Back Up Data'),
    defaultUri: suggestion(`ab-ai-${dayKey(Date.now())}.db`),
    filters: databaseFiles(),
  });
  if (!target) return;
  const file = localPath(target);
  // The dialog has asked whether to replace a file that is there.
  const backup = await inStatusBar(vscode.l10n.t('Backing up…'), () =>
    window.link.request('data:backup', { path: file, overwrite: true }),
  );
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Backed up to {0} ({1}).', backup.path, dataSize(backup.bytes)),
  );
}

/** Replaces all data by that of a backup, after a warning. */
export async function restoreData(window: ThisWindow): Promise<void> {
  const { chooseBackup } = await import('./ways-out.ts');
  const file = await chooseBackup(window, currentDataDirectory(window.context));
  if (file === undefined) return;
  const restore = vscode.l10n.t('Restore');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Replace all data by this backup?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        '{0}\n\nThe present data is kept in a file beside it. Answers under way are stopped.',
        file,
      ),
    },
    restore,
  );
  if (answer !== restore) return;
  const { keptAs } = await inStatusBar(vscode.l10n.t('Restoring…'), () =>
    window.link.request('data:restore', { path: file }),
  );
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The backup is restored. The data before it is kept as {0}.', keptAs),
  );
}

/** Writes the current project to a file that another machine can import. */
export async function exportProject(window: ThisWindow): Promise<void> {
  const project = await window.link.request('project:get', {});
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Project “{0}”', project.name),
    defaultUri: suggestion(`${fileName(project.name)}.jsonl`),
    filters: projectFiles(),
  });
  if (!target) return;
  const write = (partial: boolean) =>
    inStatusBar(vscode.l10n.t('Exporting…'), () =>
      window.link.request('data:export-project', {
        projectId: project.id,
        path: localPath(target),
        overwrite: true,
        partial,
      }),
    );
  const written = await write(false).catch(async (thrown: unknown) => {
    if (!(thrown instanceof AbaiError) || thrown.details?.leftOut === undefined) throw thrown;
    const rest = vscode.l10n.t('Export Without Them');
    const answer = await vscode.window.showWarningMessage(said(thrown.message), { modal: true }, rest);
    return answer === rest ? write(true) : undefined;
  });
  if (!written) return;
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Exported “{0}” to {1} ({2}).', project.name, written.path, dataSize(written.bytes)),
  );
}

/** Takes in a project that was exported, beside those that are there. */
export async function importProject(window: ThisWindow): Promise<void> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import Project'),
      openLabel: vscode.l10n.t('Import'),
      filters: projectFiles(),
    })) ?? [];
  if (!chosen) return;
  const { project, warnings } = await inStatusBar(vscode.l10n.t('Importing…'), () =>
    window.link.request('data:import', { path: localPath(chosen) }),
  );
  void vscode.window.showInformationMessage(
    [vscode.l10n.t('Imported “{0}”.', project.name), ...warnings.map(said)].join(' '),
  );
}

/** Says where the data is and how much of it there is. */
export async function showStorage(window: ThisWindow): Promise<void> {
  const report = await window.link.request('data:report', {});
  const { newestBackup, lastCheck, retentionDays } = report;
  const rows = Object.entries(report.rows)
    .filter(([, count]) => count > 0)
    .map(([table, count]) => `${table} ${count.toLocaleString(vscode.env.language)}`);
  const lines = [
    report.path,
    vscode.l10n.t('Database: {0}, media: {1}', dataSize(report.databaseBytes), dataSize(report.mediaBytes)),
    ...(report.backupBytes + report.keptBytes > 0
      ? [
          vscode.l10n.t(
            'Automatic backups: {0}, set aside: {1}',
            dataSize(report.backupBytes),
            dataSize(report.keptBytes),
          ),
        ]
      : []),
    vscode.l10n.t('Rows: {0}', rows.join(', ') || '0'),
    newestBackup
      ? vscode.l10n.t('Newest backup: {0}, {1}', dayKey(newestBackup.at), newestBackup.path)
      : vscode.l10n.t('No backup yet.'),
    ...(lastCheck
      ? [
          lastCheck.problems.length === 0
            ? vscode.l10n.t('Checked on {0}: sound.', dayKey(lastCheck.at))
            : vscode.l10n.t(
                'Checked on {0}: {1}',
                dayKey(lastCheck.at),
                lastCheck.problems.map(said).join('; '),
              ),
        ]
      : []),
    retentionDays === null
      ? vscode.l10n.t('Everything is kept.')
      : vscode.l10n.t('What nobody used for {0} days is removed.', retentionDays),
  ];
  const copy = vscode.l10n.t('Copy Path');
  const backUp = vscode.l10n.t('Back Up Data…');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('The data of A-B/AI'),
    { modal: true, detail: lines.join('\n') },
    copy,
    backUp,
  );
  if (answer === copy) await vscode.env.clipboard.writeText(report.path);
  if (answer === backUp) await backUpData(window);
}

/** Deletes everything but keys and backups, once the person has written that they want it. */
export async function deleteAllData(window: ThisWindow): Promise<void> {
  const { deleteAllConfirmation: confirm } = await import('../protocol/data.ts');
  const written = await vscode.window.showInputBox({
    title: vscode.l10n.t('Delete All Data'),
    prompt: vscode.l10n.t(
      'Every project, comparison and answer is deleted for good, with the automatic backups; keys and the backups that you made stay. To go on, write: {0}',
      confirm,
    ),
    ignoreFocusOut: true,
  });
  if (written === undefined) return;
  if (written.trim() !== confirm) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing was deleted.'));
    return;
  }
  await inStatusBar(vscode.l10n.t('Deleting…'), () => window.link.request('data:delete-all', { confirm }));
  void vscode.window.showInformationMessage(vscode.l10n.t('All data is deleted.'));
}
