import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { type PageElement, type PageWords, panelHtml } from '../../src/extension/panel-html.ts';
import type { Page as HostPage } from '../../src/gateway/page-session.ts';
import type { PageEnvelope } from '../../src/protocol/page.ts';
import { launchChromium, sharedChromium } from '../harness/chromium.ts';
import { collectPageCoverage, type PageCoverage } from '../harness/page-coverage.ts';
import { draw, picturesWanted } from '../harness/pictures.ts';
import { buildPanel, root } from './build-panel.ts';
import { ScriptedHost } from './scripted-host.ts';

export type ThemeName = 'dark' | 'light' | 'high-contrast' | 'high-contrast-light';

/** What VS Code gives a webview: read from a real one in each theme, the variables that the panel uses. */
const themes: Record<ThemeName, { bodyClass: string; kind: string; vars: Record<string, string> }> =
  JSON.parse(readFileSync(new URL('../fixtures/webview-themes.json', import.meta.url), 'utf8'));

export interface PanelPageOptions {
  /** Which of the pages; a comparison's unless told otherwise. */
  element?: PageElement;
  host?: ScriptedHost;
  /** What an earlier page of this panel kept. */
  kept?: unknown;
  theme?: ThemeName;
  size?: { width: number; height: number };
  /** A language beside English that pages have words in. */
  language?: 'de';
  /** Words of a language that nobody speaks. */
  words?: PageWords;
  reducedMotion?: 'reduce' | 'no-preference';
  /** Lets a benchmark put a worker beside the panel, which the page's policy forbids. */
  withoutPolicy?: boolean;
}

const contentTypes: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
  '.map': 'application/json',
};

const scripts: Record<PageElement, string> = {
  'abai-app': 'panel.js',
  'abai-run-app': 'run.js',
  'abai-activity-app': 'activity.js',
};

/** The page that the extension serves, with its policy. */
function documentOf(element: PageElement, origin: string, words: PageWords | undefined): string {
  const assets = { folder: `${origin}/dist/webview`, script: scripts[element], cspSource: origin };
  return panelHtml(element, assets, randomBytes(16).toString('base64url'), { words });
}

function wordsOf(language: string): PageWords {
  const read = (name: string) => readFileSync(path.join(root, `data/l10n/${name}.${language}.json`), 'utf8');
  return { language, json: read('webview'), sentences: read('sentences') };
}

async function serve(
  element: PageElement,
  words: PageWords | undefined,
): Promise<{ server: Server; origin: string }> {
  const files = await buildPanel();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://page');
    const file = files.get(pathname.replace('/dist/webview/', ''));
    if (pathname === '/') {
      const { port } = server.address() as AddressInfo;
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(documentOf(element, `http://127.0.0.1:${port}`, words));
    } else if (pathname === '/empty') {
      response.setHeader('content-type', 'text/html');
      response.end('<!DOCTYPE html><title>Empty</title>');
    } else if (file) {
      response.setHeader('content-type', contentTypes[path.extname(pathname)] ?? 'application/octet-stream');
      response.end(file);
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Runs in the page before its own scripts: what VS Code would have put there. */
function becomeWebview(setup: {
  vars: Record<string, string>;
  bodyClass: string;
  kind: string;
  kept: string | undefined;
}): void {
  const sheet = new CSSStyleSheet();
  (window as unknown as { abaiThemeSheet: CSSStyleSheet }).abaiThemeSheet = sheet;
  const variables = Object.entries(setup.vars).map(([name, value]) => `${name}:${value};`);
  sheet.replaceSync(
    `:root{${variables.join('')}} body{padding:0 20px;background:var(--vscode-editor-background)}`,
  );
  document.adoptedStyleSheets.push(sheet);
  document.addEventListener('DOMContentLoaded', () => {
    document.body.className = `vscode-body ${setup.bodyClass}`;
    document.body.dataset.vscodeThemeKind = setup.kind;
  });
  const key = 'state of the panel';
  if (setup.kept !== undefined) sessionStorage.setItem(key, sessionStorage.getItem(key) ?? setup.kept);
  const page = window as unknown as Record<string, unknown> & { abaiToHost(message: unknown): void };
  let acquired = false;
  page.acquireVsCodeApi = () => {
    if (acquired) throw new Error('An instance of the VS Code API has already been acquired');
    acquired = true;
    return {
      postMessage: (message: unknown) => page.abaiToHost(message),
      getState: () => JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined,
      setState: (state: unknown) => sessionStorage.setItem(key, JSON.stringify(state)),
    };
  };
  // What the page has put off for a moment, as a price while somebody types: it does not stand before that is done.
  const putOff = new Set<number>();
  page.abaiPutOff = putOff;
  const { setTimeout: later, clearTimeout: never } = window;
  page.setTimeout = (work: () => void, ms = 0, ...rest: unknown[]) => {
    const timer = later(() => {
      putOff.delete(timer);
      work(...(rest as []));
    }, ms);
    if (ms <= 1000) putOff.add(timer);
    return timer;
  };
  page.clearTimeout = (timer: number | undefined) => {
    putOff.delete(timer ?? 0);
    never(timer);
  };
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`securitypolicyviolation ${event.violatedDirective} ${event.blockedURI}`);
  });
}

