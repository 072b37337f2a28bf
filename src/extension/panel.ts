import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { connectPage, type WorkbenchHandlers } from '../gateway/page-session.ts';
import type { PanelState } from '../protocol/page.ts';
import { panelHtml } from './panel-html.ts';
import type { ThisWindow } from './this-window.ts';

export const panelViewType = 'abai.comparison';

const titleLength = 60;

function assetRoot(context: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
}

export function panelOptions(context: vscode.ExtensionContext): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [assetRoot(context)] };
}

/** One tab: a page of ours, connected to the back end and to this window. */
export class Panel {
  /** What it shows; undefined for a composer. */
  comparisonId: string | undefined;
  readonly #panel: vscode.WebviewPanel;
  readonly #window: ThisWindow;
  /** What the page is to show, until it says that it shows something. */
  #wanted: Promise<PanelState> | undefined;

  constructor(
    window: ThisWindow,
    panel: vscode.WebviewPanel,
    handlers: Omit<WorkbenchHandlers, 'panel:state' | 'panel:showing'>,
    wanted?: Promise<PanelState>,
  ) {
    this.#window = window;
    this.#panel = panel;
    this.#wanted = wanted;
    const { context } = window;
    const icon = (theme: string) => vscode.Uri.joinPath(context.extensionUri, 'media', `panel-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = panelOptions(context);
    const connection = connectPage(
      {
        post: (envelope) => panel.webview.postMessage(envelope),
        onMessage: (listener) => {
          const subscription = panel.webview.onDidReceiveMessage(listener);
          return () => subscription.dispose();
        },
      },
      window.link,
      { ...handlers, 'panel:state': () => this.#state(), 'panel:showing': (shown) => this.#showing(shown) },
      window.log,
    );
    panel.onDidDispose(() => connection.dispose());
    panel.webview.html = this.#html();
  }

  #html(): string {
    const { webview } = this.#panel;
    const root = assetRoot(this.#window.context);
    const address = (file: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(root, file)).toString();
    return panelHtml(
      { script: address('panel.js'), codicons: address('codicon.css'), cspSource: webview.cspSource },
      randomBytes(16).toString('base64url'),
      vscode.env.language,
    );
  }

  async #state(): Promise<PanelState> {
    return (await this.#wanted) ?? {};
  }

  async #showing(shown: {
    comparisonId?: string | undefined;
    title: string;
  }): Promise<Record<string, never>> {
    this.comparisonId = shown.comparisonId;
    this.#wanted = undefined;
    const title = shown.title.trim();
    this.#panel.title =
      title.length > titleLength ? `${title.slice(0, titleLength - 1)}…` : title || 'A-B/AI';
    return {};
  }

  reveal(): void {
    this.#panel.reveal();
  }
}
