import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackend } from '../../src/backend/backend.ts';
import type { Backend } from '../../src/core/ports/backend.ts';
import type { Caller } from '../../src/core/ports/caller.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { Endpoints } from '../../src/core/ports/endpoints.ts';
import type { Log } from '../../src/core/ports/log.ts';
import type { GenerationRequest, ListedModel, Part, ProviderEntry } from '../../src/core/ports/provider.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { Tools } from '../../src/core/ports/tools.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { MessageDelta, StoredEvent } from '../../src/protocol/events.ts';
import type { MethodName, Params, Result } from '../../src/protocol/methods.ts';
import type { ModelDefinition } from '../../src/protocol/models.ts';
import { httpFetch } from '../../src/runtime/http-fetch.ts';
import { timeOrderedIds } from '../../src/runtime/time-ordered-ids.ts';
import { WorkerTrials } from '../../src/runtime/trials/worker-trials.ts';
import { LocalEngine } from '../../src/store/engine/local-engine.ts';
import { openOrSetAside } from '../../src/store/engine/open-or-set-aside.ts';
import { migrate } from '../../src/store/migrate.ts';
import { migrations } from '../../src/store/migrations/all.ts';
import { applyRestore } from '../../src/store/restore.ts';
import { sqliteStore } from '../../src/store/sqlite-store.ts';

/** One call that a scripted model received; the test says what it answers. */
export interface Call {
  request: GenerationRequest;
  apiKey: string | undefined;
  signal: AbortSignal;
  say(...parts: Part[]): void;
  fail(error: Error): void;
}

/** A clock whose timers fire when the test lets time pass. */
export function steppedClock(): Clock & { pass(ms: number): void } {
  let now = Date.UTC(2026, 10, 21);
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    monotonic: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.callback();
      }
      now = end;
    },
  };
}

function orThrow<T>(value: T | AbaiError): T {
  if (value instanceof AbaiError) throw value;
  return value;
}

function scriptedModel(id: string): ModelDefinition {
  return {
    id,
    name: `Model ${id}`,
    provider: 'openai',
    description: '',
    contextSize: 1000,
    pricing: { prompt: 2, completion: 10 },
    features: ['streaming'],
  };
}

/** The real back end on a real store in a folder of its own, with models that answer as the test says. */
export class World {
  readonly calls: Call[] = [];
  readonly events: StoredEvent[] = [];
  readonly deltas: MessageDelta[] = [];
  readonly logged: string[] = [];
  readonly clock = steppedClock();
  readonly keys: Record<string, string> = { openai: 'k'.repeat(40) };
  /** What each key was bound to when it was saved. */
  readonly origins: Record<string, string> = {};
  /** What the caller's own settings say. */
  endpoints: Endpoints = {};
  models: readonly unknown[] = [];
  /** What can run where the caller is. */
  tools: Tools | undefined;
  /** What the scripted provider answers to a connection test and to a request for its models. */
  connection: string | AbaiError = 'Connected.';
  listed: ListedModel[] | AbaiError = [];
  readonly dir: string;
  /** Beside the scripted one. */
  readonly #further: readonly ProviderEntry[];
  #waiting: (() => void)[] = [];
  backend!: Backend;
  store!: Store;
  /** Under the store, for what no method of it does. */
  engine!: LocalEngine;

  private constructor(dir: string, further: readonly ProviderEntry[]) {
    this.dir = dir;
    this.#further = further;
  }

  static async open(further: readonly ProviderEntry[] = []): Promise<World> {
    const world = new World(await mkdtemp(join(tmpdir(), 'abai-backend-')), further);
    await world.reopen();
    return world;
  }

  readonly caller: Caller = {
    clientId: 'client-1',
    vault: {
      get: async (name) => this.keys[name],
      set: async (name, key, origin) => {
        this.keys[name] = key;
        this.origins[name] = origin;
      },
      delete: async (name) => {
        delete this.keys[name];
        delete this.origins[name];
      },
      origins: async () => this.origins,
      hints: async () =>
        Object.fromEntries(Object.entries(this.keys).map(([name, key]) => [name, key.slice(-4)])),
    },
    endpoints: () => this.endpoints,
    models: () => this.models,
    // Looked at with each use: a test may take them away.
    tools: {
      list: async () => (await this.tools?.list()) ?? { tools: [], mostRounds: 8 },
      run: async (call, options) => {
        if (!this.tools) throw new AbaiError('unavailable', 'The window is gone.');
        return this.tools.run(call, options);
      },
    },
  };

