import * as vscode from 'vscode';
import type { Run } from '../../protocol/runs.ts';
import { said } from '../said.ts';
import { showFailure } from '../show-failure.ts';
import type { ThisWindow } from '../this-window.ts';
import { firstToTell } from '../told-once.ts';
import { exportRun } from './export-run.ts';
import { openRun, retryFailed, unblockRun } from './run-actions.ts';
import type { RunPanels } from './run-panels.ts';
import { endSentence, percentOf, shownPercent } from './run-words.ts';

/** Milliseconds that a window waits for one that the end concerns more. */
const waits = { own: 0, shown: 700, owner: 2000 };

/**
 * Tells the end of a run once, in one window of all that hear of it: the one that set it going; if that is gone, one
 * that shows the run in a tab; else the owner of the data folder. Who tells it leaves a mark, which only one can make.
 */
export class EndNotice {
  readonly #window: ThisWindow;
  readonly #panels: RunPanels;

  constructor(window: ThisWindow, panels: RunPanels) {
    this.#window = window;
    this.#panels = panels;
  }

  /** Milliseconds to wait, undefined when it is none of this window's business. */
  #wait(run: Run): number | undefined {
    if (this.#window.ownRuns.has(run.id)) return waits.own;
    if (this.#panels.shows(run.id)) return waits.shown;
    return this.#window.link.current?.role === 'owner' ? waits.owner : undefined;
  }

  /** Never fails: what goes wrong is shown. */
  async tell(run: Run): Promise<void> {
    try {
      const wait = this.#wait(run);
      // What a person paused or cancelled themselves is no news.
      const news = run.status === 'completed' || (run.status === 'paused' && run.pausedBecause !== 'person');
      if (wait === undefined || !news) return;
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      if (!(await firstToTell(this.#window, `${run.id}-${run.updatedAt}`))) return;
      if (run.status === 'completed') await this.#tellDone(run);
      else await this.#tellPaused(run);
    } catch (error) {
      void showFailure(this.#window, error);
    }
  }

  async #tellDone(run: Run): Promise<void> {
    const openIt = vscode.l10n.t('Open');
    const retry = vscode.l10n.t('Retry Failed');
    const exportIt = vscode.l10n.t('Export…');
    const sentence = endSentence(run);
    const answer =
      run.cells.failed > 0
        ? await vscode.window.showWarningMessage(sentence, openIt, retry, exportIt)
        : await vscode.window.showInformationMessage(sentence, openIt, exportIt);
    if (answer === openIt) await openRun(this.#window, run);
    if (answer === retry) await retryFailed(this.#window, run);
    if (answer === exportIt) await exportRun(this.#window, run.id);
  }

  async #tellPaused(run: Run): Promise<void> {
    const openIt = vscode.l10n.t('Open');
    const action = actionWord(run.pausedBecause);
    const at = shownPercent(percentOf(run));
    const sentence = vscode.l10n.t('“{0}” is paused at {1}. {2}', run.name, at, said(run.reason ?? ''));
    const answer = await vscode.window.showWarningMessage(sentence, action, openIt);
    if (answer === openIt) await openRun(this.#window, run);
    else if (answer === action) await unblockRun(this.#window, run);
  }
}

function actionWord(cause: Run['pausedBecause']): string {
  switch (cause) {
    case 'cost-cap':
      return vscode.l10n.t('Raise the Cap…');
    case 'key':
      return vscode.l10n.t('Set API Key…');
    case 'interrupted':
      return vscode.l10n.t('Continue');
    case 'batch':
      return vscode.l10n.t('Settle the Batch…');
    default:
      return vscode.l10n.t('Resume');
  }
}
