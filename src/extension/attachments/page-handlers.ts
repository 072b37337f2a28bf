import * as vscode from 'vscode';
import type { WorkbenchHandlers } from '../../gateway/page-session.ts';
import type { Attachment, NewAttachment } from '../../protocol/attachments.ts';
import { AbaiError } from '../../protocol/errors.ts';
import type { LastEditor } from '../last-editor.ts';
import type { ThisWindow } from '../this-window.ts';

/** What a window does for pages that attach something. Each waits for a person. */
export function attachHandlers(window: ThisWindow, editor: LastEditor) {
  const keep = async (found: readonly NewAttachment[]): Promise<{ attachments: Attachment[] }> =>
    found.length === 0
      ? { attachments: [] }
      : window.link.request('attachment:keep', { attachments: [...found] });

  return {
    'workbench:attach': async () => {
      const { chooseAttachments } = await import('./choose.ts');
      return keep(await chooseAttachments(editor));
    },
    'workbench:attach-from-workspace': async () => {
      // Who writes a # without a workspace means nothing but that.
      if (!vscode.workspace.workspaceFolders?.length) return { attachments: [] };
      const [{ readAll }, { pickWorkspaceFiles }] = await Promise.all([
        import('./choose.ts'),
        import('./workspace-files.ts'),
      ]);
      return keep(await readAll(await pickWorkspaceFiles()));
    },
    'workbench:attach-files': async ({ uris }) => {
      const { readAll } = await import('./choose.ts');
      return keep(await readAll(uris.map(inWorkspace)));
    },
    'workbench:open-attachment': async ({ attachment }) => {
      const { openAttachment } = await import('./open-attachment.ts');
      await openAttachment(window, attachment);
      return {};
    },
  } satisfies WorkbenchHandlers;
}

/** A page shows what models wrote: of itself it comes at no file but those of the workspace. */
function inWorkspace(address: string): vscode.Uri {
  const uri = vscode.Uri.parse(address, true);
  if (vscode.workspace.getWorkspaceFolder(uri)) return uri;
  throw new AbaiError(
    'invalid',
    vscode.l10n.t('Only files of the workspace can be dropped here. Use “Attach…” for others.'),
  );
}
