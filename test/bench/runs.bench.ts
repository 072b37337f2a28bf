/**
 * A table across four models on a loopback OpenAI-compatible server, whole processes: our command line beside promptfoo
 * and beside a loop by hand with the official SDK. `npm run bench runs`; with `ABAI_BENCH_CELLS=400000` only the memory
 * of a run of that size beside one of 40,000, which takes minutes.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { figure } from './figure.ts';
import { newerNode } from './newer-node.ts';
import { type Measured, measureProcess } from './runs/measured-process.ts';
import { promptfooProgram, sdkLoop } from './runs/peers.ts';

const root = path.resolve(import.meta.dirname, '../..');
const cli = path.join(root, 'dist/cli.mjs');
const models = ['a', 'b', 'c', 'd'];
const rows = 1000;
const tries = Number(process.env.ABAI_BENCH_TRIES ?? 3);
const manyCells = Number(process.env.ABAI_BENCH_CELLS ?? 0);
const memoryCells = 40_000;
const folder = mkdtempSync(path.join(os.tmpdir(), 'abai-bench-runs-'));

interface Case {
  name: string;
  waitMs: number;
  concurrency: number;
  /** What our cells per second are to be over those of the loop: the streamed one, and with a wait also the other. */
  goal: number;
}

const cases: Case[] = [
  { name: '0 ms × 20', waitMs: 0, concurrency: 20, goal: 1 },
  { name: '50 ms × 20', waitMs: 50, concurrency: 20, goal: 0.95 },
  { name: '50 ms × 100', waitMs: 50, concurrency: 100, goal: 0.95 },
];

async function withServer<T>(waitMs: number, use: (url: string) => Promise<T>): Promise<T> {
  const script = path.join(root, 'test/bench/runs/answering-server.ts');
  const child = spawn(process.execPath, ['--import', 'tsx/esm', script, `${waitMs}`], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (data) => resolve(String(data).trim()));
      child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
    });
    return await use(url);
  } finally {
    child.removeAllListeners('exit');
    child.kill();
  }
}

function table(count: number): string {
  const file = path.join(folder, `rows-${count}.csv`);
  const lines = Array.from({ length: count }, (_, at) => `What is ${at} plus ${at * 7}?`);
  writeFileSync(file, `question\n${lines.join('\n')}\n`);
  return file;
}

async function abai(url: string, count: number, concurrency: number): Promise<Measured> {
  const dataDir = mkdtempSync(path.join(folder, 'data-'));
  const asked = models.map((model) => `openai-compatible:${model}`).join(',');
  const args = [cli, 'run', table(count), '--prompt', 'Answer: {{question}}', '--models', asked, '--json'];
  const measured = await measureProcess([...args, '--concurrency', `${concurrency}`, '--data-dir', dataDir], {
    cwd: folder,
    env: { OPENAI_COMPATIBLE_BASE_URL: url, OPENAI_COMPATIBLE_API_KEY: 'k'.repeat(32) },
  });
  const { cells } = JSON.parse(measured.out) as { cells: { succeeded: number } };
  if (cells.succeeded !== count * models.length) throw new Error(`Only ${cells.succeeded} cells succeeded.`);
  rmSync(dataDir, { recursive: true });
  return measured;
}

async function loop(url: string, concurrency: number, how: 'stream' | 'whole'): Promise<Measured> {
  const out = path.join(folder, 'loop.jsonl');
  const measured = await measureProcess([sdkLoop(), table(rows), out, `${concurrency}`, how, ...models], {
    cwd: folder,
    env: { OPENAI_BASE_URL: url, OPENAI_API_KEY: 'k'.repeat(32) },
  });
  const lines = readFileSync(out, 'utf8').trim().split('\n');
  if (lines.length !== rows * models.length) throw new Error(`The loop wrote ${lines.length} lines.`);
  return measured;
}

