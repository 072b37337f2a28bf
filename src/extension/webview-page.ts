import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Page, WorkbenchHandlers } from '../gateway/page-session.ts';
import type { Client } from '../protocol/client.ts';
import { pageWords } from './page-words.ts';
import { type PageElement, type PageWords, type PanelAssets, panelHtml } from './panel-html.ts';
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
  /** Scripts there that its first words need. */
  next?: readonly string[];
  /** The window is starting. */
  atStart?: boolean;
  /** Asked for once the page is on its way. */
  handlers(): WorkbenchHandlers | Promise<WorkbenchHandlers>;
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

/** The webview as the page's other end. What comes before anybody listens waits. */
function pageOf(webview: vscode.Webview): Page {
  const early: unknown[] = [];
  let hear = (message: unknown): void => void early.push(message);
  const subscription = webview.onDidReceiveMessage((message) => hear(message));
  return {
    post: (envelope) => webview.postMessage(envelope),
    onMessage(listener) {
      hear = listener;
      for (const message of early.splice(0)) listener(message);
      return () => subscription.dispose();
    },
  };
}

/**
 * Fills a webview with a page of ours and connects it, until the webview is disposed. The page is on its way while what
 * connects it is still loaded.
 */
export function servePage(
  { context, log }: ThisWindow,
  panel: vscode.WebviewPanel,
  { element, script, next = [], atStart = false, handlers, client, first }: ServedPage,
): void {
  const { webview } = panel;
  const icon = (theme: string) => vscode.Uri.joinPath(context.extensionUri, 'media', `panel-${theme}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  webview.options = panelOptions(context);
  const page = pageOf(webview);
  let open = true;
  let connection: { dispose(): void } | undefined;
  panel.onDidDispose(() => {
    open = false;
    connection?.dispose();
  });
  const folder = assetRoot(context);
  const read = (file: string): string => readFileSync(vscode.Uri.joinPath(folder, file).fsPath, 'utf8');
  const assets: PanelAssets = {
    folder: webview.asWebviewUri(folder).toString(),
    script,
    ...(atStart ? { inline: { code: read(script), codicons: read('codicon.css'), next } } : {}),
    cspSource: webview.cspSource,
  };
  const random = () => randomBytes(16).toString('base64url');
  const fill = (content?: unknown, words?: PageWords): void => {
    const sight = content === undefined ? undefined : { id: random(), content };
    if (open) webview.html = panelHtml(element, assets, random(), { first: sight, words });
  };
  const words = pageWords(context.extensionUri)?.catch((error: unknown) => {
    log.warn('The words of pages could not be read, so they are English.', { error });
    return undefined;
  });
  Promise.all([first && soon(first), words])
    .then(async ([content, found]) => {
      fill(content, found);
      // Only now: loading it keeps this thread busy for longer than the page takes to be on its way.
      const [{ connectPage }, handling] = await Promise.all([
        import('../gateway/page-session.ts'),
        handlers(),
      ]);
      if (open) connection = connectPage(page, client, handling, log);
    })
    .catch((error: unknown) => log.error('A page could not be connected.', { error }));
}
