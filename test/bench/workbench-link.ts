/** A benchmark's line into the extension host of a real VS Code, to test/fixtures/bench-extension. */

import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface Activation {
  /** Whether the product was active before the benchmark asked. */
  early: boolean;
  /** Milliseconds that `activate` of VS Code's API took. */
  waited: number;
  /** Milliseconds of the machine's clock: begins to load, has loaded, begins to activate, is active. */
  marks: [number, number, number, number];
  /** Node's version in the extension host. */
  node: string;
}

/** What the extension host has computed since it started. */
export interface HostCpu {
  /** Milliseconds of its clock. */
  at: number;
  /** Milliseconds of CPU, of all its threads and of the one that extensions run in. */
  process: number;
  thread: number;
}

export class WorkbenchLink {
  readonly port: number;
  readonly #server: Server;
  #socket: Promise<Socket>;
  #connected!: (socket: Socket) => void;
  #answer: ((line: string) => void) | undefined;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
    this.#socket = this.#nextHost();
    server.on('connection', (socket) => {
      createInterface({ input: socket }).on('line', (line) => this.#answer?.(line));
      socket.on('error', () => {});
      this.#connected(socket);
    });
  }

  static async listen(): Promise<WorkbenchLink> {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    return new WorkbenchLink(server, port);
  }

  #nextHost(): Promise<Socket> {
    return new Promise((resolve) => {
      this.#connected = resolve;
    });
  }

  /** From here on, only an extension host that connects later is asked: say so before a reload. */
  forgetHost(): void {
    this.#socket = this.#nextHost();
  }

  async #ask(request: object): Promise<unknown> {
    const socket = await this.#socket;
    const line = await new Promise<string>((resolve) => {
      this.#answer = resolve;
      socket.write(`${JSON.stringify(request)}\n`);
    });
    const answer = JSON.parse(line);
    if ('error' in answer) throw new Error(`${JSON.stringify(request)}: ${answer.error}`);
    return answer;
  }

  async activate(): Promise<Activation> {
    return (await this.#ask({ action: 'activate' })) as Activation;
  }

  async selectFirstLine(file: string): Promise<void> {
    await this.#ask({ action: 'select', file });
  }

  /** @returns when, in milliseconds of the machine's clock. */
  async startCommand(command: string): Promise<number> {
    return ((await this.#ask({ action: 'start', command })) as { at: number }).at;
  }

  /** Opens a webview with nothing in it. @returns when. */
  async openEmptyWebview(): Promise<number> {
    return ((await this.#ask({ action: 'empty' })) as { at: number }).at;
  }

  /** When VS Code asked for a panel to be restored, the product's or the empty one, by the machine's clock. */
  async restoredAt(of: 'product' | 'empty'): Promise<number> {
    return ((await this.#ask({ action: 'restored', empty: of === 'empty' })) as { at: number }).at;
  }

  async cpu(): Promise<HostCpu> {
    return (await this.#ask({ action: 'cpu' })) as HostCpu;
  }

  async closeEditors(): Promise<void> {
    await this.#ask({ action: 'closeEditors' });
  }

  async close(): Promise<void> {
    (await Promise.race([this.#socket, undefined]))?.destroy();
    this.#server.close();
  }
}
