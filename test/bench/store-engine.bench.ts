/**
 * The store's engine beside node:sqlite, in this thread and through port and worker, on cells of 1 to 2 KB; opening after
 * kill -9; memory. Needs Node 22 or later for node:sqlite: an older Node takes the one that VS Code's test harness has
 * installed. `npm run bench store-engine`, with `ABAI_BENCH_CELLS=400000` for the large run (minutes, 2 GB of disk).
 */

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { percentile } from '../../src/core/statistics.ts';
import { root, type SubjectName } from './store/subjects.ts';

const cells = Number(process.env.ABAI_BENCH_CELLS ?? 20_000);
const rounds = Number(process.env.ABAI_BENCH_ROUNDS ?? (cells > 100_000 ? 1 : 3));
const node = findNode();
const script = path.join(root, 'test/bench/store/measure-process.ts');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'abai-bench-store-'));
let missed = 0;

interface Load {
  commitP50: number;
  commitP95: number;
  bulkRowsPerSecond: number;
  writersPerSecond: number;
  readP50Us: number;
  sumMs: number;
  loopWorstMs: number;
  rss: number;
  growth: { megabytes: number; p50: number }[];
}

function findNode(): string {
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath;
  const tests = path.join(root, '.vscode-test');
  const installed = fs.existsSync(tests)
    ? fs.readdirSync(tests).find((name) => name.startsWith('node-'))
    : undefined;
  if (!installed)
    throw new Error('Run this with Node 22 or later, or run the host tests once to install one.');
  return path.join(tests, installed, 'bin/node');
}

function run(what: string, subject: SubjectName, file: string): string[] {
  return [
    '--import',
    'tsx/esm',
    '--disable-warning=ExperimentalWarning',
    script,
    what,
    subject,
    file,
    `${cells}`,
  ];
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

const median = (values: number[]) => percentile(values, 0.5) ?? Number.NaN;
const row = (...columns: (string | number)[]) =>
  console.log(
    columns.map((value, i) => (i === 0 ? String(value).padEnd(42) : String(value).padStart(16))).join(''),
  );
function judge(what: string, value: string, met: boolean): void {
  if (!met) missed++;
  row(what, value, met ? 'met' : 'MISSED');
}

/** Rounds take turns, so that a busy moment of the machine does not hit one subject alone. */
function loads(): Record<SubjectName, Load[]> {
  const results: Record<SubjectName, Load[]> = { 'node:sqlite': [], 'in-thread': [], port: [] };
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(results) as SubjectName[]) {
      const file = path.join(folder, `${name.replace(':', '-')}.db`);
      for (const suffix of ['', '-wal']) fs.rmSync(file + suffix, { force: true });
      results[name].push(measure<Load>('load', name, file));
    }
  }
  return results;
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
  const results = loads();
  const of = (name: SubjectName, pick: (load: Load) => number) => median(results[name].map(pick));
  const ratio = (name: SubjectName, pick: (load: Load) => number) => of(name, pick) / of('node:sqlite', pick);
  const table = (name: SubjectName) => {
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
      row(
        label,
        of('node:sqlite', pick).toFixed(digits),
        of(name, pick).toFixed(digits),
        ratio(name, pick).toFixed(2),
      );
    }
    console.log();
  };
  table('in-thread');
  table('port');

  const commit = (load: Load) => load.commitP50;
  const times = (value: number) => `${value.toFixed(2)}x`;
  const bulk = ratio('in-thread', (load) => load.bulkRowsPerSecond);
  // Higher is faster.
  const reading = 1 / ratio('in-thread', (load) => load.readP50Us);
  const writers = ratio('port', (load) => load.writersPerSecond);
  const readUs = of('port', (load) => load.readP50Us);
  const loopMs = Math.max(...results.port.map((load) => load.loopWorstMs));
  judge(
    'in-thread commit, at most 1.6x',
    times(ratio('in-thread', commit)),
    ratio('in-thread', commit) <= 1.6,
  );
  judge('in-thread bulk, at least 0.6x', times(bulk), bulk >= 0.6);
  judge('in-thread point read, at least 1x as fast', times(reading), reading >= 1);
  judge('port commit, at most 2.5x', times(ratio('port', commit)), ratio('port', commit) <= 2.5);
  judge('port 64 writers, at least 0.8x', times(writers), writers >= 0.8);
  judge('port read p50, at most 100 µs', `${readUs.toFixed(0)} µs`, readUs <= 100);
  judge("caller's event loop blocked, at most 20 ms", `${loopMs.toFixed(1)} ms`, loopMs <= 20);

  const file = path.join(folder, 'port.db');
  const size = Math.round(fs.statSync(file).size / 1e6);
  const opens: number[] = [];
  for (let i = 0; i < 5; i++) {
    await killWhileWriting(file);
    opens.push(measure<{ openMs: number }>('open', 'port', file).openMs);
  }
  const worst = Math.max(...opens);
  judge(`open ${size} MB after kill -9, under 200 ms`, `${worst.toFixed(0)} ms worst`, worst < 200);
  const rss = Math.max(...results.port.map((load) => load.rss));
  judge(`process with ${size} MB of data, under 250 MB`, `${rss} MB`, rss < 250);
  const growth = results.port[0]?.growth ?? [];
  row(
    'commit p50 as the file grows',
    growth.map(({ megabytes, p50 }) => `${megabytes} MB: ${p50.toFixed(3)} ms`).join(', '),
  );
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed ? 1 : 0;
