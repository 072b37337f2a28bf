import { createMessageConnection, type Message } from 'vscode-jsonrpc/node';
import type { z } from 'zod';
import type { Log } from '../core/ports/log.ts';
import type { Client } from '../protocol/client.ts';
import { AbaiError } from '../protocol/errors.ts';
import {
  type PageEnvelope,
  type WorkbenchMethodName,
  type WorkbenchMethods,
  type WorkbenchResult,
  workbenchMethods,
} from '../protocol/page.ts';
import { answerRequests } from './answer-requests.ts';
import { silentLogger } from './connection-pair.ts';
import { type Handle, isMethodName } from './dispatch.ts';
import { ChannelReader, ChannelWriter } from './message-channel.ts';
import { pushEvents } from './push-events.ts';

/** What a window does for one kind of page; params are parsed when a handler gets them. */
export type WorkbenchHandlers = {
  [M in WorkbenchMethodName]?: (
    params: z.output<WorkbenchMethods[M]['params']>,
    signal: AbortSignal,
  ) => Promise<WorkbenchResult<M>>;
};

/** A webview as its host sees it. */
export interface Page {
  /** May resolve when the page has the message: deltas wait for it, at most `slowPostMs`. */
  post(envelope: PageEnvelope): unknown;
  /** Returns the unsubscriber. */
  onMessage(listener: (message: unknown) => void): () => void;
}

/** Milliseconds: a hidden page's postMessage may never resolve, and must not hold back what comes after. */
export const slowPostMs = 250;

function isWorkbenchMethod(name: string): name is WorkbenchMethodName {
  return Object.hasOwn(workbenchMethods, name);
}

function isEnvelope(value: unknown): value is PageEnvelope {
  const envelope = value as PageEnvelope | null;
  return (
    typeof envelope === 'object' &&
    envelope !== null &&
    envelope.abai === 1 &&
    typeof envelope.session === 'string' &&
    (envelope.kind === 'open' || envelope.kind === 'rpc')
  );
}

/** A page shows what models wrote: whatever goes wrong in it, it does not come at files or at the data as a whole. */
function reachesFiles(method: string): boolean {
  if (method === 'dataset:import' || method === 'run:export' || method === 'activity:export') return true;
  return method.startsWith('data:') && method !== 'data:search';
}

function handlerOf(client: Client, workbench: WorkbenchHandlers): Handle {
  return async (method, params, signal) => {
    if (isMethodName(method) && !reachesFiles(method))
      return client.request(method, (params ?? {}) as never, signal);
    if (!isWorkbenchMethod(method)) throw new AbaiError('not-found', `Unknown request type: ${method}`);
    const parsed = workbenchMethods[method].params.safeParse(params ?? {});
    if (!parsed.success) {
      throw new AbaiError('invalid', `${method}: ${parsed.error.issues[0]?.message ?? 'invalid parameters'}`);
    }
    const handler = workbench[method] as
      | ((params: unknown, signal: AbortSignal) => Promise<unknown>)
      | undefined;
    if (!handler) throw new AbaiError('not-found', `This panel has no ${method}.`);
    return handler(parsed.data, signal);
  };
}

/**
 * The host's side of a panel. Each load of the page opens a session; the one before ends with it, and whatever of it
 * arrives later, on either way, is dropped. Requests of an ended session go on in the back end: only their answers
 * reach nobody.
 */
export function connectPage(
  page: Page,
  client: Client,
  workbench: WorkbenchHandlers,
  log: Log,
): { dispose(): void } {
  let current: { session: string; reader: ChannelReader; end(): void } | undefined;

  const open = (session: string): void => {
    if (session === current?.session) return;
    current?.end();
    let live = true;
    const reader = new ChannelReader();
    const writer = new ChannelWriter((message) => {
      if (!live) return;
      const posted = page.post({ abai: 1, session, kind: 'rpc', message });
      if (typeof (posted as PromiseLike<unknown> | undefined)?.then !== 'function') return;
      return settledWithin(posted as PromiseLike<unknown>, slowPostMs);
    });
    const connection = createMessageConnection(reader, writer, silentLogger);
    answerRequests(connection, handlerOf(client, workbench), log);
    const pushing = pushEvents(connection, client);
    connection.listen();
    current = {
      session,
      reader,
      end() {
        live = false;
        pushing.dispose();
        connection.dispose();
      },
    };
  };

  const stop = page.onMessage((message) => {
    if (!isEnvelope(message)) return;
    if (message.kind === 'open') open(message.session);
    else if (message.session === current?.session) current.reader.receive(message.message as Message);
  });

  return {
    dispose() {
      stop();
      current?.end();
      current = undefined;
    },
  };
}

/** Resolves when the promise settles, and at the latest after `ms`. */
function settledWithin(promise: PromiseLike<unknown>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    promise.then(done, done);
  });
}