  /** Opens a back end on the same folder, as the next window would; the one before must be closed or dropped. */
  async reopen(): Promise<void> {
    const log = this.#log();
    // In this thread: a worker for each test costs a second, and the store has tests of its own for that.
    const databasePath = join(this.dir, 'ab-ai.db');
    await applyRestore(databasePath);
    const engine = await LocalEngine.open(databasePath);
    this.engine = engine;
    const schemaVersion = await migrate(engine, migrations, () => this.clock.now());
    this.store = sqliteStore({
      engine,
      databasePath,
      schemaVersion,
      notices: [],
      openFile: openOrSetAside,
      now: () => this.clock.now(),
    });
    this.backend = await createBackend({
      store: this.store,
      providers: [this.#entry(), ...this.#further],
      models: ['one', 'two', 'three'].map(scriptedModel),
      notices: [],
      clock: this.clock,
      ids: timeOrderedIds(() => this.clock.now()),
      log,
      trials: new WorkerTrials(''),
      fetch: httpFetch(globalThis.fetch),
      random: () => 0.5,
      productVersion: '0.0.0',
    });
    this.backend.onEvent((event) => this.events.push(event));
    this.backend.onDelta((delta) => this.deltas.push(delta));
  }

  async dispose(): Promise<void> {
    await this.backend.close();
    await rm(this.dir, { recursive: true, force: true });
  }

  request<M extends MethodName>(method: M, params: Params<M>, signal?: AbortSignal): Promise<Result<M>> {
    return this.backend.handle(
      method,
      params,
      this.caller,
      signal ?? new AbortController().signal,
    ) as Promise<Result<M>>;
  }

  /** The n-th call that any model received, waiting for it. */
  async call(index: number): Promise<Call> {
    while (!this.calls[index]) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.calls[index]!;
  }

  /** Until the condition holds; the mocha time-out ends a wait in vain. */
  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  #entry(): ProviderEntry {
    return {
      id: 'openai',
      name: 'Scripted',
      needsKey: true,
      defaultBaseUrl: 'https://scripted.invalid/v1',
      load: async () => (endpoint) => ({
        capabilities: () => {
          throw new Error('not asked in these tests');
        },
        listModels: async () => orThrow(this.listed),
        testConnection: async () => orThrow(this.connection),
        generate: (request, { signal }) => this.#generate(request, signal, endpoint.apiKey),
      }),
    };
  }

  async *#generate(
    request: GenerationRequest,
    signal: AbortSignal,
    apiKey: (() => Promise<string | undefined>) | undefined,
  ): AsyncIterable<Part> {
    const queue: (Part | Error)[] = [];
    let wake = () => {};
    const push = (item: Part | Error) => {
      queue.push(item);
      wake();
    };
    this.calls.push({
      request,
      apiKey: await apiKey?.(),
      signal,
      say: (...parts) => {
        for (const part of parts) push(part);
      },
      fail: push,
    });
    for (const resolve of this.#waiting.splice(0)) resolve();
    signal.addEventListener('abort', () => wake());
    while (!signal.aborted) {
      const next = queue.shift();
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (signal.aborted || queue.length > 0) resolve();
        });
        continue;
      }
      if (next instanceof Error) throw next;
      yield next;
      if (next.type === 'end') return;
    }
  }

  #log(): Log {
    const write = (message: string, details?: unknown) =>
      void this.logged.push(`${message} ${JSON.stringify(details ?? {})}`);
    return { debug: write, info: write, warn: write, error: write };
  }
}

export const text = (value: string): Part => ({ type: 'text', text: value });
export const usage = (inputTokens: number, outputTokens: number): Part => ({
  type: 'usage',
  usage: { inputTokens, outputTokens },
});
export const end: Part = { type: 'end', reason: 'stop' };
