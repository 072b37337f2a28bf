import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { connectPage, type WorkbenchHandlers } from '../../src/gateway/page-session.ts';
import type { Client } from '../../src/protocol/client.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { NewEvent, StoredEvent } from '../../src/protocol/events.ts';
import type { MethodName, Params, Result } from '../../src/protocol/methods.ts';
import type { RunPageState } from '../../src/protocol/run-page.ts';
import { root } from './build-panel.ts';
import { demoModels, providerStates } from './fixtures.ts';
import type { ThemeName } from './panel-page.ts';

type Answers = { [M in MethodName]?: (params: Params<M>) => Promise<Result<M>> | Result<M> };

const themes: Record<ThemeName, { bodyClass: string; kind: string; vars: Record<string, string> }> =
  JSON.parse(readFileSync(new URL('../fixtures/webview-themes.json', import.meta.url), 'utf8'));

/** A back end and a window that do what a test says. */
export class StageHost {
  readonly requests: { method: string; params: Record<string, unknown> }[] = [];
  state: RunPageState = {};
  readonly answers: Answers = {
    'models:get-all': () => demoModels,
    'providers:list': () => providerStates,
  };
  readonly window: WorkbenchHandlers = { 'run-page:state': async () => this.state };
  readonly #events = new Set<(event: StoredEvent) => void>();
  #seq = 1;

  readonly client: Client = {
    request: async <M extends MethodName>(method: M, params: Params<M>) => {
      this.requests.push({ method, params: params as Record<string, unknown> });
      const answer = this.answers[method] as ((params: Params<M>) => Promise<Result<M>>) | undefined;
      if (!answer) throw new AbaiError('unavailable', `Nobody scripted ${method}.`);
      return answer(params);
    },
    onEvent: (listener) => {
      this.#events.add(listener);
      return () => this.#events.delete(listener);
    },
    onDelta: () => () => undefined,
  };

  asked(method: string): Record<string, unknown>[] {
    return this.requests.filter((request) => request.method === method).map(({ params }) => params);
  }

  publish(event: NewEvent): void {
    const stored = { ...event, seq: this.#seq++, at: 0 } as StoredEvent;
    for (const listener of this.#events) listener(structuredClone(stored));
  }
}

let bundled: Promise<string> | undefined;

async function bundle(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/webview/run-stage-page.ts'],
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'chrome128',
    tsconfig: 'webview/tsconfig.json',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0]!.text;
}

const origin = 'http://localhost';
const policy = `default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; style-src ${origin} 'nonce-n'; font-src ${origin}`;
const html = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Stage</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${origin}/codicon.css" id="vscode-codicon-stylesheet" nonce="n"></head>
<body><main></main><script type="module" nonce="n" src="${origin}/stage.js"></script></body></html>`;

/** One view of the run's page in a real browser, under the page's policy, with a scripted host behind it. */
export class RunStage {
  readonly page: Page;
  /** Console errors, uncaught errors and policy violations. */
  readonly problems: string[] = [];

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(
    browser: Browser,
    host: StageHost,
    theme: ThemeName = 'dark',
    size = { width: 1000, height: 900 },
  ): Promise<RunStage> {
    bundled ??= bundle();
    const script = await bundled;
    const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    const stage = new RunStage(page);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) stage.problems.push(message.text());
    });
    page.on('pageerror', (error) => stage.problems.push(String(error)));
    await stage.#serve(script);
    await stage.#connect(host);
    await page.addInitScript({ content: 'globalThis.__name ??= (named) => named;' });
    await page.addInitScript(becomeWebview, themes[theme]);
    await page.goto(origin);
    return stage;
  }

  async #serve(script: string): Promise<void> {
    const codicons = path.join(root, 'node_modules/@vscode/codicons/dist');
    await this.page.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
      if (pathname === '/stage.js') return route.fulfill({ contentType: 'text/javascript', body: script });
      if (pathname === '/codicon.css') return route.fulfill({ path: path.join(codicons, 'codicon.css') });
      if (pathname === '/codicon.ttf') return route.fulfill({ path: path.join(codicons, 'codicon.ttf') });
      this.problems.push(`asked for ${route.request().url()}`);
      return route.abort();
    });
  }

  async #connect(host: StageHost): Promise<void> {
    const listeners = new Set<(message: unknown) => void>();
    await this.page.exposeFunction('abaiToHost', (message: unknown) => {
      for (const listener of listeners) listener(message);
    });
    let sending: Promise<unknown> = Promise.resolve();
    const logged = Object.fromEntries(
      Object.entries(host.window).map(([method, handler]) => [
        method,
        (params: unknown, signal: AbortSignal) => {
          host.requests.push({ method, params: params as Record<string, unknown> });
          return (handler as (params: unknown, signal: AbortSignal) => Promise<unknown>)(params, signal);
        },
      ]),
    ) as WorkbenchHandlers;
    const page = {
      post: (envelope: unknown) => {
        sending = sending
          .then(() => this.page.evaluate((message) => window.postMessage(message, '*'), envelope))
          .catch(() => undefined);
        return sending;
      },
      onMessage: (listener: (message: unknown) => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    connectPage(page, host.client, logged, { debug() {}, info() {}, warn() {}, error() {} });
  }

  async kept(): Promise<RunPageState> {
    return this.page.evaluate(() => (window as unknown as { kept: RunPageState }).kept);
  }

  /** Writes out/screenshots/panel/NAME.png. */
  async screenshot(name: string): Promise<void> {
    const folder = path.join(root, 'out/screenshots/panel');
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** Runs in the page before its own scripts: what VS Code would have put there. */
function becomeWebview({
  vars,
  bodyClass,
  kind,
}: {
  vars: Record<string, string>;
  bodyClass: string;
  kind: string;
}): void {
  const sheet = new CSSStyleSheet();
  const variables = Object.entries(vars).map(([name, value]) => `${name}:${value};`);
  sheet.replaceSync(`:root{${variables.join('')}} main{height:100%;margin:0}`);
  document.adoptedStyleSheets.push(sheet);
  document.addEventListener('DOMContentLoaded', () => {
    document.body.className = `vscode-body ${bodyClass}`;
    document.body.dataset.vscodeThemeKind = kind;
  });
  const page = window as unknown as Record<string, unknown> & { abaiToHost(message: unknown): void };
  page.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => page.abaiToHost(message),
    getState: () => undefined,
    setState: (state: unknown) => {
      page.kept = state;
    },
  });
}
