import * as vscode from 'vscode';
import type { NativeBatch } from '../../protocol/batches.ts';
import type { Run } from '../../protocol/runs.ts';
import { said } from '../said.ts';
import type { ThisWindow } from '../this-window.ts';

/**
 * Asks what became of each submit whose answer was lost, which only a person can see at the provider. Settled ones go on
 * by themselves. False when there was none to ask about.
 */
export async function settleBatches(window: ThisWindow, run: Run): Promise<boolean> {
  if (!run.variants.some(({ native }) => native)) return false;
  const batches = await window.link.request('batch:list', { runId: run.id });
  const unclear = batches.filter(({ status }) => status === 'ambiguous');
  for (const batch of unclear) {
    const as = await whatBecameOf(batch);
    if (as === undefined) break;
    await window.ownRuns.through(window.link).request('batch:resolve', { batchId: batch.id, as });
  }
  return unclear.length > 0;
}

async function whatBecameOf(batch: NativeBatch): Promise<'lost' | { providerBatchId: string } | undefined> {
  const lost = {
    label: vscode.l10n.t('It never arrived'),
    detail: vscode.l10n.t('It is submitted again. If it did arrive, it is paid for twice.'),
  };
  const there = {
    label: vscode.l10n.t('The provider shows it…'),
    detail: vscode.l10n.t('You write the id that it has there.'),
  };
  const chosen = await vscode.window.showQuickPick([there, lost], {
    title: vscode.l10n.t('What became of the batch of {0} requests?', batch.total),
    placeHolder: said(batch.error ?? ''),
    ignoreFocusOut: true,
  });
  if (chosen === lost) return 'lost';
  if (chosen !== there) return undefined;
  const id = await vscode.window.showInputBox({
    title: vscode.l10n.t('Id of the Batch at the Provider'),
    prompt: vscode.l10n.t('As its list of batches shows it.'),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Write the id.') : undefined),
  });
  const providerBatchId = id?.trim() ?? '';
  return providerBatchId === '' ? undefined : { providerBatchId };
}
