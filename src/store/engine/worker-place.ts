import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { WorkerPlace } from './worker-engine.ts';

/** Where the worker's entry is: in a bundle `dist/store-worker.mjs`, else the source beside this, run by tsx. */
export function findWorker(productRoot: string): WorkerPlace {
  const here = fileURLToPath(import.meta.url);
  if (!here.endsWith('.ts')) {
    return { url: pathToFileURL(path.join(productRoot, 'dist', 'store-worker.mjs')), execArgv: [] };
  }
  // Node 20 does not apply loaders to the first file of a worker, so a line of JavaScript registers tsx and goes on.
  const tsx = createRequire(import.meta.url)
    .resolve('tsx/esm/api')
    .replace(/\.cjs$/, '.mjs');
  const entry = pathToFileURL(path.join(path.dirname(here), '..', 'worker.ts'));
  const code = `import { register } from ${JSON.stringify(pathToFileURL(tsx).href)};
    register();
    await import(${JSON.stringify(entry.href)});`;
  return { url: new URL(`data:text/javascript,${encodeURIComponent(code)}`), execArgv: [] };
}
