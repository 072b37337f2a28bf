import * as vscode from 'vscode';
import type { Run } from '../../protocol/runs.ts';
import { endedCells, percentOf, shapeOf, shownPercent } from './run-words.ts';

/** How far the runs that run are, all together. */
function overall(runs: readonly Run[]): number {
  const total = runs.reduce((sum, run) => sum + run.cells.total, 0);
  const ended = runs.reduce((sum, run) => sum + endedCells(run), 0);
  return total === 0 ? 0 : Math.floor((100 * ended) / total);
}

/** Says in the status bar how many runs run and how far they are; there only while one runs. */
export class RunStatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('abai.runs', vscode.StatusBarAlignment.Left, 0);

  constructor() {
    this.#item.name = vscode.l10n.t('A-B/AI Runs');
    this.#item.command = 'abai.showRuns';
  }

  /** What it says; undefined while it is hidden. */
  get text(): string | undefined {
    return this.#visible ? this.#item.text : undefined;
  }

  #visible = false;

  show(runs: readonly Run[]): void {
    this.#visible = runs.length > 0;
    if (!this.#visible) {
      this.#item.hide();
      return;
    }
    const percent = shownPercent(overall(runs));
    const count = runs.length === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', runs.length);
    const text = `$(sync~spin) ${count} ${percent}`;
    if (text === this.#item.text) return;
    this.#item.text = text;
    this.#item.tooltip = runs
      .map((run) => `${run.name} (${shapeOf(run)}): ${shownPercent(percentOf(run))}`)
      .join('\n');
    this.#item.accessibilityInformation = { label: `A-B/AI: ${count}, ${percent}`, role: 'button' };
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
