// The event loop of a process that keeps its cells through port and worker: `measure-event-loop.ts <file> <cells>`.
// Prints one line of JSON. In a process of its own, so that Node 24 can run it, as it runs the extension host.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Kysely } from 'kysely';
import { EngineDialect } from '../../../src/store/engine/kysely-dialect.ts';
import { openOrSetAside } from '../../../src/store/engine/open-or-set-aside.ts';
import { WorkerEngine } from '../../../src/store/engine/worker-engine.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { migrations } from '../../../src/store/migrations/all.ts';
import { sqliteStore } from '../../../src/store/sqlite-store.ts';
import { cell, parents } from './subjects.ts';

const [file = '', cellCount] = process.argv.slice(2);
const cells = Number(cellCount);
const inOneCommit = 50;
const writers = 8;
const pageSize = 200;

interface Tables {
  cells: { id: string; row_index: number; status: string; output: string; cost: number };
}

/** Since Node 23.9. */
interface ThreadTimes {
  threadCpuUsage?(): { user: number; system: number };
}

/** Milliseconds of CPU that this thread has had so far. */
function threadCpu(): number {
  const usage = (process as ThreadTimes).threadCpuUsage?.();
  return usage ? (usage.user + usage.system) / 1000 : Number.NaN;
}

/** A timer that fires every millisecond when the loop is free: how late it comes, and what CPU the loop took between. */
class LoopWatch {
  readonly late: number[] = [];
  readonly cpu: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    let at = performance.now();
    let spent = threadCpu();
    const tick = () => {
      const now = performance.now();
      const used = threadCpu();
      this.late.push(now - at - 1);
      this.cpu.push(used - spent);
      at = now;
      spent = used;
      this.#timer = setTimeout(tick, 1);
    };
    this.#timer = setTimeout(tick, 1);
  }

  stop(): { late: number[]; cpu: number[] } {
    clearTimeout(this.#timer);
    return { late: this.late, cpu: this.cpu };
  }
}

// From the very start: the first slow turns count too.
const working = new LoopWatch();
const place = { url: pathToFileURL(path.resolve('dist/store-worker.mjs')), execArgv: [] };
const { engine } = await WorkerEngine.open(file, place);
await migrate(engine, migrations, () => 1);
await engine.commit(parents.map((sql) => ({ sql })));
const store = sqliteStore({
  engine,
  databasePath: file,
  schemaVersion: migrations.length,
  notices: [],
  openFile: openOrSetAside,
  now: Date.now,
});
const db = new Kysely<Tables>({ dialect: new EngineDialect(engine) });
const columns = ['id', 'row_index', 'status', 'output', 'cost'] as const;

let next = 0;
async function write(until: number): Promise<void> {
  while (next < until) {
    const batch = Array.from({ length: Math.min(inOneCommit, until - next) }, () => cell(next++));
    const writes = batch.map(({ sql, parameters = [] }) => ({ sql, parameters }));
    await store.commit({ writes, at: 1 });
  }
}

let pages = 0;
async function readPages(isDone: () => boolean): Promise<void> {
  for (; !isDone(); pages += 1) {
    const from = (pages * 7919 * pageSize) % Math.max(1, next);
    await db
      .selectFrom('cells')
      .select(columns)
      .where('row_index', '>=', from)
      .orderBy('row_index')
      .limit(pageSize)
      .execute();
  }
}

const began = performance.now();
let done = false;
const reading = readPages(() => done);
await Promise.all(Array.from({ length: writers }, () => write(cells)));
done = true;
await reading;
const seconds = (performance.now() - began) / 1000;
const work = working.stop();
const idling = new LoopWatch();
await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, seconds * 1000)));
const idle = idling.stop();
await store.close();
console.log(JSON.stringify({ seconds, pages, work, idle }));
