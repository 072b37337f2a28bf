/**
 * `npm run bench [NAME]`: runs test/bench/*.bench.ts one after another, each in a process of its own: the one of that
 * name, else those whose names contain it, else all. What they print is kept in out/bench/NAME.txt; the figures of all
 * go to out/bench/results.json and, as tables for BENCHMARKS.md, to out/bench/results.md.
 *
 * Ends with 1 when a bench did not come to its end, with `missedGoal` when a goal was missed.
 */

import { execFileSync, spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Figure, missedGoal, shortNumber } from '../bench/figure.ts';
import { root } from './vscode-install.ts';

interface BenchResult {
  bench: string;
  seconds: number;
  /** The machine's load average of one minute, before and after. */
  load: [number, number];
  ended: boolean;
  figures: Figure[];
}

interface Results {
  date: string;
  commit: string;
  machine: string;
  node: string;
  benches: BenchResult[];
}

const suffix = '.bench.ts';
const timeLimitMs = 20 * 60_000;
const folder = path.join(root, 'test/bench');
const output = path.join(root, 'out/bench');

function benchesNamed(wanted: string): string[] {
  const all = readdirSync(folder)
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .sort();
  return all.includes(wanted) ? [wanted] : all.filter((name) => name.includes(wanted));
}

function system(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? os.platform();
  } catch {
    return `${os.platform()} ${os.release()}`;
  }
}

function machine(): string {
  const cpus = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return `${cpus[0]?.model.trim() || 'unknown CPU'}, ${cpus.length} cores, ${memory} GB, ${system()}`;
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

function loadNow(): number {
  return Math.round((os.loadavg()[0] ?? 0) * 10) / 10;
}

async function run(bench: string): Promise<BenchResult> {
  const file = path.join(output, `${bench}.jsonl`);
  rmSync(file, { force: true });
  const before = loadNow();
  const began = Date.now();
  const child = spawn(process.execPath, ['--import', 'tsx/esm', path.join(folder, bench + suffix)], {
    cwd: root,
    env: { ...process.env, ABAI_BENCH_FIGURES: file },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told = createWriteStream(path.join(output, `${bench}.txt`));
  child.stdout.on('data', (data) => {
    process.stdout.write(data);
    told.write(data);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), timeLimitMs);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  told.end();
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  rmSync(file, { force: true });
  return {
    bench,
    seconds: Math.round((Date.now() - began) / 1000),
    load: [before, loadNow()],
    ended: code === 0 || code === missedGoal,
    figures: lines.filter(Boolean).map((line) => JSON.parse(line) as Figure),
  };
}

function markdown({ date, commit, machine, node, benches }: Results): string {
  const lines = [`Measured ${date} at \`${commit}\` on ${machine}, Node ${node}.`];
  for (const { bench, seconds, load, ended, figures } of benches) {
    const end = ended ? '' : ' **It did not come to its end.**';
    lines.push('', `### ${bench}`, '');
    lines.push(`${seconds} s, load average ${load[0]} before and ${load[1]} after.${end}`, '');
    lines.push(
      '| figure | median | p95 | worst | unit | tries | goal | |',
      '|---|--:|--:|--:|---|--:|---|---|',
    );
    for (const { what, median, p95, worst, unit, tries, goal, met } of figures) {
      const numbers = [median, p95, worst].map(shortNumber);
      const verdict = goal ? (met ? 'met' : '**missed**') : '';
      const cells = [what.trim(), ...numbers, unit, tries, goal?.replace(/[<>]/, '\\$&') ?? '', verdict];
      lines.push(`| ${cells.join(' | ')} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const wanted = process.argv[2] ?? '';
const names = benchesNamed(wanted);
if (names.length === 0) {
  console.error(`No benchmark's name contains "${wanted}".`);
  process.exit(1);
}
mkdirSync(output, { recursive: true });
const results: Results = {
  date: new Date().toISOString().slice(0, 16).replace('T', ' ').concat(' UTC'),
  commit: commit(),
  machine: machine(),
  node: process.version,
  benches: [],
};
console.log(`${results.machine}, Node ${results.node}, load average ${loadNow()}`);
for (const name of names) {
  console.log(`\n--- ${name}`);
  results.benches.push(await run(name));
  // After each, so that breaking off loses nothing.
  writeFileSync(path.join(output, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(path.join(output, 'results.md'), markdown(results));
}

const goals = results.benches.flatMap(({ figures }) => figures).filter(({ goal }) => goal);
const missed = goals.filter(({ met }) => !met);
const broken = results.benches.filter(({ ended }) => !ended);
console.log(`\n${goals.length - missed.length} of ${goals.length} goals met.`);
for (const { what, goal } of missed) console.log(`  missed: ${what.trim()}, ${goal}`);
for (const { bench } of broken) console.log(`  did not come to its end: ${bench}`);
console.log(`Tables: ${path.relative(root, path.join(output, 'results.md'))}`);
process.exitCode = broken.length ? 1 : missed.length ? missedGoal : 0;
