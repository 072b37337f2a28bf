import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { WorkerPlace } from './worker-engine.ts';

/** Where the store's worker is. */
export function findWorker(productRoot: string): WorkerPlace {
  return workerPlace({ from: import.meta.url, source: '../worker.ts', productRoot, name: 'store-worker' });
}

interface WorkerFile {
  /** The module that asks, and the source of the entry as seen from it. */
  from: string;
  source: string;
  productRoot: string;
  name: string;
}

/** Where a worker's entry is: in a bundle `dist/<name>.mjs`, else the source, run by tsx. */
export function workerPlace({ from, source, productRoot, name }: WorkerFile): WorkerPlace {
  if (!fileURLToPath(from).endsWith('.ts')) {
    return { url: pathToFileURL(path.join(productRoot, 'dist', `${name}.mjs`)), execArgv: [] };
  }
  // Node 20 does not apply loaders to the first file of a worker, so a line of JavaScript registers tsx and goes on.
  const tsx = createRequire(from)
    .resolve('tsx/esm/api')
    .replace(/\.cjs$/, '.mjs');
  const code = `import { register } from ${JSON.stringify(pathToFileURL(tsx).href)};
    register();
    await import(${JSON.stringify(new URL(source, from).href)});`;
  return { url: new URL(`data:text/javascript,${encodeURIComponent(code)}`), execArgv: [] };
}
