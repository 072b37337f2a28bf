/** A whole process, from its start to its end. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Measured {
  seconds: number;
  /** Megabytes of resident memory at most. */
  peakMb: number;
  /** Seconds of CPU of all its threads. */
  cpuSeconds: number;
  out: string;
}

const preload = pathToFileURL(path.join(import.meta.dirname, 'tell-usage.mjs')).href;

/** Runs `node ARGS`, with this Node unless another is named. Throws with what it said when it ends with anything but 0. */
export async function measureProcess(
  args: readonly string[],
  { env, cwd, node = process.execPath }: { env: Record<string, string>; cwd: string; node?: string },
): Promise<Measured> {
  const usageFile = path.join(cwd, 'usage.txt');
  rmSync(usageFile, { force: true });
  const began = performance.now();
  const child = spawn(node, [...args], {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      NODE_OPTIONS: `--import=${preload}`,
      ABAI_BENCH_USAGE: usageFile,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = (performance.now() - began) / 1000;
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${(err + out).slice(-2000)}`);
  const told = readFileSync(usageFile, 'utf8').trim().split('\n');
  const processes = told.map((line) => JSON.parse(line) as [number, number]);
  const peakMb = Math.max(...processes.map(([megabytes]) => megabytes));
  const cpuSeconds = processes.reduce((sum, [, cpu]) => sum + cpu, 0);
  return { seconds, peakMb, cpuSeconds, out };
}
