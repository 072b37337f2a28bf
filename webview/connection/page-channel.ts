import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
} from 'vscode-jsonrpc';
import type { PageEnvelope } from '../../src/protocol/page.ts';
import type { HostPort } from './host-port.ts';

/** Takes the JSON-RPC messages out of this session's envelopes; all other messages are dropped. */
export class PageReader extends AbstractMessageReader {
  readonly #host: HostPort;
  readonly #session: string;

  constructor(host: HostPort, session: string) {
    super();
    this.#host = host;
    this.#session = session;
  }

  listen(callback: DataCallback): Disposable {
    const stop = this.#host.onMessage((received) => {
      const envelope = received as Partial<PageEnvelope> | null;
      if (envelope?.abai !== 1 || envelope.session !== this.#session || envelope.kind !== 'rpc') return;
      callback(envelope.message as Message);
    });
    return { dispose: stop };
  }
}

/** Puts JSON-RPC messages into this session's envelopes. */
export class PageWriter extends AbstractMessageWriter {
  readonly #host: HostPort;
  readonly #session: string;

  constructor(host: HostPort, session: string) {
    super();
    this.#host = host;
    this.#session = session;
  }

  async write(message: Message): Promise<void> {
    this.#host.post({ abai: 1, session: this.#session, kind: 'rpc', message });
  }

  end(): void {}
}
