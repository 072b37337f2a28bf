import type * as vscode from 'vscode';
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
  #wanted: Promise<FirstSight | undefined> | undefined;

  constructor(
    window: ThisWindow,
    panel: vscode.WebviewPanel,
    wanted: Promise<FirstSight | undefined>,
    atStart: boolean,
  ) {
    this.#panel = panel;
    this.#wanted = wanted;
    servePage(window, panel, {
      element: 'abai-app',
      script: 'panel.js',
      next: ['markdown.js'],
      atStart,
      client: window.link,
      first: wanted,
      handlers: async () => ({
        ...(await window.pageHandlers()),
        'panel:state': () => this.#state(),
        'panel:showing': (shown) => this.#showing(shown),
      }),
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

  /** Not behind another tab. */
  get isInSight(): boolean {
    return this.#panel.visible;
  }

  reveal(): void {
    this.#panel.reveal();
  }
}
