/** Programs to compare with, installed on demand into a folder that nobody commits. */

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ours from '../../../package.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '../../..');

const peers = {
  promptfoo: { promptfoo: '0.123.1' },
  'sdk-loop': { openai: ours.dependencies.openai, 'p-limit': '7.3.3' },
};

/** The folder in which a peer is installed. Throws with what npm said when it cannot be. */
export function peerFolder(name: keyof typeof peers): string {
  const folder = path.join(root, 'out/bench/peers', name);
  const manifest = path.join(folder, 'package.json');
  const wanted = JSON.stringify({ private: true, type: 'module', dependencies: peers[name] });
  const lock = path.join(folder, 'node_modules/.package-lock.json');
  if (existsSync(lock) && existsSync(manifest) && readFileSync(manifest, 'utf8') === wanted) return folder;
  console.log(`Installing ${name} into ${path.relative(root, folder)} …`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(manifest, wanted);
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'],
    { cwd: folder, encoding: 'utf8', timeout: 8 * 60_000 },
  );
  if (status === 0) return folder;
  writeFileSync(manifest, '{}');
  throw new Error(`${name} could not be installed: ${stderr.trim() || `npm ended with ${status}`}`);
}

/** The loop by hand, beside the packages that it imports. */
export function sdkLoop(): string {
  const script = path.join(peerFolder('sdk-loop'), 'sdk-loop.mjs');
  cpSync(path.join(import.meta.dirname, 'sdk-loop.mjs'), script);
  return script;
}

export function promptfooProgram(): string {
  const folder = path.join(peerFolder('promptfoo'), 'node_modules/promptfoo');
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
  };
  return path.join(folder, bin.promptfoo ?? '');
}
