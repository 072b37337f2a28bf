import * as vscode from 'vscode';
import { spentOn } from '../../core/cost.ts';
import type { Run } from '../../protocol/runs.ts';
import { costWord } from '../cost-word.ts';

/** Cells that are over, whichever way. */
export function endedCells({ cells }: Run): number {
  return cells.succeeded + cells.failed + cells.cancelled;
}

/** 0 to 100, and 100 only when nothing is left. */
export function percentOf(run: Run): number {
  return run.cells.total === 0 ? 0 : Math.floor((100 * endedCells(run)) / run.cells.total);
}

export function shownPercent(percent: number): string {
  return new Intl.NumberFormat(vscode.env.language, { style: 'percent' }).format(percent / 100);
}

export function shownNumber(value: number): string {
  return new Intl.NumberFormat(vscode.env.language).format(value);
}

/** For example `50 rows × 2 models × 3 times`. */
export function shapeOf(run: Run): string {
  const models = new Set(run.variants.map(({ model }) => model)).size;
  const prompts = run.prompts.length;
  const parts = [
    run.rows.taken === 1 ? vscode.l10n.t('1 row') : vscode.l10n.t('{0} rows', shownNumber(run.rows.taken)),
    models === 1 ? vscode.l10n.t('1 model') : vscode.l10n.t('{0} models', models),
    ...(prompts === 1 ? [] : [vscode.l10n.t('{0} prompts', prompts)]),
    ...(run.repeats === 1 ? [] : [vscode.l10n.t('{0} times', run.repeats)]),
  ];
  return parts.join(' × ');
}

/** How a run stands, as the history says it beside its shape. */
export function standing(run: Run): string {
  const percent = shownPercent(percentOf(run));
  switch (run.status) {
    case 'running':
      return run.waitsForKey === undefined ? percent : vscode.l10n.t('{0}, waits for a key', percent);
    case 'paused':
      return pausedAt(run, percent);
    case 'cancelled':
      return vscode.l10n.t('cancelled at {0}', percentAnswered(run));
    case 'completed':
      return run.cells.failed > 0 ? vscode.l10n.t('{0} failed', shownNumber(run.cells.failed)) : '';
  }
}

function pausedAt({ pausedBecause }: Run, percent: string): string {
  switch (pausedBecause) {
    case 'cost-cap':
      return vscode.l10n.t('paused at {0} by its cost cap', percent);
    case 'key':
      return vscode.l10n.t('paused at {0}, needs a key', percent);
    case 'interrupted':
      return vscode.l10n.t('interrupted at {0}', percent);
    case 'batch':
      return vscode.l10n.t('paused at {0}, a batch is unclear', percent);
    default:
      return vscode.l10n.t('paused at {0}', percent);
  }
}

/** A cancelled run has ended all its cells: what counts is how many were asked. */
function percentAnswered({ cells }: Run): string {
  const asked = cells.succeeded + cells.failed;
  return shownPercent(cells.total === 0 ? 0 : Math.floor((100 * asked) / cells.total));
}

/** What came of a run that is over, as one sentence. */
export function endSentence(run: Run): string {
  const { succeeded, failed, total } = run.cells;
  const parts = [
    vscode.l10n.t('{0} of {1} answered', shownNumber(succeeded), shownNumber(total)),
    ...(failed > 0 ? [vscode.l10n.t('{0} failed', shownNumber(failed))] : []),
    run.cost.basis === 'unknown' ? vscode.l10n.t('cost unknown') : costWord(spentOn(run)),
  ];
  return vscode.l10n.t('“{0}” is done: {1}.', run.name, parts.join(', '));
}
