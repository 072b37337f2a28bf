import type * as vscode from 'vscode';
import type { WorkbenchHandlers } from '../gateway/page-session.ts';
import type { FirstSight, PanelState } from '../protocol/page.ts';
import type { ThisWindow } from './this-window.ts';
import { servePage, tabTitle } from './webview-page.ts';

export const panelViewType = 'abai.comparison';

/** One tab: a page of ours, connected to the back end and to this window. */
export class Panel {
  /** What it shows; undefined for a composer. */
  comparisonId: string | undefined;
  readonly #panel: vscode.WebviewPanel;
  /** What the page is to show, until it says that it shows something. */
  #wanted: Promise<FirstSight> | undefined;

  constructor(
    window: ThisWindow,
    panel: vscode.WebviewPanel,
    handlers: Omit<WorkbenchHandlers, 'panel:state' | 'panel:showing'>,
    wanted?: Promise<FirstSight>,
  ) {
    this.#panel = panel;
    this.#wanted = wanted;
    servePage(window, panel, {
      element: 'abai-app',
      script: 'panel.js',
      client: window.link,
      ...(wanted === undefined ? {} : { first: wanted }),
      handlers: {
        ...handlers,
        'panel:state': () => this.#state(),
        'panel:showing': (shown) => this.#showing(shown),
      },
    });
  }

  async #state(): Promise<PanelState> {
    return (await this.#wanted)?.state ?? {};
  }

  async #showing(shown: {
    comparisonId?: string | undefined;
    title: string;
  }): Promise<Record<string, never>> {
    this.comparisonId = shown.comparisonId;
    this.#wanted = undefined;
    this.#panel.title = tabTitle(shown.title);
    return {};
  }

  reveal(): void {
    this.#panel.reveal();
  }
}
