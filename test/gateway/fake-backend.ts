import type { Backend } from '../../src/core/ports/backend.ts';
import type { Caller } from '../../src/core/ports/caller.ts';
import type { Log } from '../../src/core/ports/log.ts';
import type { Vault } from '../../src/core/ports/vault.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { MessageDelta, StoredEvent } from '../../src/protocol/events.ts';

export type FakeHandler = (params: never, caller: Caller, signal: AbortSignal) => unknown;

/** A back end of handlers a test writes down; it records what it was asked. */
export class FakeBackend implements Backend {
  readonly calls: { method: string; params: unknown; clientId: string }[] = [];
  readonly handlers: Record<string, FakeHandler>;
  closed = false;
  /** Clients that did not come back. */
  readonly gone: string[] = [];
  #events = new Set<(event: StoredEvent) => void>();
  #deltas = new Set<(delta: MessageDelta) => void>();
  #restarts = new Set<() => void>();

  constructor(handlers: Record<string, FakeHandler> = {}) {
    this.handlers = handlers;
  }

  async handle(method: string, params: unknown, caller: Caller, signal: AbortSignal): Promise<unknown> {
    this.calls.push({ method, params, clientId: caller.clientId });
    const handler = this.handlers[method];
    if (!handler) throw new AbaiError('unavailable', `${method} is not part of this fake.`);
    return handler(params as never, caller, signal);
  }

  onEvent(listener: (event: StoredEvent) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  onDelta(listener: (delta: MessageDelta) => void): () => void {
    this.#deltas.add(listener);
    return () => this.#deltas.delete(listener);
  }

  onRestart(listener: () => void): () => void {
    this.#restarts.add(listener);
    return () => this.#restarts.delete(listener);
  }

  left({ clientId }: Caller): void {
    this.gone.push(clientId);
  }

  /** Asks to be closed and opened again. */
  restart(): void {
    for (const listener of this.#restarts) listener();
  }

  publish(event: StoredEvent): void {
    for (const listener of this.#events) listener(event);
  }

  stream(delta: MessageDelta): void {
    for (const listener of this.#deltas) listener(delta);
  }

  get listeners(): number {
    return this.#events.size + this.#deltas.size;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

/** Keys in memory, with a record of who asked for what. */
export class FakeVault implements Vault {
  readonly asked: string[] = [];
  readonly keys: Map<string, string>;

  constructor(keys: Record<string, string> = {}) {
    this.keys = new Map(Object.entries(keys));
  }

  async get(name: string, origin: string): Promise<string | undefined> {
    this.asked.push(`${name} ${origin}`);
    return this.keys.get(name);
  }

  async set(name: string, key: string): Promise<void> {
    this.keys.set(name, key);
  }

  async delete(name: string): Promise<void> {
    this.keys.delete(name);
  }

  async hints(): Promise<Record<string, string>> {
    return Object.fromEntries([...this.keys].map(([name, key]) => [name, key.slice(-4)]));
  }
}

export function fakeCaller(clientId = 'caller-1', vault: Vault = new FakeVault()): Caller {
  return { clientId, vault, endpoints: () => ({}) };
}

/** Keeps every line, so that a test can look for what must not be there. */
export class FakeLog implements Log {
  readonly lines: string[] = [];
  #write(level: string, message: string, details?: Readonly<Record<string, unknown>>): void {
    this.lines.push(`${level} ${message} ${details ? JSON.stringify(details) : ''}`);
  }
  debug(message: string, details?: Readonly<Record<string, unknown>>): void {
    this.#write('debug', message, details);
  }
  info(message: string, details?: Readonly<Record<string, unknown>>): void {
    this.#write('info', message, details);
  }
  warn(message: string, details?: Readonly<Record<string, unknown>>): void {
    this.#write('warn', message, details);
  }
  error(message: string, details?: Readonly<Record<string, unknown>>): void {
    this.#write('error', message, details);
  }
}

export function settingsEvent(seq: number): StoredEvent {
  return { seq, type: 'settings:changed', at: 1, data: { keys: [`k${seq}`] } };
}

export function textDelta(messageId: string, offset: number, text: string): MessageDelta {
  return { messageId, conversationId: 'c', kind: 'text', offset, text };
}

/** Lets everything that is ready run: microtasks and a few turns of the event loop. */
export async function settle(turns = 10): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
}
