// One measurement in a process of its own: `measure-process.ts <what> <subject> <file> <cells>`. Prints one line of JSON.
import { percentiles } from '../percentiles.ts';
import { cell, type Subject, type SubjectName, subjects } from './subjects.ts';

const [what, name, file, cellCount] = process.argv.slice(2) as [string, SubjectName, string, string];
const cells = Number(cellCount);
const bulkSize = 1000;
const warmUp = 5000;
const blocks = 10;
const perWriter = 10;
const bytesPerCell = 2070;
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

/** One of the two that are measured together, and what was measured. */
class Contender {
  readonly #subject: Subject;
  readonly commits: number[] = [];
  readonly reads: number[] = [];
  readonly growth: { megabytes: number; p50: number }[] = [];
  bulkMs = 0;
  bulkRows = 0;
  writersMs = 0;
  sumMs = 0;
  next = 0;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  async bulk(): Promise<void> {
    const batch = Array.from({ length: bulkSize }, () => cell(this.next++));
    const start = performance.now();
    await this.#subject.commitMany(batch);
    // The first are left out: the compilers are busy with them.
    if (this.next <= warmUp) return;
    this.bulkMs += performance.now() - start;
    this.bulkRows += bulkSize;
  }
  async commit(count: number): Promise<number[]> {
    return timed(count, () => this.#subject.commitOne(cell(this.next++)));
  }
  async write64(): Promise<void> {
    const start = performance.now();
    await Promise.all(
      Array.from({ length: 64 }, async () => {
        for (let n = 0; n < perWriter; n++) await this.#subject.commitOne(cell(this.next++));
      }),
    );
    this.writersMs += performance.now() - start;
  }
  async read(count: number, from: number): Promise<number[]> {
    return timed(count, (n) => this.#subject.read(`cell-${((from + n) * 104_729) % cells}`));
  }
  async sum(): Promise<void> {
    const start = performance.now();
    await this.#subject.sum();
    this.sumMs = performance.now() - start;
  }
  async close(): Promise<object> {
    await this.#subject.close();
    return {
      commitP50: at(this.commits, 0.5),
      commitP95: at(this.commits, 0.95),
      bulkRowsPerSecond: (this.bulkRows / this.bulkMs) * 1000,
      writersPerSecond: ((64 * perWriter * blocks) / this.writersMs) * 1000,
      readP50Us: at(this.reads, 0.5) * 1000,
      sumMs: this.sumMs,
      growth: this.growth,
    };
  }
}

/**
 * Fills a file, then single commits, 64 writers, point reads and a sum; node:sqlite does the same on a file of its own,
 * in short turns, so that a busy moment of the machine hits both.
 */
async function load(): Promise<object> {
  const ours = new Contender(await subjects[name](file));
  const yardstick = new Contender(await subjects['node:sqlite'](`${file}-yardstick`));
  const both = async (work: (one: Contender) => Promise<void>) => {
    await work(yardstick);
    await work(ours);
  };
  const marks = [1, 100, 800].map((size) => Math.floor((size * 1e6) / bytesPerCell));
  for (let filled = 0; filled < cells; filled += bulkSize) {
    const due = marks[0] !== undefined && filled >= marks[0] ? marks.shift() : undefined;
    await both(async (one) => {
      if (due !== undefined) {
        const megabytes = Math.round((filled * bytesPerCell) / 1e6);
        one.growth.push({ megabytes, p50: at(await one.commit(200), 0.5) });
      }
      await one.bulk();
    });
  }
  // An owner lives for hours: what counts is the speed after the compilers are done.
  await both(async (one) => {
    await one.commit(300);
    await one.read(20_000, 0);
  });
  for (let block = 0; block < blocks; block++) {
    await both(async (one) => {
      one.commits.push(...(await one.commit(100)));
      one.reads.push(...(await one.read(1000, block * 1000)));
      await one.write64();
    });
  }
  await both((one) => one.sum());
  return { ours: await ours.close(), yardstick: await yardstick.close() };
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
