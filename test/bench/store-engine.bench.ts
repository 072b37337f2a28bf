/**
 * The store's engine beside node:sqlite, in this thread and through port and worker, on cells of 1 to 2 KB; opening after
 * kill -9; memory. Needs Node 22 or later for node:sqlite: an older Node takes the one that VS Code's test harness has
 * installed. `npm run bench store-engine`, with `ABAI_BENCH_CELLS=400000` for the large run (minutes, 2 GB of disk).
 */

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { figure, type Goal } from './figure.ts';
import { newerNode } from './newer-node.ts';
import { percentiles } from './percentiles.ts';
import type { SubjectName } from './store/subjects.ts';

const root = path.resolve(import.meta.dirname, '../..');
const cells = Number(process.env.ABAI_BENCH_CELLS ?? 20_000);
const rounds = Number(process.env.ABAI_BENCH_ROUNDS ?? 3);
const node = newerNode();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-bench-store-'));
const script = await bundleProcess();

interface Load {
  commitP50: number;
  commitP95: number;
  bulkRowsPerSecond: number;
  writersPerSecond: number;
  readP50Us: number;
  sumMs: number;
  growth: { megabytes: number; p50: number }[];
}

interface Pair {
  ours: Load;
  yardstick: Load;
}

/** As the product is bundled: loading TypeScript would count in memory and in time to open. */
async function bundleProcess(): Promise<string> {
  const outdir = path.join(root, 'out/store-bench');
  await esbuild.build({
    entryPoints: {
      'measure-process': path.join(root, 'test/bench/store/measure-process.ts'),
      'store-worker': path.join(root, 'src/store/worker.ts'),
    },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    logLevel: 'warning',
    banner: {
      js: `import { createRequire as requireFrom } from 'node:module'; import { fileURLToPath as pathOf } from 'node:url';
        import { dirname as folderOf } from 'node:path'; const require = requireFrom(import.meta.url);
        const __filename = pathOf(import.meta.url); const __dirname = folderOf(__filename);`,
    },
  });
  fs.copyFileSync(
    path.join(root, 'node_modules/sql.js/dist/sql-wasm.wasm'),
    path.join(outdir, 'sql-wasm.wasm'),
  );
  return path.join(outdir, 'measure-process.mjs');
}

function run(what: string, subject: SubjectName, file: string): string[] {
  return ['--disable-warning=ExperimentalWarning', script, what, subject, file, `${cells}`];
}

function measure<T>(what: string, subject: SubjectName, file: string): T {
  const { stdout, status } = spawnSync(node, run(what, subject, file), {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${what} of ${subject} ended with ${status}`);
  return JSON.parse(stdout) as T;
}

const median = (values: number[]) => percentiles(values, [0.5])[0] ?? Number.NaN;
const row = (...columns: (string | number)[]) =>
  console.log(
    columns.map((value, i) => (i === 0 ? String(value).padEnd(42) : String(value).padStart(16))).join(''),
  );
type Ours = 'in-thread' | 'port';

/** One of ours and node:sqlite, in turns in one process, for each round. */
function loads(name: Ours): Pair[] {
  return Array.from({ length: rounds }, () => {
    const file = path.join(folder, `${name}.db`);
    for (const suffix of ['', '-wal', '-yardstick', '-yardstick-wal'])
      fs.rmSync(file + suffix, { force: true });
    return measure<Pair>('load', name, file);
  });
}

async function killWhileWriting(file: string): Promise<void> {
  const child = spawn(node, run('victim', 'port', file), { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`The process to be killed ended with ${code}`)));
  });
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.removeAllListeners('exit');
  child.kill('SIGKILL');
  await gone;
}

try {
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  console.log(`${cells} cells of 1-2 KB, Node ${version}, median of ${rounds} rounds\n`);
  const results: Record<Ours, Pair[]> = { 'in-thread': loads('in-thread'), port: loads('port') };
  const table = (name: Ours) => {
    row(name === 'port' ? 'through port and worker' : 'in this thread', 'node:sqlite', 'ours', 'ratio');
    const lines: [string, (load: Load) => number, number][] = [
      ['durable commit of one cell, p50 ms', (load) => load.commitP50, 3],
      ['durable commit of one cell, p95 ms', (load) => load.commitP95, 3],
      ['bulk insert, rows/s', (load) => load.bulkRowsPerSecond, 0],
      ['64 writers, commits/s', (load) => load.writersPerSecond, 0],
      ['point read, p50 µs', (load) => load.readP50Us, 1],
      ['sum over all cells, ms', (load) => load.sumMs, 1],
    ];
    for (const [label, pick, digits] of lines) {
      const theirs = median(results[name].map(({ yardstick }) => pick(yardstick)));
      const ours = median(results[name].map((pair) => pick(pair.ours)));
      row(label, theirs.toFixed(digits), ours.toFixed(digits), (ours / theirs).toFixed(2));
    }
    console.log();
  };
  table('in-thread');
  table('port');

  /** Ratios to node:sqlite of the same round. */
  const goal = (what: string, name: Ours, pick: (load: Load) => number, bound: Goal) => {
    const ratios = results[name].map(({ ours, yardstick }) => pick(ours) / pick(yardstick));
    figure(what, 'x', ratios, bound);
  };
  goal('in this thread: durable commit', 'in-thread', (load) => load.commitP50, ['median', '<= 1.6']);
  goal('in this thread: bulk insert', 'in-thread', (load) => load.bulkRowsPerSecond, ['median', '>= 0.6']);
  goal('in this thread: point reads per second', 'in-thread', (load) => 1 / load.readP50Us, [
    'median',
    '>= 1',
  ]);
  goal('port and worker: durable commit', 'port', (load) => load.commitP50, ['median', '<= 2.5']);
  goal('port and worker: 64 writers', 'port', (load) => load.writersPerSecond, ['median', '>= 0.8']);
  const ofPort = (pick: (load: Load) => number) => results.port.map(({ ours }) => pick(ours));
  figure(
    'port and worker: point read p50',
    'µs',
    ofPort((load) => load.readP50Us),
    ['median', '<= 100'],
  );
  const file = path.join(folder, 'port.db');
  const size = Math.round(fs.statSync(file).size / 1e6);
  const opens: number[] = [];
  for (let i = 0; i < 5; i++) {
    await killWhileWriting(file);
    opens.push(measure<{ openMs: number }>('open', 'port', file).openMs);
  }
  figure(`open ${size} MB after kill -9`, 'ms', opens, ['worst', '< 200']);
  const { rss } = measure<{ rss: number }>('serve', 'port', file);
  figure(`resident memory of an owner at work on ${size} MB`, 'MB', [rss], ['worst', '< 250']);
  for (const { megabytes, p50 } of results.port[0]?.ours.growth ?? []) {
    figure(`durable commit at ${megabytes} MB, p50`, 'ms', [p50]);
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
