import * as vscode from 'vscode';
import { readProfileFile } from '../../core/profile-file.ts';
import { toAbaiError } from '../../protocol/errors.ts';
import type { ProfileContent } from '../../protocol/profiles.ts';
import { said } from '../said.ts';

const place = ['.abai', 'profiles.json'] as const;

/** What one folder of the workspace has: its profiles, or why they cannot be read. */
export interface ProfilesOfFolder {
  folder: vscode.WorkspaceFolder;
  file: vscode.Uri;
  profiles: readonly ProfileContent[];
  problem?: { message: string; line: number };
}

/** Profiles that a team keeps in `.abai/profiles.json`. They stay in this window: nothing of them is stored. */
export class WorkspaceProfiles implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #watchers: vscode.Disposable[] = [];
  readonly onDidChange = this.#changed.event;

  constructor() {
    const again = (): void => this.#changed.fire();
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${place.join('/')}`);
    const told = (uri: vscode.Uri): void => {
      again();
      void this.#tellIfBroken(uri);
    };
    this.#watchers.push(
      watcher,
      watcher.onDidChange(told),
      watcher.onDidCreate(told),
      watcher.onDidDelete(again),
      vscode.workspace.onDidChangeWorkspaceFolders(again),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
    );
  }

  /**
   * Of the folders that have such a file; none in a workspace that is not trusted. Read each time: VS Code tells of a
   * change late, and sometimes not at all.
   */
  async list(): Promise<readonly ProfilesOfFolder[]> {
    if (!vscode.workspace.isTrusted) return [];
    const all = await Promise.all((vscode.workspace.workspaceFolders ?? []).map(read));
    return all.flatMap((each) => each ?? []);
  }

  async #tellIfBroken(uri: vscode.Uri): Promise<void> {
    const found = (await this.list()).find(({ file }) => file.toString() === uri.toString());
    if (!found?.problem) return;
    const open = vscode.l10n.t('Open File');
    const message = vscode.l10n.t(
      'The profiles of “{0}” are not used. {1}',
      nameOf(found),
      found.problem.message,
    );
    if ((await vscode.window.showWarningMessage(message, open)) === open) await openAt(found);
  }

  dispose(): void {
    for (const watcher of this.#watchers) watcher.dispose();
    this.#changed.dispose();
  }
}

/** The file as it is called in the editor. */
export function nameOf({ file }: ProfilesOfFolder): string {
  return vscode.workspace.asRelativePath(file);
}

/** Shows the file, at the line that is wrong if one is. */
export async function openAt({ file, problem }: ProfilesOfFolder): Promise<void> {
  const at = new vscode.Position((problem?.line ?? 1) - 1, 0);
  await vscode.window.showTextDocument(file, { selection: new vscode.Range(at, at) });
}

async function read(folder: vscode.WorkspaceFolder): Promise<ProfilesOfFolder | undefined> {
  const file = vscode.Uri.joinPath(folder.uri, ...place);
  let bytes: Uint8Array;
  try {
    bytes = await vscode.workspace.fs.readFile(file);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    const message = vscode.l10n.t('It cannot be read: {0}', error instanceof Error ? error.message : '');
    return { folder, file, profiles: [], problem: { message, line: 1 } };
  }
  try {
    const { wholeText } = await import('../../backend/files/whole-text.ts');
    const { text } = await wholeText(bytes, vscode.workspace.asRelativePath(file));
    return { folder, file, profiles: readProfileFile(text) };
  } catch (thrown) {
    const { message, details } = toAbaiError(thrown);
    const line = typeof details?.line === 'number' ? details.line : 1;
    return { folder, file, profiles: [], problem: { message: said(message), line } };
  }
}