/** Runs in the page: resolves when its fonts, updates and animations are over, and the browser has nothing to do. */
async function becomeIdle(): Promise<void> {
  const everyElement = (root: Document | ShadowRoot): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) =>
      element.shadowRoot ? [element, ...everyElement(element.shadowRoot)] : [element],
    );
  const { abaiPutOff } = window as unknown as { abaiPutOff: Set<number> };
  // A page may put things off for ever, one after the other.
  for (let tries = 0; abaiPutOff.size > 0 && tries < 100; tries += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  await document.fonts.ready;
  const elements = everyElement(document);
  await Promise.all(
    elements.map((element) => (element as { updateComplete?: Promise<unknown> }).updateComplete),
  );
  const ending = elements
    .flatMap((element) => element.getAnimations())
    .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
  await Promise.all(ending.map((animation) => animation.finished.catch(() => undefined)));
  await new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(resolve)));
}

/** The built panel in a real browser, under the page's real policy, with a scripted host behind it. */
export class PanelPage {
  readonly host: ScriptedHost;
  readonly page: Page;
  /** Console errors, uncaught errors, policy violations, and requests to anywhere else. */
  readonly problems: string[] = [];
  /** Of the page that is loaded. */
  session = '';
  /** All that the host has told the page. */
  readonly told: PageEnvelope[] = [];
  readonly #server: Server;
  readonly origin: string;
  readonly #listeners = new Set<(message: unknown) => void>();
  #coverage: PageCoverage | undefined;
  #sending: Promise<unknown> = Promise.resolve();
  /** Requests of the page for its files that have not ended yet. */
  #loading = 0;
  /** What has happened to the page so far: files asked for, messages in both directions. */
  #happened = 0;

  private constructor(page: Page, host: ScriptedHost, server: Server, origin: string) {
    this.page = page;
    this.host = host;
    this.#server = server;
    this.origin = origin;
  }

  static async open(browser: Browser, options: PanelPageOptions = {}): Promise<PanelPage> {
    const { server, origin } = await serve(
      options.element ?? 'abai-app',
      options.words ?? (options.language && wordsOf(options.language)),
    );
    const context = await browser.newContext({
      viewport: options.size ?? { width: 1280, height: 800 },
      reducedMotion: options.reducedMotion ?? 'reduce',
      bypassCSP: options.withoutPolicy ?? false,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const opened = new PanelPage(page, options.host ?? new ScriptedHost(), server, origin);
    await opened.#prepare(options);
    await page.goto(origin);
    return opened;
  }

  async #prepare({ theme = 'dark', kept }: PanelPageOptions): Promise<void> {
    const { page } = this;
    await page.context().route(
      (url) => url.origin !== this.origin,
      (route) => {
        this.problems.push(`asked for ${route.request().url()}`);
        return route.abort();
      },
    );
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('request', () => {
      this.#loading += 1;
      this.#happened += 1;
    });
    for (const ended of ['requestfinished', 'requestfailed'] as const) {
      page.on(ended as 'requestfinished', () => {
        this.#loading -= 1;
      });
    }
    await page.exposeFunction('abaiToHost', (message: unknown) => {
      const envelope = message as PageEnvelope;
      if (envelope.kind === 'open') this.session = envelope.session;
      this.#happened += 1;
      for (const listener of this.#listeners) listener(message);
    });
    // tsx names inner functions by a helper, which functions handed to the page do not find there.
    await page.addInitScript({ content: 'globalThis.__name ??= (named) => named;' });
    const keptText = kept === undefined ? undefined : JSON.stringify(kept);
    await page.addInitScript(becomeWebview, { ...themes[theme], kept: keptText });
    this.#coverage = await collectPageCoverage(page);
    this.host.connect(this.#hostPage());
  }

  #hostPage(): HostPage {
    return {
      post: (envelope: PageEnvelope) => {
        this.told.push(envelope);
        this.#happened += 1;
        const deliver = () => this.page.evaluate((message) => window.postMessage(message, '*'), envelope);
        // A page that is gone hears nothing, as in VS Code.
        this.#sending = this.#sending.then(deliver).catch(() => undefined);
        return this.#sending;
      },
      onMessage: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  /**
   * Waits until the page stands: nothing is being loaded or told, no element has an update before it, and the page
   * stayed so through two moments of idleness.
   */
  async stands(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      const before = this.#happened;
      await this.#sending;
      await this.page.evaluate(becomeIdle);
      quiet = this.#loading === 0 && this.#happened === before ? quiet + 1 : 0;
    }
  }

  /** The column of a model, by the model's name. */
  column(name: string): Locator {
    return this.page.locator('abai-column').filter({ has: this.page.locator(`h2[title^="${name} ("]`) });
  }

  /** As when a person chooses another theme: the page stays. */
  async showTheme(theme: ThemeName): Promise<void> {
    await this.page.evaluate(({ vars, bodyClass, kind }) => {
      const { abaiThemeSheet } = window as unknown as { abaiThemeSheet: CSSStyleSheet };
      const variables = Object.entries(vars).map(([name, value]) => `${name}:${value};`);
      abaiThemeSheet.replaceSync(
        `:root{${variables.join('')}} body{padding:0 20px;background:var(--vscode-editor-background)}`,
      );
      document.body.className = `vscode-body ${bodyClass}`;
      document.body.dataset.vscodeThemeKind = kind;
    }, themes[theme]);
  }

  /** Loads the page anew, as a window reload or a reveal does. */
  async reload(): Promise<void> {
    await this.#coverage?.take();
    await this.page.reload();
  }

  /** What the page would find after a reload. */
  async kept(): Promise<unknown> {
    return this.page.evaluate(() => JSON.parse(sessionStorage.getItem('state of the panel') ?? 'null'));
  }

  /** Writes out/screenshots/panel/NAME.png where pictures are wanted. */
  async screenshot(name: string): Promise<void> {
    if (picturesWanted) await draw(this.page, `panel/${name}`);
  }

  async close(): Promise<void> {
    await this.#coverage?.take();
    await this.page.context().close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export { launchChromium, sharedChromium };
