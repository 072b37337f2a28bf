import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { LocalEngine } from './local-engine.ts';
import { openOrSetAside } from './open-or-set-aside.ts';
import {
  toSentError,
  type WorkerAnswer,
  type WorkerReady,
  type WorkerRequest,
  type WorkerStart,
} from './worker-messages.ts';

/**
 * Milliseconds for which the thread looks out for the next query before it sleeps. Who reads once often reads again at
 * once, and waking a thread takes longer than most queries.
 */
const lookoutMs = 0.05;

/** The worker's side: opens the database and answers lists of requests with lists of answers. */
export async function serveEngine(port: MessagePort, { path, options }: WorkerStart): Promise<void> {
  let engine: LocalEngine;
  // A thread with nothing else to wait for is held by Node until V8 has optimised all of SQLite, which takes 0.1 s.
  const awake = setInterval(() => undefined, 60_000);
  try {
    const opened = await openOrSetAside(path, options);
    engine = opened.engine;
    port.postMessage({ damage: opened.damage } satisfies WorkerReady);
  } catch (error) {
    port.postMessage({ error: toSentError(error) } satisfies WorkerReady);
    port.close();
    return;
  } finally {
    clearInterval(awake);
  }

  // Answers that are there in the same tick travel in one message: those of one transaction do.
  let answers: WorkerAnswer[] = [];
  const send = () => {
    if (answers.length === 0) return;
    const sent = answers;
    answers = [];
    port.postMessage(sent);
  };
  const answer = (one: WorkerAnswer) => {
    answers.push(one);
    if (answers.length === 1) queueMicrotask(send);
  };
  const settle = (id: number, work: Promise<unknown>) => {
    work.then(
      (value) => answer({ id, value }),
      (error) => answer({ id, error: toSentError(error) }),
    );
  };

  const handle = (request: WorkerRequest) => {
    const { id } = request;
    if (is(request, 'commit')) {
      engine.commitFlat(request.arguments[0], ({ results, error }) => {
        answer(error ? { id, error: toSentError(error) } : { id, value: results });
      });
    } else if (is(request, 'read')) {
      try {
        answer({ id, value: engine.readFlat(...request.arguments) });
      } catch (error) {
        answer({ id, error: toSentError(error) });
      }
    } else if (is(request, 'close')) {
      settle(id, engine.close());
    } else if (is(request, 'backupTo')) {
      settle(id, engine.backupTo(...request.arguments));
    } else if (is(request, 'snapshotTo')) {
      settle(id, engine.snapshotTo(...request.arguments));
    } else if (is(request, 'salvageFrom')) {
      settle(id, engine.salvageFrom(...request.arguments));
    } else if (is(request, 'integrityCheck')) {
      settle(id, engine.integrityCheck());
    } else if (is(request, 'checkpoint')) {
      settle(id, engine.checkpoint());
    } else if (is(request, 'compact')) {
      settle(id, engine.compact());
    }
  };
  port.on('message', (received: WorkerRequest[]) => {
    for (let requests: WorkerRequest[] | undefined = received; requests; ) {
      for (const request of requests) handle(request);
      if (!requests.every(({ method }) => method === 'read')) return;
      send();
      requests = lookOut(port);
    }
  });
}

function lookOut(port: MessagePort): WorkerRequest[] | undefined {
  const end = performance.now() + lookoutMs;
  do {
    const received = receiveMessageOnPort(port);
    if (received) return received.message as WorkerRequest[];
  } while (performance.now() < end);
  return undefined;
}

function is<M extends WorkerRequest['method']>(
  request: WorkerRequest,
  method: M,
): request is WorkerRequest<M> {
  return request.method === method;
}
