import * as vscode from 'vscode';
import { mostTextBytes } from '../protocol/attachment-limits.ts';
import type { NewAttachment } from '../protocol/attachments.ts';
import { AbaiError } from '../protocol/errors.ts';
import { readAll } from './attachments/choose.ts';
import { dataSize } from './data-size.ts';
import { projectDefaults } from './projects/project-defaults.ts';
import { textOfBytes } from './text-of-bytes.ts';
import type { ThisWindow } from './this-window.ts';

/** Opens a composer with files attached. Throws AbaiError for what cannot be attached. */
export async function compareFiles(window: ThisWindow, uris: readonly vscode.Uri[]): Promise<void> {
  await compose(window, await readAll(uris));
}

/** The same with a file that VS Code has the content of only. */
export async function compareDropped(window: ThisWindow, file: vscode.DataTransferFile): Promise<void> {
  if (file.uri) return compareFiles(window, [file.uri]);
  const { name } = file;
  const bytes = await file.data();
  if (bytes.length > mostTextBytes) {
    throw new AbaiError(
      'invalid',
      vscode.l10n.t(
        '“{0}” has {1}; at most {2} can be attached. Attach a part of it.',
        name,
        dataSize(bytes.length),
        dataSize(mostTextBytes),
      ),
    );
  }
  await compose(window, [{ kind: 'text', name, text: await textOfBytes(bytes, name) }]);
}

async function compose(window: ThisWindow, read: NewAttachment[]): Promise<void> {
  const panels = await window.panels();
  const kept = window.link.request('attachment:keep', { attachments: read });
  await panels.compose(
    Promise.all([projectDefaults(window), kept]).then(([defaults, { attachments }]) => ({
      prompt: '',
      ...defaults,
      attachments,
    })),
  );
}
