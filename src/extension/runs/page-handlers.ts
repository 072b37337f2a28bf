import path from 'node:path';
import * as vscode from 'vscode';
import type { WorkbenchHandlers } from '../../gateway/page-session.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { dataSize } from '../data-size.ts';
import { textOfBytes } from '../text-of-bytes.ts';
import type { ThisWindow } from '../this-window.ts';
import { exportRun } from './export-run.ts';
import { importDataset } from './import-dataset.ts';
import { unblockRun } from './run-actions.ts';
import { askForTableFile } from './table-files.ts';

/** Bytes of a prompt's file. */
const mostTextBytes = 1_000_000;

async function readText(uri: vscode.Uri): Promise<{ name: string; text: string }> {
  const name = path.posix.basename(uri.path);
  const { size, type } = await vscode.workspace.fs.stat(uri);
  // Reading a pipe or a device may never end.
  if (!(type & vscode.FileType.File))
    throw new AbaiError('invalid', vscode.l10n.t('“{0}” is no file that can be read.', name));
  if (size > mostTextBytes) {
    throw new AbaiError(
      'invalid',
      vscode.l10n.t('“{0}” has {1}, more than a prompt can be.', name, dataSize(size)),
    );
  }
  return { name, text: await textOfBytes(await vscode.workspace.fs.readFile(uri), name) };
}

/** What this window does for the pages of runs, beside what it does for all pages. Each waits for a person. */
export function runPageHandlers(window: ThisWindow) {
  return {
    'workbench:pick-dataset': async () => {
      const uri = await askForTableFile();
      const imported = uri && (await importDataset(window, uri));
      return imported ? { datasetId: imported.dataset.id, warnings: imported.warnings } : null;
    },
    'workbench:read-again': async ({ datasetId, encoding }) => {
      const { sourceFile, name } = await window.link.request('dataset:get', { datasetId });
      if (sourceFile === undefined) {
        throw new AbaiError('not-found', vscode.l10n.t('“{0}” is not from a file: choose one.', name));
      }
      const imported = await importDataset(window, vscode.Uri.file(sourceFile), encoding);
      return imported ? { datasetId: imported.dataset.id, warnings: imported.warnings } : null;
    },
    'workbench:pick-text-file': async ({ title }) => {
      const [chosen] = (await vscode.window.showOpenDialog({ title })) ?? [];
      return chosen ? readText(chosen) : null;
    },
    'workbench:unblock-run': async ({ runId }) => {
      const run = await window.link.request('run:get', { runId });
      await unblockRun(window, run);
      return {};
    },
    'workbench:export-run': async ({ runId }) => {
      await exportRun(window, runId);
      return {};
    },
    'workbench:confirm': async ({ message, detail, action }) => {
      const options = { modal: true, ...(detail === undefined ? {} : { detail }) };
      return { confirmed: (await vscode.window.showWarningMessage(message, options, action)) === action };
    },
  } satisfies WorkbenchHandlers;
}
