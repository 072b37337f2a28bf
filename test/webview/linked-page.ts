import { createMessageConnection } from 'vscode-jsonrpc/node';
import type { PageEnvelope } from '../../src/protocol/page.ts';
import type { HostPort } from '../../webview/connection/host-port.ts';
import { PageReader, PageWriter } from '../../webview/connection/page-channel.ts';
import { createPageClient, type PageClient } from '../../webview/connection/page-client.ts';
import type { ScriptedHost } from './scripted-host.ts';

/** A webview without a browser: what the host posts reaches every page that was ever loaded in it. */
export class LinkedWebview {
  kept: unknown;
  /** What the host wrote into the page. */
  sight: { id: string; content: unknown } | undefined;
  readonly #toHost = new Set<(message: unknown) => void>();
  readonly #toPage = new Set<(message: unknown) => void>();
  #sessions = 0;

  constructor(host: Pick<ScriptedHost, 'connect'>) {
    host.connect({
      post: (envelope: PageEnvelope) => {
        const copy = structuredClone(envelope);
        setImmediate(() => {
          for (const listener of this.#toPage) listener(copy);
        });
      },
      onMessage: (listener) => {
        this.#toHost.add(listener);
        return () => this.#toHost.delete(listener);
      },
    });
  }

  /** Loads a page: the host's session of the one before ends. */
  load(): { client: PageClient; port: HostPort } {
    const port: HostPort = {
      post: (envelope) => {
        const copy = structuredClone(envelope);
        setImmediate(() => {
          for (const listener of this.#toHost) listener(copy);
        });
      },
      onMessage: (listener) => {
        this.#toPage.add(listener);
        return () => this.#toPage.delete(listener);
      },
      getState: () => structuredClone(this.kept),
      setState: (state) => {
        this.kept = structuredClone(state);
      },
      firstSight: () => structuredClone(this.sight),
    };
    const session = `session-${++this.#sessions}`;
    const connection = createMessageConnection(new PageReader(port, session), new PageWriter(port, session));
    const client = createPageClient(connection);
    connection.listen();
    port.post({ abai: 1, session, kind: 'open' });
    return { client, port };
  }
}
