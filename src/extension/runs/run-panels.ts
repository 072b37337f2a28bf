import * as vscode from 'vscode';
import type { WorkbenchHandlers } from '../../gateway/page-session.ts';
import { type RunDraft, RunPageState } from '../../protocol/run-page.ts';
import { showFailure } from '../show-failure.ts';
import type { ThisWindow } from '../this-window.ts';
import { panelOptions } from '../webview-page.ts';
import { RunPanel } from './run-panel.ts';
import { runViewType } from './view-type.ts';

/** The tabs of runs in this window, at most one for each run. */
export class RunPanels {
  readonly #window: ThisWindow;
  readonly #handlers: WorkbenchHandlers;
  readonly #open = new Set<RunPanel>();

  constructor(window: ThisWindow, handlers: WorkbenchHandlers) {
    this.#window = window;
    this.#handlers = handlers;
  }

  #add(panel: vscode.WebviewPanel, wanted?: Promise<RunPageState>): RunPanel {
    const added = new RunPanel(this.#window, panel, this.#handlers, wanted);
    this.#open.add(added);
    panel.onDidDispose(() => this.#open.delete(added));
    return added;
  }

  #create(title: string, wanted: RunPageState): RunPanel {
    const panel = vscode.window.createWebviewPanel(
      runViewType,
      title,
      vscode.ViewColumn.Active,
      panelOptions(this.#window.context),
    );
    return this.#add(panel, Promise.resolve(wanted));
  }

  /** Opens the setup view. */
  setUp(title: string, draft: RunDraft): void {
    this.#create(title, { draft });
  }

  /** Brings the tab of a run to the front, or opens one. */
  show(runId: string, title: string): void {
    const shown = this.#showing(runId);
    if (shown) shown.reveal();
    else this.#create(title, { runId }).runId = runId;
  }

  #showing(runId: string): RunPanel | undefined {
    return [...this.#open].find((panel) => panel.runId === runId);
  }

  /** Whether a tab of this window shows the run. */
  shows(runId: string): boolean {
    return this.#showing(runId) !== undefined;
  }

  /** Whether a tab that a person can see now shows the run. */
  visible(runId: string): boolean {
    return this.#showing(runId)?.visible ?? false;
  }

  /** After a reload: the page knows by itself what it showed. VS Code may have lost that; then it is a new setup. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const shown = RunPageState.safeParse(state);
    const restored = this.#add(panel, shown.success ? undefined : Promise.resolve({ draft: {} }));
    if (shown.success) restored.runId = shown.data.runId;
    this.#window.link.link().catch((error: unknown) => showFailure(this.#window, error));
  }
}
