import path from 'node:path';
import * as vscode from 'vscode';
import { textEncodings } from '../../core/text-encodings.ts';
import { AbaiError } from '../../protocol/errors.ts';
import type { Result } from '../../protocol/methods.ts';
import { dataSize } from '../data-size.ts';
import { said } from '../said.ts';
import type { ThisWindow } from '../this-window.ts';
import { type LocalFile, localFile } from './file-copy.ts';
import { shownNumber, shownPercent } from './run-words.ts';
import { settleUnsaved } from './unsaved-file.ts';

export type Imported = Result<'dataset:import'>;

/** Milliseconds after which it is worth saying that a file is being read. */
const quickMs = 400;
/** Milliseconds between two looks at how far it is. */
const lookMs = 300;

function settledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    const done = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(done, done);
  });
}

type Progress = vscode.Progress<{ message?: string; increment?: number }>;

/** Tells how far the import is until it is over. Progress that cannot be had is no failure of the import. */
function follow(window: ThisWindow, file: LocalFile, progress: Progress, over: Promise<unknown>): void {
  let told = 0;
  const look = async (): Promise<void> => {
    const imports = await window.link.request('dataset:imports', {});
    const ours = imports.find((each) => each.path === file.path);
    if (!ours) return;
    const { percent, rows, step } = ours;
    const shown = shownPercent(percent);
    const message =
      step === 'reading'
        ? vscode.l10n.t('{0}, {1} rows read', shown, shownNumber(rows))
        : vscode.l10n.t('{0}, {1} rows stored', shown, shownNumber(rows));
    progress.report({ message, increment: Math.max(0, percent - told) });
    told = Math.max(told, percent);
  };
  const ask = () => void look().catch(() => {});
  ask();
  const timer = setInterval(ask, lookMs);
  const stop = (): void => clearInterval(timer);
  over.then(stop, stop);
}

/**
 * Reads a file into the store, with progress and Cancel when that takes long. Where its encoding cannot be told a person is
 * asked. Undefined when it was cancelled.
 */
export async function importFile(
  window: ThisWindow,
  file: LocalFile,
  encoding?: string,
): Promise<Imported | undefined> {
  try {
    return await read(window, file, encoding);
  } catch (error) {
    const other = await otherEncoding(error);
    if (other === undefined) throw error;
    return await read(window, file, other);
  } finally {
    await file.remove().catch((error: unknown) => window.log.warn('A copy stays.', { error }));
  }
}

/** What a person chooses when that can help; undefined when it cannot, or when the person does not want to. */
async function otherEncoding(error: unknown): Promise<string | undefined> {
  if (!(error instanceof AbaiError) || error.details?.choose !== 'encoding') return undefined;
  const choose = vscode.l10n.t('Choose Encoding…');
  if ((await vscode.window.showWarningMessage(said(error.message), choose)) !== choose) return undefined;
  const items = textEncodings.map(({ name, label }) => ({
    label: said(label),
    description: name,
    name,
  }));
  const title = vscode.l10n.t('In Which Encoding Is the File?');
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.name;
}

async function read(
  window: ThisWindow,
  file: LocalFile,
  encoding: string | undefined,
): Promise<Imported | undefined> {
  const abort = new AbortController();
  const table = { path: file.path, ...(encoding === undefined ? {} : { encoding }) };
  const reading = window.link.request('dataset:import', table, abort.signal).catch((error: unknown) => {
    if (error instanceof AbaiError && error.code === 'cancelled') return undefined;
    throw error;
  });
  if (await settledWithin(reading, quickMs)) return reading;
  const title = vscode.l10n.t('Reading {0} ({1})…', path.basename(file.path), dataSize(file.size));
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      token.onCancellationRequested(() => abort.abort());
      follow(window, file, progress, reading);
      return reading;
    },
  );
}

/** The same for a file of VS Code, of which an editor may hold changes. */
export async function importDataset(
  window: ThisWindow,
  uri: vscode.Uri,
  encoding?: string,
): Promise<Imported | undefined> {
  if (!(await settleUnsaved(uri))) return undefined;
  return importFile(window, await localFile(window, uri), encoding);
}
