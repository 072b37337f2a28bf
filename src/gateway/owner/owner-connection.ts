import type { Socket } from 'node:net';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { LanguageModels } from '../../core/ports/language-models.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Tools } from '../../core/ports/tools.ts';
import type { Vault } from '../../core/ports/vault.ts';
import type { Client } from '../../protocol/client.ts';
import { answerRequests } from '../answer-requests.ts';
import { createRpcClient } from '../client.ts';
import { type FolderIdentity, isSameFolder } from './folder-identity.ts';
import {
  ChallengeAnswer,
  folderClaim,
  type Greet,
  GreetAnswer,
  greetingMethods,
  isProof,
  makeNonce,
  prove,
} from './greeting.ts';
import type { OwnerRecord } from './owner-record.ts';
import { pipeConnection } from './pipe.ts';
import { languageModelPart, type PartMessage } from './reverse-answers.ts';
import { endpointsChanged, reverseHandle } from './reverse-methods.ts';
import { watchSilence } from './silence.ts';

export interface OwnerConnectionOptions {
  socket: Socket;
  record: OwnerRecord;
  /** The one that this process looks for the owner of. */
  folder: FolderIdentity;
  self: Omit<Greet, 'proof' | 'endpoints' | 'models' | 'languageModels' | 'tools'>;
  vault: Vault;
  languageModels: LanguageModels | undefined;
  tools: Tools | undefined;
  endpoints: () => Endpoints;
  models: (() => readonly unknown[]) | undefined;
  silentMs: number;
  onSilence: (silent: boolean) => void;
  log: Log;
}

export interface OwnerConnection {
  readonly client: Client;
  /** Resolves when the pipe is gone. */
  readonly ended: Promise<void>;
  close(): void;
}

/**
 * `lost`: the pipe closed first. `impostor`: whoever listens there does not know the token. `elsewhere`: it is the owner
 * of another folder, of which this one is a copy.
 */
export type Greeted =
  | { outcome: 'welcome'; connection: OwnerConnection }
  | { outcome: 'stepping-down' | 'lost' | 'impostor' | 'elsewhere' }
  | { outcome: 'outdated'; productVersion: string };

/** Milliseconds between two looks at this process's endpoints, beside the one before each request. */
const endpointsMs = 5000;

/** The client's side of a new pipe to the owner: greets, then is a client of it. */
export async function greetOwner(options: OwnerConnectionOptions): Promise<Greeted> {
  const { socket, log } = options;
  const connection = pipeConnection(socket);
  const rpc = createRpcClient(connection, log);
  let end: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const tellPart = (message: PartMessage): void => {
    connection.sendNotification(languageModelPart, message).catch(() => {});
  };
  answerRequests(connection, reverseHandle(options, tellPart), log);
  const silence = watchSilence(socket, connection, options.silentMs, options.onSilence);
  rpc.onClose(() => end?.());
  const close = (): void => {
    socket.destroy();
    rpc.dispose();
    silence.dispose();
  };
  void ended.then(() => {
    clearInterval(timer);
    close();
  });
  connection.listen();

  const settings = () => JSON.stringify({ endpoints: options.endpoints(), models: options.models?.() ?? [] });
  let told = settings();
  const tellEndpoints = (): void => {
    const now = settings();
    if (now === told) return;
    told = now;
    connection.sendNotification(endpointsChanged, JSON.parse(now)).catch(() => {});
  };
  const timer = setInterval(() => {
    try {
      tellEndpoints();
    } catch (error) {
      log.warn('The endpoints could not be sent to the owner.', { error });
    }
  }, endpointsMs);
  timer.unref();

  const answer = await Promise.race([
    converse(connection, options, told).catch(() => 'lost' as const),
    ended.then(() => 'lost' as const),
  ]);
  if (typeof answer === 'string') {
    close();
    return { outcome: answer };
  }
  if (answer.outcome === 'stepping-down') {
    // The pipe ends when the owner has closed the database.
    await ended;
    return { outcome: 'stepping-down' };
  }
  if (answer.outcome === 'outdated') {
    close();
    return { outcome: 'outdated', productVersion: answer.productVersion };
  }
  const client: Client = {
    request(method, params, signal) {
      tellEndpoints();
      return rpc.request(method, params, signal);
    },
    onEvent: rpc.onEvent,
    onDelta: rpc.onDelta,
  };
  return { outcome: 'welcome', connection: { client, ended, close } };
}

async function converse(
  connection: MessageConnection,
  { record, folder: ours, self, languageModels, tools }: OwnerConnectionOptions,
  settings: string,
): Promise<GreetAnswer | 'impostor' | 'elsewhere'> {
  const nonce = makeNonce();
  const challenge = ChallengeAnswer.safeParse(
    await connection.sendRequest(greetingMethods.challenge, { nonce }),
  );
  if (!challenge.success || !isProof(challenge.data.proof, record.token, 'owner', nonce)) return 'impostor';
  const { folder } = challenge.data;
  if (folder) {
    if (!isProof(folder.proof, record.token, 'owner', folderClaim(nonce, folder))) return 'impostor';
    if (!isSameFolder(folder, ours)) return 'elsewhere';
  }
  const greet: Greet = {
    ...self,
    proof: prove(record.token, 'client', challenge.data.nonce),
    ...(JSON.parse(settings) as Pick<Greet, 'endpoints' | 'models'>),
    languageModels: languageModels !== undefined,
    tools: tools !== undefined,
  };
  return GreetAnswer.parse(await connection.sendRequest(greetingMethods.greet, greet));
}
