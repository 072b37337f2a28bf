import * as vscode from 'vscode';
import type { WorkbenchHandlers } from '../../gateway/page-session.ts';
import { showFailure } from '../show-failure.ts';
import type { ThisWindow } from '../this-window.ts';
import { panelOptions, servePage } from '../webview-page.ts';
import { activityViewType } from './view-type.ts';

/** The tab that shows what was asked and what it cost: one for each window. */
export class ActivityPanel {
  readonly #window: ThisWindow;
  readonly #handlers: WorkbenchHandlers;
  #panel: vscode.WebviewPanel | undefined;

  constructor(window: ThisWindow, handlers: WorkbenchHandlers) {
    this.#window = window;
    this.#handlers = handlers;
  }

  /** Brings the tab to the front, or opens it. */
  show(): void {
    if (this.#panel) {
      this.#panel.reveal();
      return;
    }
    this.#serve(
      vscode.window.createWebviewPanel(
        activityViewType,
        vscode.l10n.t('Activity'),
        vscode.ViewColumn.Active,
        panelOptions(this.#window.context),
      ),
    );
  }

  /** After a reload: the page knows by itself what it showed. */
  restore(panel: vscode.WebviewPanel): void {
    this.#serve(panel);
    this.#window.link.link().catch((error: unknown) => showFailure(this.#window, error));
  }

  #serve(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    servePage(this.#window, panel, {
      element: 'abai-activity-app',
      script: 'activity.js',
      client: this.#window.link,
      handlers: () => this.#handlers,
    });
  }
}
