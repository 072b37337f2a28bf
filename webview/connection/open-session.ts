import { createMessageConnection } from 'vscode-jsonrpc/browser';
import type { HostPort } from './host-port.ts';
import { PageReader, PageWriter } from './page-channel.ts';
import { createPageClient, type PageClient } from './page-client.ts';

/** Opens this page load's session; the host ends the one before. */
export function openSession(host: HostPort): PageClient {
  const session = crypto.randomUUID();
  const connection = createMessageConnection(new PageReader(host, session), new PageWriter(host, session));
  const client = createPageClient(connection);
  connection.listen();
  host.post({ abai: 1, session, kind: 'open' });
  return client;
}
