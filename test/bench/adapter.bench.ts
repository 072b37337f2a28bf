/**
 * Adapters: the CPU that one takes beside its SDK's own streaming loop, in the build that ships; and how long the first
 * use of an SDK takes to load from the built bundle. `npm run bench adapter`.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { figure } from './figure.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** tsx gives every function its name when it is made, which the SDKs' loops would not pay for and ours would. */
async function bundled(): Promise<typeof import('./adapter/beside-sdk.ts')> {
  const outfile = path.join(root, 'out/adapter-bench/beside-sdk.mjs');
  await esbuild.build({
    entryPoints: [path.join(root, 'test/bench/adapter/beside-sdk.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    banner: {
      js: `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`,
    },
  });
  return import(pathToFileURL(outfile).href);
}

const { compareAdapters, pairs } = await bundled();
for await (const { name, ratios, costs } of compareAdapters()) {
  figure(`${name}: CPU beside the SDK's loop, ${pairs} pairs`, 'x', ratios, ['median', '<= 1.15']);
  figure(`${name}: CPU of the adapter for one`, 'µs', costs);
}

const metafile = path.join(root, 'out/meta/node.json');
const sdks = [
  'openai/index.mjs',
  '@anthropic-ai/sdk/index.mjs',
  '@google/genai/dist/web/index.mjs',
  'ollama/dist/browser.mjs',
];
if (!existsSync(metafile))
  console.log('No bundle is built, so loading is not measured: npm run build -- --production');
else {
  const { outputs } = JSON.parse(readFileSync(metafile, 'utf8')) as {
    outputs: Record<string, { entryPoint?: string }>;
  };
  for (const sdk of sdks) {
    const chunk = Object.entries(outputs).find(
      ([, { entryPoint }]) => entryPoint === `node_modules/${sdk}`,
    )?.[0];
    if (chunk === undefined) {
      throw new Error(`${sdk} has no chunk of its own in the bundle.`);
    }
    const program = `
      const before = process.cpuUsage();
      const began = performance.now();
      await import(${JSON.stringify(path.join(root, chunk))});
      const { user, system } = process.cpuUsage(before);
      console.log(JSON.stringify([performance.now() - began, (user + system) / 1000]));`;
    const loads = Array.from({ length: 20 }, (): [number, number] => {
      const child = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
      return JSON.parse(child.stdout);
    });
    const name = sdk.replace(/\/(index|dist).*/, '');
    const wall = loads.map(([ms]) => ms);
    figure(`${name}: first load`, 'ms', wall, ['median', '< 60']);
    figure(
      `${name}: CPU of it`,
      'ms',
      loads.map(([, ms]) => ms),
    );
  }
}
