import { createServer, type Server, type Socket } from 'node:net';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { Backend } from '../../core/ports/backend.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Handle } from '../dispatch.ts';
import { serve } from '../serve.ts';
import { listenAtFreshAddress } from './address.ts';
import type { Candidate } from './election.ts';
import type { FolderIdentity } from './folder-identity.ts';
import {
  Challenge,
  folderClaim,
  Greet,
  type GreetAnswer,
  greetingMethods,
  isProof,
  makeNonce,
  prove,
} from './greeting.ts';
import { pipeConnection } from './pipe.ts';
import { RemoteCaller } from './remote-caller.ts';
import { languageModelPart } from './reverse-answers.ts';
import { EndpointsMessage, endpointsChanged } from './reverse-methods.ts';

export interface OwnerServerOptions {
  token: string;
  /** Undefined when it is no longer where it was: then nobody can be served, and the owner ends. */
  folder: () => FolderIdentity | undefined;
  protocolVersion: number;
  schemaVersion: number;
  productVersion: string;
  /** A client of a newer version has come: close, and let it be the owner. */
  onNewerClient: () => void;
  log: Log;
  /** Milliseconds a stranger has to prove that it may be here. */
  greetMs?: number;
  absentMs?: number;
  answerMs?: number;
}

/** Milliseconds that a client has to come back. */
const usualAbsentMs = 10_000;
/** Bytes a stranger may send before it has proved anything. */
const strangerBytes = 1_000_000;
/** So many may be at the door at once: each takes a file of those that this process may have open. */
const mostStrangers = 16;

/**
 * The owner's side of the pipes. It listens before the election is decided and while the database is still being
 * opened: whoever connects then is greeted as soon as there is a back end.
 */
export class OwnerServer implements Candidate {
  readonly #options: OwnerServerOptions;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  /** Those of them that have proved nothing yet, in the order in which they came. */
  readonly #strangers = new Set<Socket>();
  readonly #callers = new Map<string, RemoteCaller>();
  #open: ((backend: Backend) => void) | undefined;
  readonly #opened: Promise<Backend>;
  #closing = false;

