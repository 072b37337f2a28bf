import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
} from 'vscode-jsonrpc/node';

/** Hands messages that arrive by a callback to a JSON-RPC connection. */
export class ChannelReader extends AbstractMessageReader {
  #callback: DataCallback | undefined;
  /** What came before the connection listened. */
  #early: Message[] = [];

  listen(callback: DataCallback): Disposable {
    this.#callback = callback;
    for (const message of this.#early.splice(0)) callback(message);
    return {
      dispose: () => {
        this.#callback = undefined;
      },
    };
  }

  receive(message: Message): void {
    if (this.#callback) this.#callback(message);
    else this.#early.push(message);
  }

  close(): void {
    this.fireClose();
  }
}

/** Gives a JSON-RPC connection's messages to a function; `send` may resolve late when the way is slow. */
export class ChannelWriter extends AbstractMessageWriter {
  readonly #send: (message: Message) => unknown;

  constructor(send: (message: Message) => unknown) {
    super();
    this.#send = send;
  }

  async write(message: Message): Promise<void> {
    await this.#send(message);
  }

  end(): void {}
}
