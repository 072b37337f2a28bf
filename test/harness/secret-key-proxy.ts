/**
 * Stands before a VS Code server and answers the one request that the server leaves to whoever wraps it: half of the
 * key with which the page encrypts SecretStorage. Everything else, WebSockets too, goes through as it is.
 */

import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

export interface KeyProxy {
  /** For example `http://127.0.0.1:40002`. */
  origin: string;
  close(): void;
}

/** @param port tried first; any free one when it is taken. */
export async function startKeyProxy(target: string, key: Buffer, port: number): Promise<KeyProxy> {
  const { hostname, port: targetPort } = new URL(target);

  const server = http.createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/mint-key') {
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(key);
      return;
    }
    const { method, url: path, headers } = request;
    const onward = http.request({ hostname, port: targetPort, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });

  server.on('upgrade', (request, socket, head) => {
    const onward = net.connect(Number(targetPort), hostname, () => {
      const lines = [`${request.method} ${request.url} HTTP/1.1`];
      for (let i = 0; i < request.rawHeaders.length; i += 2) {
        lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      }
      onward.write(`${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });

  const listen = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(port).catch(() => listen(0));
  const { port: actual } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${actual}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
