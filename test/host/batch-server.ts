import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropicBatches } from '../providers/servers/anthropic-batches.ts';
import type { BatchOptions } from '../providers/servers/batch-fates.ts';
import type { RecordedRequest } from '../providers/servers/loopback.ts';

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return text === '' ? undefined : JSON.parse(text);
}

/**
 * Anthropic's batches over a loopback port, for tests that are bundled: the whole server waits at its top level, which a
 * CommonJS bundle cannot. Batches of two servers need ids of their own: `prefix` begins them.
 */
export async function startBatchServer(key: string, prefix?: string) {
  const answer = anthropicBatches(prefix);
  const batches: BatchOptions = { looksUntilDone: 1000 };
  const requests: RecordedRequest[] = [];
  /** Submits whose answer gets lost: the server has them. */
  let cut = 0;
  const server = createServer(async (incoming, response) => {
    const { method = '', url = '', headers } = incoming;
    const body = await bodyOf(incoming);
    const request = { method, path: url, headers, body } as RecordedRequest;
    requests.push(request);
    const allowed = headers['x-api-key'] === key && headers['anthropic-version'] !== undefined;
    const found = allowed ? answer(request, { batches }) : undefined;
    if (found?.submit && cut > 0) {
      cut -= 1;
      incoming.socket.destroy();
      return;
    }
    response.writeHead(found ? (found.status ?? 200) : allowed ? 404 : 401, {
      'content-type': found?.type ?? 'application/json',
    });
    response.end(typeof found?.body === 'string' ? found.body : JSON.stringify(found?.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const submit = (lines: unknown) =>
    fetch(`${url}/v1/messages/batches`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'anthropic-version': '2023-06-01', 'content-type': 'application/json' },
      body: JSON.stringify({ requests: lines }),
    });
  return {
    url,
    batches,
    get submits() {
      return requests.filter(({ method, path }) => method === 'POST' && path === '/v1/messages/batches');
    },
    loseNextAnswer() {
      cut += 1;
    },
    /** Somebody else's batch of so many requests, under the same key. */
    async submitOther(count: number): Promise<void> {
      const lines = Array.from({ length: count }, (_, at) => ({
        custom_id: `other-${at}`,
        params: { messages: [{ role: 'user', content: [{ type: 'text', text: 'Else?' }] }] },
      }));
      const { ok } = await submit(lines);
      if (!ok) throw new Error('The server refused the batch.');
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
