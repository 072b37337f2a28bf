/**
 * A table of 1,000,000 rows taken in by the command line beside shorter ones: rows a second, and whether memory stays
 * flat. What the database keeps of itself in memory, 64 MB at most, is full after about 300,000 of these rows. Whole
 * processes, each of which then asks a demo model about one row. `npm run bench dataset-import`; `ABAI_BENCH_ROWS` sets
 * the size of the long one.
 */

import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { figure } from './figure.ts';
import { type Measured, measureProcess } from './runs/measured-process.ts';

const cli = path.resolve(import.meta.dirname, '../../dist/cli.mjs');
const folder = mkdtempSync(path.join(os.tmpdir(), 'abai-bench-import-'));
const many = Number(process.env.ABAI_BENCH_ROWS ?? 1_000_000);
const few = many / 10;
/** Enough to fill the database's cache. */
const several = many * 0.4;
const tries = Number(process.env.ABAI_BENCH_TRIES ?? 1);

/** About 100 bytes a row, with quotes and a line break now and then. */
function table(rows: number): string {
  const file = path.join(folder, `${rows}.csv`);
  const handle = openSync(file, 'w');
  writeSync(handle, 'id,question,expected\n');
  for (let at = 0; at < rows; at += 1000) {
    let text = '';
    for (let row = at; row < Math.min(at + 1000, rows); row++) {
      const words =
        row % 50 === 0 ? `"How many, ""in all"",\nare ${row} and ${row * 7}` : `"What is ${row} plus`;
      text += `${row},${words} ${row * 3}, and why is that so, in one sentence?",${row * 4}\n`;
    }
    writeSync(handle, text);
  }
  closeSync(handle);
  return file;
}

async function imported(file: string): Promise<Measured> {
  const dataDir = mkdtempSync(path.join(folder, 'data-'));
  const args = ['run', file, '--prompt', '{{question}}', '--models', 'demo:swift', '--limit', '1', '--json'];
  const measured = await measureProcess([cli, ...args, '--data-dir', dataDir], { cwd: folder, env: {} });
  const { cells } = JSON.parse(measured.out) as { cells: { succeeded: number } };
  if (cells.succeeded !== 1) throw new Error('The row was not answered.');
  rmSync(dataDir, { recursive: true });
  return measured;
}

try {
  const long = table(many);
  const middle = table(several);
  const short = table(few);
  const tiny = table(100);
  console.log(`${many} rows, ${Math.round(statSync(long).size / 1e6)} MB`);
  const base: Measured[] = [];
  const small: Measured[] = [];
  const medium: Measured[] = [];
  const large: Measured[] = [];
  for (let at = 0; at < tries; at++) {
    base.push(await imported(tiny));
    small.push(await imported(short));
    medium.push(await imported(middle));
    large.push(await imported(long));
  }
  const peak = ({ peakMb }: Measured) => peakMb;
  figure(
    'whole process with 100 rows',
    's',
    base.map(({ seconds }) => seconds),
  );
  figure(
    `whole process with ${few} rows`,
    's',
    small.map(({ seconds }) => seconds),
  );
  figure(
    `whole process with ${many} rows`,
    's',
    large.map(({ seconds }) => seconds),
  );
  figure(
    'rows taken in',
    'rows/s',
    large.map(({ seconds }, at) => many / (seconds - base[at]!.seconds)),
  );
  figure('memory with 100 rows', 'MB', base.map(peak));
  figure(`memory with ${few} rows`, 'MB', small.map(peak));
  figure(`memory with ${several} rows`, 'MB', medium.map(peak));
  figure(`memory with ${many} rows`, 'MB', large.map(peak), ['median', '< 260']);
  const growth = (from: Measured[]) => large.map(({ peakMb }, at) => 100 * (peakMb / from[at]!.peakMb - 1));
  figure(`growth from ${few} rows to ${many}, with the database's cache`, '%', growth(small));
  figure(`growth from ${several} rows to ${many}`, '%', growth(medium), ['median', '< 10']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
