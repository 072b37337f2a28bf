// One measurement in a process of its own: `measure-process.ts <what> <subject> <file> <cells>`. Prints one line of JSON.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { percentiles } from '../percentiles.ts';
import { cell, type SubjectName, subjects } from './subjects.ts';

const [what, name, file, cellCount] = process.argv.slice(2) as [string, SubjectName, string, string];
const cells = Number(cellCount);
const bulkSize = 1000;
const at = (values: number[], fraction: number) => percentiles(values, [fraction])[0] ?? Number.NaN;
const megabytes = (bytes: number) => Math.round(bytes / 1e6);

async function timed(count: number, work: (n: number) => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const start = performance.now();
    const pending = work(n);
    if (pending instanceof Promise) await pending;
    times.push(performance.now() - start);
  }
  return times;
}

/** Fills the file, then single commits, 64 writers and point reads; commit times also while it grows. */
async function load(): Promise<object> {
  const subject = await subjects[name](file);
  let next = 0;
  const growth: { megabytes: number; p50: number }[] = [];
  const commits = (count: number) => timed(count, () => subject.commitOne(cell(next++)));
  await commits(50);
  let bulkMs = 0;
  let bulkRows = 0;
  const marks = [1, 100, 800].map((size) => Math.floor((size * 1e6) / 2070)).filter((n) => n <= cells * 1.05);
  while (next < cells) {
    if (marks.length && next >= (marks[0] ?? 0)) {
      const size = Math.round((next * 2070) / 1e6);
      growth.push({ megabytes: size, p50: at(await commits(200), 0.5) });
      marks.shift();
    }
    const batch = Array.from({ length: Math.min(bulkSize, cells - next) }, () => cell(next++));
    const start = performance.now();
    await subject.commitMany(batch);
    bulkMs += performance.now() - start;
    bulkRows += batch.length;
  }
  if (marks.length)
    growth.push({ megabytes: Math.round((next * 2070) / 1e6), p50: at(await commits(200), 0.5) });

  const single = await commits(1000);
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const writersStart = performance.now();
  const perWriter = 40;
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      for (let n = 0; n < perWriter; n++) await subject.commitOne(cell(next++));
    }),
  );
  const writersMs = performance.now() - writersStart;
  const read = (n: number) => subject.read(`cell-${(n * 104_729) % cells}`);
  // An owner lives for hours: what counts is the speed after the compilers are done.
  await timed(20_000, read);
  const reads = await timed(10_000, read);
  const summing = performance.now();
  await subject.sum();
  const sumMs = performance.now() - summing;
  loop.disable();
  await subject.close();
  return {
    commitP50: at(single, 0.5),
    commitP95: at(single, 0.95),
    bulkRowsPerSecond: (bulkRows / bulkMs) * 1000,
    writersPerSecond: ((64 * perWriter) / writersMs) * 1000,
    readP50Us: at(reads, 0.5) * 1000,
    sumMs,
    loopWorstMs: loop.max / 1e6,
    growth,
  };
}

/** Commits until it is killed; says so once its log holds something. */
async function victim(): Promise<object> {
  const subject = await subjects[name](file);
  // Ids that no earlier victim used.
  const base = Math.floor(Math.random() * 1e9) + 1e9;
  for (let n = 0; ; n++) {
    await subject.commitOne(cell(base + n));
    if (n === 200) process.stdout.write('ready\n');
  }
}

/** From nothing to the first row, as an owner that takes over does. */
async function open(): Promise<object> {
  const start = performance.now();
  const subject = await subjects[name](file);
  await subject.read('cell-0');
  const openMs = performance.now() - start;
  await subject.close();
  return { openMs };
}

/** An owner at work on a file that is there: what it holds in memory, all threads together. */
async function serve(): Promise<object> {
  const subject = await subjects[name](file);
  const base = Math.floor(Math.random() * 1e9) + 1e9;
  await timed(2000, (n) => subject.commitOne(cell(base + n)));
  await timed(5000, (n) => subject.read(`cell-${(n * 104_729) % cells}`));
  await subject.sum();
  const rss = megabytes(process.memoryUsage().rss);
  await subject.close();
  return { rss };
}

const measurements: Record<string, () => Promise<object>> = { load, victim, open, serve };
const measure = measurements[what];
if (!measure) throw new Error(`Unknown measurement ${what}`);
console.log(JSON.stringify(await measure()));
