import * as vscode from 'vscode';
import { AbaiError } from '../protocol/errors.ts';
import { type DataRepair, dataRepair } from '../runtime/data-repair.ts';
import { dataSize } from './data-size.ts';
import { dayKey } from './days.ts';
import { localPath } from './save-place.ts';
import type { ThisWindow } from './this-window.ts';

/**
 * Says that the data of a folder cannot be opened, with what can be done: take a backup back, begin without data, look at
 * the files. Nothing of it deletes anything.
 */
export async function offerWaysOut(window: ThisWindow, message: string, dataDir: string): Promise<void> {
  const restore = vscode.l10n.t('Restore a Backup…');
  const anew = vscode.l10n.t('Start Anew');
  const show = vscode.l10n.t('Show Folder');
  const chosen = await vscode.window.showErrorMessage(message, restore, anew, show);
  if (chosen === restore) await restoreBackup(window, dataDir);
  if (chosen === anew) await startAnew(window, dataDir);
  if (chosen === show) await showFolder(dataDir);
}

/** Says what became of the data while it was opened, with what can be done about it. */
export async function offerBackup(window: ThisWindow, notice: string, keptAt: string): Promise<void> {
  const restore = vscode.l10n.t('Restore a Backup…');
  const show = vscode.l10n.t('Show Folder');
  const chosen = await vscode.window.showWarningMessage(notice, restore, show);
  const folder = vscode.Uri.joinPath(vscode.Uri.file(keptAt), '..').fsPath;
  if (chosen === restore) await restoreBackup(window, folder);
  if (chosen === show) await showFolder(folder);
}

/** Where there is no desktop, a person can at least copy the path. */
async function showFolder(folder: string): Promise<void> {
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) {
    await vscode.env.openExternal(vscode.Uri.file(folder));
    return;
  }
  const copy = vscode.l10n.t('Copy Path');
  if ((await vscode.window.showInformationMessage(folder, copy)) === copy) {
    await vscode.env.clipboard.writeText(folder);
  }
}

function repairOf(window: ThisWindow, dataDir: string): DataRepair {
  return dataRepair(dataDir, window.context.extensionPath, Date.now);
}

/** One that was made by itself, or a file. */
export async function chooseBackup(window: ThisWindow, dataDir: string): Promise<string | undefined> {
  const backups = await repairOf(window, dataDir).backups();
  const other = { label: vscode.l10n.t('Choose a File…'), path: undefined };
  const items = backups.map(({ path, at, bytes }) => ({
    label: dayKey(at),
    description: dataSize(bytes),
    detail: path,
    path,
  }));
  const chosen =
    items.length === 0
      ? other
      : await vscode.window.showQuickPick<{ label: string; path: string | undefined }>([...items, other], {
          title: vscode.l10n.t('Restore a Backup'),
        });
  if (!chosen) return undefined;
  if (chosen.path !== undefined) return chosen.path;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Restore Data'),
      openLabel: vscode.l10n.t('Restore'),
      filters: { [vscode.l10n.t('Database')]: ['db'] },
    })) ?? [];
  return file && localPath(file);
}

async function restoreBackup(window: ThisWindow, dataDir: string): Promise<void> {
  const file = await chooseBackup(window, dataDir);
  if (file === undefined) return;
  const keptAs = await withData(
    async () => (await window.link.request('data:restore', { path: file })).keptAs,
    () => repairOf(window, dataDir).restore(file),
  );
  await window.link.link();
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The backup is restored. The data before it is kept as {0}.', keptAs),
  );
}

async function startAnew(window: ThisWindow, dataDir: string): Promise<void> {
  const anew = vscode.l10n.t('Start Anew');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Start anew without data?'),
    { modal: true, detail: vscode.l10n.t('What is there now is kept under another name in {0}.', dataDir) },
    anew,
  );
  if (answer !== anew) return;
  await withData(
    async () => void (await window.link.request('data:start-anew', {})),
    async () => repairOf(window, dataDir).startAnew(),
  );
  await window.link.link();
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Begun anew. The data before is kept in {0}.', dataDir),
  );
}

/** By the owner where the data can be opened, else laid ready for the next opening. */
async function withData<T>(ask: () => Promise<T>, lay: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof AbaiError) || error.details?.unopened === undefined) throw error;
    return lay();
  }
}
