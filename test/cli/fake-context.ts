import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import type { CommandContext } from '../../src/cli/command.ts';
import { Interruption } from '../../src/cli/interruption.ts';
import type { Client } from '../../src/protocol/client.ts';
import type { MessageDelta, StoredEvent } from '../../src/protocol/events.ts';
import type { MethodName } from '../../src/protocol/methods.ts';

type Answers = Partial<Record<MethodName, (params: never) => unknown>>;

/** A back end that answers as the test says, and lets it publish. */
export class FakeClient {
  readonly requests: { method: MethodName; params: unknown }[] = [];
  readonly answers: Answers;
  readonly #events = new Set<(event: StoredEvent) => void>();
  readonly #deltas = new Set<(delta: MessageDelta) => void>();
  readonly #reconnects = new Set<() => void>();
  closed = false;
  /** Why the owner of the data folder cannot be asked. */
  trouble: string | undefined;

  constructor(answers: Answers = {}) {
    this.answers = answers;
  }

  asked(method: MethodName): number {
    return this.requests.filter((request) => request.method === method).length;
  }

  publish(event: StoredEvent): void {
    for (const listener of [...this.#events]) listener(event);
  }

  stream(delta: MessageDelta): void {
    for (const listener of [...this.#deltas]) listener(delta);
  }

  reconnect(): void {
    for (const listener of [...this.#reconnects]) listener();
  }

  /** A command waits for events, and for word of a new connection. */
  get reconnecting(): boolean {
    return this.#reconnects.size > 0;
  }

  get listening(): number {
    return this.#events.size + this.#deltas.size + this.#reconnects.size;
  }

  readonly client: Client = {
    request: (async (method: MethodName, params: never) => {
      this.requests.push({ method, params });
      const reply = this.answers[method];
      assert.ok(reply, `unexpected request ${method}`);
      return reply(params);
    }) as unknown as Client['request'],
    onEvent: (listener) => {
      this.#events.add(listener);
      return () => this.#events.delete(listener);
    },
    onDelta: (listener) => {
      this.#deltas.add(listener);
      return () => this.#deltas.delete(listener);
    },
  };

  readonly connect: CommandContext['connect'] = async () => ({
    client: this.client,
    onReconnected: (listener) => {
      this.#reconnects.add(listener);
      return () => this.#reconnects.delete(listener);
    },
    owner: {
      trouble: () => this.trouble,
      takeOver: async () => {
        this.trouble = undefined;
      },
    },
    keyVariable: (provider) => (provider === 'openai' ? 'OPENAI_API_KEY' : undefined),
    close: async () => {
      this.closed = true;
    },
  });
}

export interface FakeContext extends CommandContext {
  /** What stands on standard output and standard error. */
  readonly printed: { out: string; note: string };
  /** Where the operating system's signals come from. */
  readonly signals: EventEmitter;
  /** The reader of standard output goes away. */
  closeOutput(): void;
}

/** A command's surroundings without a process. Without `connect`, opening the data folder fails the test. */
export function fakeContext(
  options: { stdin?: string; live?: boolean; connect?: CommandContext['connect'] } = {},
): FakeContext {
  const printed = { out: '', note: '' };
  const signals = new EventEmitter();
  const interruption = new Interruption();
  interruption.watch(signals, () => assert.fail('exited at once'));
  const gone = new AbortController();
  return {
    printed,
    signals,
    interruption,
    closeOutput: () => gone.abort(),
    stdin: Readable.from([Buffer.from(options.stdin ?? '')]),
    connect: options.connect ?? (() => assert.fail('the data folder was opened')),
    repair: () => assert.fail('the data folder was repaired'),
    terminal: {
      out: (text) => {
        printed.out += text;
      },
      note: (text) => {
        printed.note += text;
      },
      colour: false,
      live: options.live ?? false,
      columns: undefined,
      closed: gone.signal,
      failure: undefined,
      drained: async () => {},
    },
  };
}
