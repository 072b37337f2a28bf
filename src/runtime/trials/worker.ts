// Entry of the thread in which patterns and schemas are tried: dist/trial-worker.mjs when bundled.
import { parentPort, workerData } from 'node:worker_threads';
import type { Trial, TrialResult } from '../../core/ports/trials.ts';
import { loadSchemas, schemaProblem, tryPattern, trySchema } from './attempt.ts';

/** What the thread is sent: trials, of which the shared number says which one is under way, or a schema to look at. */
export type TrialOrder = { trials: readonly Trial[] } | { schema: Readonly<Record<string, unknown>> };
/** Results since the last message, so that those before a trial without end are not lost. */
export type TrialAnswer = { results: readonly TrialResult[]; done: boolean };

/** Milliseconds after which results are sent though more are to come. */
const sendMs = 20;

if (!parentPort) throw new Error('This file runs only as the worker thread that tries patterns and schemas.');
const port = parentPort;
const underWay = new Int32Array(workerData as SharedArrayBuffer);

port.on('message', async (order: TrialOrder) => {
  if ('schema' in order || order.trials.some((trial) => 'schema' in trial)) await loadSchemas();
  if ('schema' in order) {
    Atomics.store(underWay, 0, 0);
    const problem = await schemaProblem(order.schema);
    port.postMessage({
      results: [problem === undefined ? { fits: true } : { fits: false, detail: problem }],
      done: true,
    } satisfies TrialAnswer);
    return;
  }
  let results: TrialResult[] = [];
  let sentAt = performance.now();
  for (const [index, trial] of order.trials.entries()) {
    Atomics.store(underWay, 0, index);
    results.push('pattern' in trial ? tryPattern(trial) : await trySchema(trial));
    if (performance.now() - sentAt < sendMs) continue;
    port.postMessage({ results, done: false } satisfies TrialAnswer);
    results = [];
    sentAt = performance.now();
  }
  port.postMessage({ results, done: true } satisfies TrialAnswer);
});
