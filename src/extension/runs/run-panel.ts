import type * as vscode from 'vscode';
import type { WorkbenchHandlers } from '../../gateway/page-session.ts';
import type { RunPageState } from '../../protocol/run-page.ts';
import type { ThisWindow } from '../this-window.ts';
import { servePage, tabTitle } from '../webview-page.ts';

/** The tab of a run, or of one that is being set up. */
export class RunPanel {
  /** What it shows; undefined for the setup view. */
  runId: string | undefined;
  readonly #panel: vscode.WebviewPanel;
  /** What the page is to show, until it says that it shows something. */
  #wanted: Promise<RunPageState> | undefined;

  constructor(
    window: ThisWindow,
    panel: vscode.WebviewPanel,
    handlers: Omit<WorkbenchHandlers, 'run-page:state' | 'run-page:showing'>,
    wanted?: Promise<RunPageState>,
  ) {
    this.#panel = panel;
    this.#wanted = wanted;
    servePage(window, panel, {
      element: 'abai-run-app',
      script: 'run.js',
      client: window.ownRuns.through(window.link),
      handlers: () => ({
        ...handlers,
        'run-page:state': async () => (await this.#wanted) ?? {},
        'run-page:showing': async ({ runId, title }) => {
          this.runId = runId;
          this.#wanted = undefined;
          this.#panel.title = tabTitle(title);
          return {};
        },
      }),
    });
  }

  reveal(): void {
    this.#panel.reveal();
  }

  get visible(): boolean {
    return this.#panel.visible;
  }
}
