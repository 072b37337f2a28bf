import type { Browser, Page } from 'playwright-core';
import {
  connectPage,
  type Page as HostPage,
  type WorkbenchHandlers,
} from '../../src/gateway/page-session.ts';
import type { Client } from '../../src/protocol/client.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { NewEvent, StoredEvent } from '../../src/protocol/events.ts';
import type { MethodName, Params, Result } from '../../src/protocol/methods.ts';
import type { RunPageState } from '../../src/protocol/run-page.ts';
import { demoModels, providerStates } from './fixtures.ts';
import { PanelPage, type ThemeName } from './panel-page.ts';
import type { ScriptedHost } from './scripted-host.ts';

type Answer<M extends MethodName> = (
  params: Params<M>,
  signal?: AbortSignal,
) => Promise<Result<M>> | Result<M>;
type Answers = { [M in MethodName]?: Answer<M> };

/** A back end and a window of the run's page, in which a test may answer every request of both itself. */
export class StageHost {
  readonly requests: { method: string; params: Record<string, unknown> }[] = [];
  state: RunPageState = {};
  readonly answers: Answers = {
    'models:get-all': () => demoModels,
    'providers:list': () => providerStates,
    'run:grid': () => ({ total: 0, rows: [] }),
    'batch:list': () => [],
  };
  readonly window: WorkbenchHandlers = {
    'run-page:state': async () => this.state,
    'run-page:showing': async () => ({}),
  };
  readonly #events = new Set<(event: StoredEvent) => void>();
  #seq = 1;

  readonly #client: Client = {
    request: async <M extends MethodName>(method: M, params: Params<M>, signal?: AbortSignal) => {
      this.requests.push({ method, params: params as Record<string, unknown> });
      const answer = this.answers[method] as Answer<M> | undefined;
      if (!answer) throw new AbaiError('unavailable', `Nobody scripted ${method}.`);
      return answer(params, signal);
    },
    onEvent: (listener) => {
      this.#events.add(listener);
      return () => this.#events.delete(listener);
    },
    onDelta: () => () => undefined,
  };

  connect(page: HostPage): { dispose(): void } {
    const logged = Object.fromEntries(
      Object.entries(this.window).map(([method, handler]) => [
        method,
        (params: unknown, signal: AbortSignal) => {
          this.requests.push({ method, params: params as Record<string, unknown> });
          return (handler as (params: unknown, signal: AbortSignal) => Promise<unknown>)(params, signal);
        },
      ]),
    ) as WorkbenchHandlers;
    return connectPage(page, this.#client, logged, { debug() {}, info() {}, warn() {}, error() {} });
  }

  asked(method: string): Record<string, unknown>[] {
    return this.requests.filter((request) => request.method === method).map(({ params }) => params);
  }

  publish(event: NewEvent): void {
    const stored = { ...event, seq: this.#seq++, at: 0 } as StoredEvent;
    for (const listener of this.#events) listener(structuredClone(stored));
  }
}

/** The run's page at its setup, or at the summary of the run that the host wants shown. */
export class RunStage {
  readonly page: Page;
  /** Console errors, uncaught errors, policy violations, and requests to anywhere else. */
  readonly problems: string[];
  readonly #panel: PanelPage;

  private constructor(panel: PanelPage) {
    this.#panel = panel;
    this.page = panel.page;
    this.problems = panel.problems;
  }

  static async open(
    browser: Browser,
    host: StageHost,
    theme: ThemeName = 'dark',
    size = { width: 1000, height: 900 },
  ): Promise<RunStage> {
    const { runId } = host.state;
    const panel = await PanelPage.open(browser, {
      element: 'abai-run-app',
      // All that a page does with its host is to connect it.
      host: host as unknown as ScriptedHost,
      theme,
      size,
      ...(runId === undefined ? {} : { kept: { runId, tab: 'summary' } }),
    });
    return new RunStage(panel);
  }

  /** What the page would find after a reload. */
  async kept(): Promise<RunPageState> {
    return (await this.#panel.kept()) as RunPageState;
  }

  /** Loads the page anew, as a window reload does. */
  async reload(): Promise<void> {
    await this.#panel.reload();
  }

  /** Writes out/screenshots/panel/NAME.png where pictures are wanted. */
  async screenshot(name: string): Promise<void> {
    await this.#panel.screenshot(name);
  }

  async close(): Promise<void> {
    await this.#panel.close();
  }
}
