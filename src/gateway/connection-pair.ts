import {
  createMessageConnection,
  type Logger,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { ChannelReader, ChannelWriter } from './message-channel.ts';

/** Says nothing: what matters of a connection is said by those who use it. */
export const silentLogger: Logger = { error() {}, warn() {}, info() {}, log() {} };

export interface ConnectionPair {
  /** Not listening yet. */
  readonly client: MessageConnection;
  readonly server: MessageConnection;
  /** Both sides see the connection close. */
  close(): void;
}

/** Two connections joined in this process. Every message is serialised, so the sides share no object. */
export function createConnectionPair(): ConnectionPair {
  const readers = [new ChannelReader(), new ChannelReader()] as const;
  let open = true;
  const writerTo = (reader: ChannelReader): ChannelWriter =>
    new ChannelWriter((message) => {
      if (!open) throw new Error('The connection is closed.');
      const copy = JSON.parse(JSON.stringify(message)) as Message;
      setImmediate(() => {
        if (open) reader.receive(copy);
      });
    });
  return {
    client: createMessageConnection(readers[0], writerTo(readers[1]), silentLogger),
    server: createMessageConnection(readers[1], writerTo(readers[0]), silentLogger),
    close() {
      if (!open) return;
      open = false;
      for (const reader of readers) reader.close();
    },
  };
}
