// Entry of the store's thread: dist/store-worker.mjs when bundled.
import { parentPort, workerData } from 'node:worker_threads';
import { serveEngine } from './engine/worker-host.ts';

if (!parentPort) throw new Error('This file runs only as the worker thread of the store.');
await serveEngine(parentPort, workerData);
