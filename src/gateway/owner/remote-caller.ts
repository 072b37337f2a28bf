import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { Caller } from '../../core/ports/caller.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { Vault } from '../../core/ports/vault.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { endpointsOf } from './client-settings.ts';
import { RemoteLanguageModels } from './remote-language-models.ts';
import { RemoteTools } from './remote-tools.ts';
import type { ReverseMethod } from './reverse-methods.ts';
import { askWindow, type ReverseAnswer } from './reverse-request.ts';

export interface RemoteCallerTiming {
  /** Milliseconds to wait for a caller whose connection is gone. */
  absentMs: number;
  /** Milliseconds a connected caller has to answer. */
  answerMs: number;
}

/**
 * A caller in another process. It outlives its connections: work that began over one asks for its key over the next.
 */
export class RemoteCaller implements Caller {
  readonly clientId: string;
  readonly vault: Vault;
  /** Set for a window that offers its own language models. */
  languageModels: RemoteLanguageModels | undefined;
  /** Set for a window that offers tools. */
  tools: RemoteTools | undefined;
  readonly #timing: RemoteCallerTiming;
  #connection: MessageConnection | undefined;
  #endpoints: Endpoints = {};
  #models: readonly unknown[] = [];
  #arrivals = new Set<() => void>();

  constructor(clientId: string, timing: RemoteCallerTiming) {
    this.clientId = clientId;
    this.#timing = timing;
    this.vault = {
      get: async (name, origin) => {
        const { key } = await this.#ask('vault:get', { name, origin });
        return key ?? undefined;
      },
      set: async (name, key, origin) => {
        await this.#ask('vault:set', { name, key, origin });
      },
      delete: async (name) => {
        await this.#ask('vault:delete', { name });
      },
      hints: async () => (await this.#ask('vault:hints', {})).hints,
      origins: async () => (await this.#ask('vault:origins', {})).origins,
    };
  }

  endpoints(): Endpoints {
    return this.#endpoints;
  }

  models(): readonly unknown[] {
    return this.#models;
  }

  /** What the client's own settings say now. */
  setSettings(endpoints: Parameters<typeof endpointsOf>[0], models: readonly unknown[] = []): void {
    this.#endpoints = endpointsOf(endpoints);
    this.#models = models;
  }

  /** The window said that it has language models of its own. */
  offerLanguageModels(): void {
    this.languageModels ??= new RemoteLanguageModels(() => this.#connected(), this.#timing.answerMs);
  }

  /** The window said that tools can run in it. */
  offerTools(): void {
    this.tools ??= new RemoteTools(() => this.#connected(), this.#timing.answerMs);
  }

  /** The newest connection is the one that is asked. */
  attach(connection: MessageConnection): void {
    this.#connection = connection;
    for (const arrived of [...this.#arrivals]) arrived();
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** True when nobody is connected for this caller any more. */
  detach(connection: MessageConnection): boolean {
    if (this.#connection === connection) this.#connection = undefined;
    return this.#connection === undefined;
  }

  async #ask<M extends ReverseMethod>(method: M, params: object): Promise<ReverseAnswer<M>> {
    const { answerMs } = this.#timing;
    for (;;) {
      const connection = await this.#connected();
      const lost = absent();
      try {
        return await askWindow(connection, method, params, { gone: () => lost, answerMs });
      } catch (thrown) {
        // Cut off with its connection: asked again over the next.
        if (thrown !== lost || this.#connection === connection) throw thrown;
      }
    }
  }

  #connected(): Promise<MessageConnection> {
    if (this.#connection) return Promise.resolve(this.#connection);
    return new Promise((resolve, reject) => {
      const arrived = (): void => {
        if (!this.#connection) return;
        clearTimeout(timer);
        this.#arrivals.delete(arrived);
        resolve(this.#connection);
      };
      const timer = setTimeout(() => {
        this.#arrivals.delete(arrived);
        reject(absent());
      }, this.#timing.absentMs);
      this.#arrivals.add(arrived);
    });
  }
}

function absent(): AbaiError {
  return new AbaiError(
    'unavailable',
    'The key for this is with the window that asked, and that window cannot be reached. Open it again and retry.',
  );
}
