import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Two folders below the root, as the source is: it finds the product's files from where it is.
const folder = path.join(root, 'out', 'ownership');

/**
 * Bundles the process of the ownership tests as the product is bundled, because loading TypeScript takes longer than
 * what is measured. Needs `dist/`. Returns the file to run.
 */
export async function bundleWorker(): Promise<string> {
  await esbuild.build({
    entryPoints: { 'process-worker': path.join(root, 'test/gateway/process-worker.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    banner: {
      js: [
        `import { createRequire as makeRequire } from 'node:module';`,
        `import { fileURLToPath as toPath } from 'node:url';`,
        `import { dirname as folderOf } from 'node:path';`,
        'const require = makeRequire(import.meta.url);',
        'const __filename = toPath(import.meta.url);',
        'const __dirname = folderOf(__filename);',
      ].join('\n'),
    },
  });
  return path.join(folder, 'process-worker.mjs');
}