  constructor(options: OwnerServerOptions) {
    this.#options = options;
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  /** May be called again, when the address before has become unreachable. */
  async listen(): Promise<string> {
    const server = createServer((socket) => this.#accept(socket));
    const address = await listenAtFreshAddress(server);
    this.#servers.push(server);
    return address;
  }

  /** From now on clients are served. */
  open(backend: Backend): void {
    this.#open?.(backend);
  }

  /**
   * The back end is about to close. Answers that are whole still go out; failures do not, for they would only say that
   * the owner is closing: the clients ask the next owner again. Newcomers wait for the listener's end.
   */
  beginClosing(): void {
    this.#closing = true;
  }

  withdraw(): void {
    this.#closing = true;
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  get clients(): number {
    return this.#sockets.size;
  }

  #accept(socket: Socket): void {
    const { token, log } = this.#options;
    this.#sockets.add(socket);
    this.#strangers.add(socket);
    // Whoever knows the token is through before so many others have come, or comes again.
    const [oldest] = this.#strangers;
    if (this.#strangers.size > mostStrangers) oldest?.destroy();
    const connection = pipeConnection(socket);
    let nonce: string | undefined;
    let known = false;
    const stranger = setTimeout(() => socket.destroy(), this.#options.greetMs ?? 10_000);
    const count = (): void => {
      if (socket.bytesRead > strangerBytes) socket.destroy();
    };
    const settleIn = (): void => {
      known = true;
      this.#strangers.delete(socket);
      clearTimeout(stranger);
      socket.off('data', count);
    };

    connection.onRequest(greetingMethods.alive, () => ({}));
    connection.onRequest(greetingMethods.challenge, (params: unknown): object => {
      const challenge = Challenge.safeParse(params);
      if (!challenge.success || nonce !== undefined) return this.#refuse(socket);
      const folder = this.#options.folder();
      if (!folder) {
        socket.destroy();
        return {};
      }
      nonce = makeNonce();
      return {
        proof: prove(token, 'owner', challenge.data.nonce),
        nonce,
        folder: { ...folder, proof: prove(token, 'owner', folderClaim(challenge.data.nonce, folder)) },
      };
    });
    connection.onRequest(greetingMethods.greet, async (params: unknown): Promise<object> => {
      const greet = Greet.safeParse(params);
      const proved =
        nonce !== undefined && greet.success && isProof(greet.data.proof, token, 'client', nonce);
      if (!proved || !greet.success || known) return this.#refuse(socket);
      settleIn();
      return this.#greet(socket, connection, greet.data);
    });
    socket.on('data', count);
    socket.once('close', () => {
      clearTimeout(stranger);
      this.#sockets.delete(socket);
      this.#strangers.delete(socket);
      connection.dispose();
    });
    connection.listen();
    log.debug('A process connected to the data folder.');
  }

  #refuse(socket: Socket): object {
    this.#options.log.warn('A connection to the data folder was refused: it does not know the token.');
    socket.destroy();
    return {};
  }

  async #greet(socket: Socket, connection: MessageConnection, greet: Greet): Promise<GreetAnswer> {
    const { protocolVersion, schemaVersion, productVersion, log } = this.#options;
    if (greet.protocolVersion > protocolVersion || greet.schemaVersion > schemaVersion) {
      log.info('A newer A-B/AI has come: this process steps down.', { newer: greet.productVersion });
      // After the answer is on its way.
      setTimeout(() => this.#options.onNewerClient(), 0);
      return { outcome: 'stepping-down', productVersion };
    }
    if (greet.protocolVersion < protocolVersion) return { outcome: 'outdated', productVersion };
    const backend = await this.#opened;
    if (this.#closing) return new Promise<never>(() => {});
    this.#serve(socket, connection, backend, greet);
    return { outcome: 'welcome', productVersion };
  }

  #serve(socket: Socket, connection: MessageConnection, backend: Backend, greet: Greet): void {
    const { log } = this.#options;
    const caller = this.#callerFor(greet.clientId);
    caller.setSettings(greet.endpoints, greet.models);
    if (greet.languageModels) caller.offerLanguageModels();
    if (greet.tools) caller.offerTools();
    connection.onNotification(languageModelPart, (message: unknown) => caller.languageModels?.take(message));
    caller.attach(connection);
    const served = serve(connection, backend, caller, log, {
      wrap: (handle) => this.#quietWhileClosing(handle),
      onOverflow: () => {
        log.warn('A client does not read its events: it is disconnected, and catches up when it is back.');
        socket.destroy();
      },
    });
    connection.onNotification(endpointsChanged, (params: unknown) => {
      const message = EndpointsMessage.safeParse(params);
      if (message.success) caller.setSettings(message.data.endpoints, message.data.models);
    });
    connection.onDispose(() => {
      served.dispose();
      if (caller.detach(connection)) this.#forgetLater(caller, backend);
    });
  }

  /** A client that is not back in time is gone, and so is what is known of it: they come and go for days. */
  #forgetLater(caller: RemoteCaller, backend: Backend): void {
    const timer = setTimeout(() => {
      if (this.#closing || caller.isConnected) return;
      if (this.#callers.get(caller.clientId) === caller) this.#callers.delete(caller.clientId);
      backend.left?.(caller);
    }, this.#options.absentMs ?? usualAbsentMs);
    timer.unref();
  }

  #callerFor(clientId: string): RemoteCaller {
    const known = this.#callers.get(clientId);
    if (known) return known;
    const { absentMs = usualAbsentMs, answerMs = 10_000 } = this.#options;
    const caller = new RemoteCaller(clientId, { absentMs, answerMs });
    this.#callers.set(clientId, caller);
    return caller;
  }

  #quietWhileClosing(handle: Handle): Handle {
    return async (method, params, signal) => {
      if (this.#closing) return new Promise<never>(() => {});
      try {
        return await handle(method, params, signal);
      } catch (error) {
        if (this.#closing) return new Promise<never>(() => {});
        throw error;
      }
    };
  }
}
