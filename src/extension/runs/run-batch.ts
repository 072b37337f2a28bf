import path from 'node:path';
import * as vscode from 'vscode';
import { AbaiError } from '../../protocol/errors.ts';
import { projectDefaults } from '../projects/project-defaults.ts';
import type { ThisWindow } from '../this-window.ts';
import { keptFor, localFile } from './file-copy.ts';
import { type Imported, importDataset, importFile } from './import-dataset.ts';
import { activeTableFile, askForTableFile, isTableFile, tableExtensions } from './table-files.ts';

/** A prompt that runs as it stands: what the first column says. */
function firstPrompt([column]: readonly string[]): string {
  return column === undefined || /[{}]/.test(column) ? '' : `{{${column}}}`;
}

async function setUp(window: ThisWindow, { dataset, warnings }: Imported): Promise<void> {
  const template = firstPrompt(dataset.headers);
  const { models, system } = await projectDefaults(window, 'run');
  (await window.runPanels()).setUp(vscode.l10n.t('New Run: {0}', dataset.name), {
    datasetId: dataset.id,
    setup: {
      projectId: dataset.projectId,
      models,
      ...(template === '' ? {} : { prompts: [{ template, ...(system === undefined ? {} : { system }) }] }),
    },
    ...(warnings.length > 0 ? { warnings } : {}),
  });
}

function refuseOthers(name: string): void {
  if (isTableFile(name)) return;
  const kinds = tableExtensions.map((extension) => `.${extension}`).join(', ');
  throw new AbaiError(
    'invalid',
    vscode.l10n.t('“{0}” is no table. A run reads these files: {1}.', path.posix.basename(name), kinds),
  );
}

/** Imports the first of these files and opens the setup view with it. */
export async function begin(window: ThisWindow, uris: readonly vscode.Uri[]): Promise<void> {
  const uri = uris.find(({ path: file }) => isTableFile(file)) ?? uris[0];
  if (!uri) return;
  refuseOthers(uri.path);
  if (uris.length > 1) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'A run takes one file: “{0}” is used, {1} more left out.',
        path.posix.basename(uri.path),
        uris.length - 1,
      ),
    );
  }
  const imported = await importDataset(window, uri);
  if (imported) await setUp(window, imported);
}

/** The same with a file that VS Code has the content of only. */
export async function beginWithDropped(window: ThisWindow, file: vscode.DataTransferFile): Promise<void> {
  refuseOthers(file.name);
  const kept = file.uri
    ? await localFile(window, file.uri)
    : await keptFor(window, file.name, await file.data());
  const imported = await importFile(window, kept);
  if (imported) await setUp(window, imported);
}

/**
 * Begins with what the command was called on in the Explorer or on an editor's tab, else with the file of the active
 * editor, else with one that the person chooses.
 */
export async function runBatch(window: ThisWindow, given: unknown, selected: unknown): Promise<void> {
  const called = given instanceof vscode.Uri ? given : undefined;
  const several = Array.isArray(selected) ? selected.filter((one) => one instanceof vscode.Uri) : [];
  // The one that was clicked goes first, whatever else is selected.
  const others = several.filter((uri) => uri.toString() !== called?.toString());
  const uris = called ? [called, ...others] : several;
  if (uris.length > 0) return begin(window, uris);
  const uri = activeTableFile() ?? (await askForTableFile());
  if (uri) await begin(window, [uri]);
}