async function promptfoo(url: string, concurrency: number): Promise<Measured> {
  const program = promptfooProgram();
  const out = path.join(folder, 'promptfoo.jsonl');
  const config = path.join(folder, 'promptfooconfig.json');
  const providers = models.map((model) => ({
    id: `openai:chat:${model}`,
    config: { apiBaseUrl: url, apiKey: 'k'.repeat(32) },
  }));
  const tests = `file://${table(rows)}`;
  writeFileSync(config, JSON.stringify({ prompts: ['Answer: {{question}}'], providers, tests }));
  const quiet = ['--no-cache', '--no-table', '--no-progress-bar', '--no-share'];
  const measured = await measureProcess(
    [program, 'eval', '-c', config, '-o', out, '-j', `${concurrency}`, ...quiet],
    {
      cwd: folder,
      node: newerNode(),
      env: {
        PROMPTFOO_CONFIG_DIR: path.join(folder, 'promptfoo'),
        PROMPTFOO_CACHE_ENABLED: 'false',
        PROMPTFOO_DISABLE_TELEMETRY: '1',
        PROMPTFOO_DISABLE_UPDATE: '1',
      },
    },
  );
  const lines = readFileSync(out, 'utf8').trim().split('\n');
  if (lines.length < rows * models.length) throw new Error(`promptfoo wrote ${lines.length} lines.`);
  return measured;
}

const perSecond = ({ seconds }: Measured) => (rows * models.length) / seconds;
const peak = ({ peakMb }: Measured) => peakMb;
const cpuEach = ({ cpuSeconds }: Measured) => (cpuSeconds * 1e6) / (rows * models.length);

/** Each in turn, so that what else the machine does meets all alike. */
async function compare({ name, waitMs, concurrency, goal }: Case): Promise<void> {
  await withServer(waitMs, async (url) => {
    const ours: Measured[] = [];
    const streamed: Measured[] = [];
    const whole: Measured[] = [];
    for (let at = 0; at < tries; at++) {
      ours.push(await abai(url, rows, concurrency));
      streamed.push(await loop(url, concurrency, 'stream'));
      whole.push(await loop(url, concurrency, 'whole'));
    }
    figure(`${name}: A-B/AI`, 'cells/s', ours.map(perSecond));
    figure(`${name}: loop, streamed`, 'cells/s', streamed.map(perSecond));
    figure(`${name}: loop, not streamed`, 'cells/s', whole.map(perSecond));
    const over = (what: string, theirs: Measured[], goals: boolean) => {
      const ratios = ours.map((one, at) => perSecond(one) / perSecond(theirs[at]!));
      figure(
        `${name}: A-B/AI over ${what}`,
        'x',
        ratios,
        ...(goals ? [['median', `>= ${goal}`] as const] : []),
      );
    };
    over('the streamed loop', streamed, true);
    over('the loop that does not stream', whole, waitMs > 0);
    figure(`${name}: CPU of A-B/AI for a cell`, 'µs', ours.map(cpuEach));
    figure(`${name}: CPU of the streamed loop for a cell`, 'µs', streamed.map(cpuEach));
    figure(`${name}: memory of A-B/AI`, 'MB', ours.map(peak));
    figure(`${name}: memory of the streamed loop`, 'MB', streamed.map(peak));
    if (waitMs > 0 && concurrency > 20) return;
    try {
      const theirs = await promptfoo(url, concurrency);
      figure(`${name}: promptfoo`, 'cells/s', [perSecond(theirs)]);
      const ratios = ours.map((one) => perSecond(one) / perSecond(theirs));
      figure(`${name}: A-B/AI over promptfoo`, 'x', ratios);
      figure(`${name}: memory of promptfoo`, 'MB', [theirs.peakMb]);
    } catch (error) {
      console.log(`promptfoo is left out: ${error instanceof Error ? error.message : error}`);
    }
  });
}

async function memory(cells: number): Promise<number> {
  return withServer(0, async (url) => {
    const measured = await abai(url, cells / models.length, 100);
    figure(`0 ms × 100, ${cells} cells: A-B/AI`, 'cells/s', [cells / measured.seconds]);
    figure(`0 ms × 100, ${cells} cells: memory of A-B/AI`, 'MB', [measured.peakMb], ['worst', '< 350']);
    return measured.peakMb;
  });
}

try {
  if (manyCells === 0) for (const one of cases) await compare(one);
  const less = await memory(memoryCells);
  if (manyCells > 0) {
    const growth = (await memory(manyCells)) / less;
    figure(`memory at ${manyCells} cells over that at ${memoryCells}`, 'x', [growth], ['median', '< 1.1']);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
