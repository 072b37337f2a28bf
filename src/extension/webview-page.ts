import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { connectPage, type WorkbenchHandlers } from '../gateway/page-session.ts';
import type { Client } from '../protocol/client.ts';
import { pageWords } from './page-words.ts';
import { type PageElement, type PageWords, panelHtml } from './panel-html.ts';
import type { ThisWindow } from './this-window.ts';

const titleLength = 60;

function assetRoot(context: vscode.ExtensionContext): vscode.Uri {
  return vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
}

export function panelOptions(context: vscode.ExtensionContext): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [assetRoot(context)] };
}

/** What a tab says: short enough to leave room for others. */
export function tabTitle(text: string): string {
  const title = text.trim();
  return title.length > titleLength ? `${title.slice(0, titleLength - 1)}…` : title || 'A-B/AI';
}

export interface ServedPage {
  /** The element that is the page, and the script of dist/webview/ that defines it. */
  element: PageElement;
  script: string;
  handlers: WorkbenchHandlers;
  /** What the page reaches the back end by. */
  client: Client;
  /** What it can show at once, if that is known soon enough. */
  first?: Promise<unknown>;
}

/**
 * Milliseconds. VS Code takes longer than that to make ready a webview without content, so that waiting costs nothing
 * and saves the page two questions.
 */
const firstSightWaitMs = 40;
/** Characters of JSON; what is longer is quicker to ask for. */
const firstSightLimit = 300_000;

async function soon(first: Promise<unknown>): Promise<unknown> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, firstSightWaitMs, undefined).unref());
  const content = await Promise.race([first.catch(() => undefined), late]);
  return content !== undefined && JSON.stringify(content).length <= firstSightLimit ? content : undefined;
}

/** Fills a webview with a page of ours and connects it, until the webview is disposed. */
export function servePage(
  { context, log }: ThisWindow,
  panel: vscode.WebviewPanel,
  { element, script, handlers, client, first }: ServedPage,
): void {
  const { webview } = panel;
  const icon = (theme: string) => vscode.Uri.joinPath(context.extensionUri, 'media', `panel-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  webview.options = panelOptions(context);
  const connection = connectPage(
    {
      post: (envelope) => webview.postMessage(envelope),
      onMessage: (listener) => {
        const subscription = webview.onDidReceiveMessage(listener);
        return () => subscription.dispose();
      },
    },
    client,
    handlers,
    log,
  );
  let open = true;
  panel.onDidDispose(() => {
    open = false;
    connection.dispose();
  });
  const address = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(assetRoot(context), file)).toString();
  const assets = { script: address(script), codicons: address('codicon.css'), cspSource: webview.cspSource };
  const random = () => randomBytes(16).toString('base64url');
  const fill = (content?: unknown, words?: PageWords): void => {
    const sight = content === undefined ? undefined : { id: random(), content };
    if (open) webview.html = panelHtml(element, assets, random(), { first: sight, words });
  };
  const words = pageWords(context.extensionUri)?.catch((error: unknown) => {
    log.warn('The words of pages could not be read, so they are English.', { error });
    return undefined;
  });
  if (!first && !words) fill();
  else void Promise.all([first && soon(first), words]).then(([content, found]) => fill(content, found));
}
