import * as vscode from 'vscode';
import type { Run } from '../../protocol/runs.ts';
import { showFailure } from '../show-failure.ts';
import type { ThisWindow } from '../this-window.ts';
import { pauseRun } from './run-actions.ts';
import { endedCells, percentOf, shownNumber } from './run-words.ts';

/** The notification of one run while it runs. Its Cancel pauses: what was answered stays, and the run can go on. */
export class RunProgress {
  #told = 0;
  #report: ((step: { message: string; increment: number }) => void) | undefined;
  #end: (() => void) | undefined;

  constructor(window: ThisWindow, run: Run) {
    const ended = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    void vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Running “{0}” (Cancel pauses it)', run.name),
        cancellable: true,
      },
      (progress, token) => {
        token.onCancellationRequested(() => {
          pauseRun(window, run).catch((error: unknown) => showFailure(window, error));
        });
        this.#report = (step) => progress.report(step);
        this.show(run);
        return ended;
      },
    );
  }

  show(run: Run): void {
    const percent = percentOf(run);
    if (percent === this.#told && percent > 0) return;
    const message = vscode.l10n.t(
      '{0} of {1} done',
      shownNumber(endedCells(run)),
      shownNumber(run.cells.total),
    );
    // A retry takes it back; VS Code's bar only goes on.
    this.#report?.({ message, increment: Math.max(0, percent - this.#told) });
    this.#told = Math.max(percent, this.#told);
  }

  end(): void {
    this.#end?.();
  }
}
