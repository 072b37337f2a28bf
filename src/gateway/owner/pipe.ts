import type { Socket } from 'node:net';
import {
  createMessageConnection,
  type MessageConnection,
  SocketMessageReader,
  SocketMessageWriter,
} from 'vscode-jsonrpc/node';
import { silentLogger } from '../connection-pair.ts';

/** A connection over a socket, not listening yet. What is no JSON-RPC ends it. */
export function pipeConnection(socket: Socket): MessageConnection {
  const connection = createMessageConnection(
    new SocketMessageReader(socket),
    new SocketMessageWriter(socket),
    silentLogger,
  );
  connection.onError(() => socket.destroy());
  socket.on('error', () => socket.destroy());
  return connection;
}
