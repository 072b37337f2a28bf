import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datasetHandlers } from '../../src/backend/datasets.ts';
import { readTable } from '../../src/backend/files/table-file.ts';
import { openText } from '../../src/backend/files/text-file.ts';
import type { BackendPorts } from '../../src/backend/ports.ts';
import type { Datasets } from '../../src/core/ports/run-store.ts';
import type { Store, Write } from '../../src/core/ports/store.ts';
import type { DatasetImport } from '../../src/protocol/datasets.ts';
import { World } from './world.ts';

const rowCount = 100_000;
/** About 10 MB. */
const line = (at: number) => `${at},${'some words '.repeat(9)}`;

/** Everything that is ready to happen has happened: files are read behind these turns. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The store's port, which remembers how many rows it was handed and has not saved, and saves when the test lets it. */
class SlowStore {
  held = 0;
  mostHeld = 0;
  saved = 0;
  commits = 0;
  wait: () => Promise<void> = async () => {};
  readonly removed: string[] = [];

  readonly datasets: Pick<
    Datasets,
    'findByChecksum' | 'insertIncomplete' | 'insertRows' | 'complete' | 'rows' | 'removeRows' | 'remove'
  > = {
    findByChecksum: async () => undefined,
    insertIncomplete: () => ({ sql: '', parameters: [] }),
    insertRows: (_id, rows) => {
      this.held += rows.length;
      this.mostHeld = Math.max(this.mostHeld, this.held);
      return { sql: 'insert', parameters: [rows.length] };
    },
    complete: () => ({ sql: '', parameters: [] }),
    rows: async () => [],
    removeRows: () => ({ sql: '', parameters: [] }),
    remove: (id) => {
      this.removed.push(id);
      return { sql: '', parameters: [] };
    },
  };

  async commit({ writes }: { writes: readonly Write[] }) {
    this.commits += 1;
    await this.wait();
    for (const { sql, parameters } of writes) {
      if (sql !== 'insert') continue;
      this.held -= Number(parameters[0]);
      this.saved += Number(parameters[0]);
    }
    return [];
  }
}

describe('a long table', () => {
  let folder: string;
  const path = (extension: string) => join(folder, `long.${extension}`);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'abai-long-'));
    const rows = Array.from({ length: rowCount }, (_, at) => at);
    await writeFile(path('csv'), `n,text\n${rows.map(line).join('\n')}\n`);
    const records = rows.map((at) => JSON.stringify({ n: at, text: line(at) }));
    await writeFile(path('jsonl'), records.join('\n'));
    await writeFile(path('json'), `[${records.join(',\n')}]`);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const extension of ['csv', 'jsonl', 'json']) {
    it(`is read no further than its rows are taken: .${extension}`, async () => {
      let bytes = 0;
      const { rows } = await readTable(await openText(path(extension)), {
        onBytes: (read) => {
          bytes = read;
        },
      });
      const { size } = await stat(path(extension));
      assert.ok(size > 8_000_000);
      let taken = 0;
      for await (const _row of rows) {
        taken += 1;
        if (taken < 100) continue;
        if (taken === 100) {
          await settled();
          assert.ok(bytes < 400_000, `${bytes} bytes were read for 100 rows`);
        }
        if (taken === rowCount / 2) {
          await settled();
          assert.ok(bytes < size / 2 + 400_000, `${bytes} bytes were read for half of the rows`);
        }
      }
      assert.equal(taken, rowCount);
      assert.equal(bytes, size);
    });
  }

  function handlersOver(store: SlowStore) {
    let next = 0;
    const ports = {
      store: store as unknown as Store,
      clock: { now: () => 1 } as BackendPorts['clock'],
      ids: { next: () => `id-${next++}` },
    };
    return datasetHandlers(ports, { get: async () => ({ id: 'p' }) as never });
  }

  const contextOf = (store: SlowStore, signal = new AbortController().signal) => ({
    caller: {} as never,
    signal,
    commit: async (change: { writes: readonly Write[] }) => void (await store.commit(change)),
  });

  it('is never held as more than a page of rows, however slow the disk is', async () => {
    const store = new SlowStore();
    let open = () => {};
    store.wait = () => new Promise((resolve) => (open = resolve));
    const handlers = handlersOver(store);
    const importing = handlers['dataset:import']({ path: path('csv') }, contextOf(store));
    // The dataset itself, then the first page of rows: neither is let through.
    const until = async (commits: number) => {
      while (store.commits < commits) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await until(1);
    open();
    await until(2);
    const [then] = await handlers['dataset:imports']({}, contextOf(store));
    await settled();
    const [now] = await handlers['dataset:imports']({}, contextOf(store));
    assert.equal(store.held, 500);
    assert.deepEqual(now?.rows, then?.rows, 'nothing is taken while the disk is busy');
    assert.ok(now!.bytes < 400_000, `${now?.bytes} bytes were read ahead`);
    store.wait = async () => {};
    open();
    const { dataset } = await importing;
    assert.equal(dataset.rowCount, rowCount);
    assert.equal(store.saved, rowCount);
    assert.equal(store.mostHeld, 500);
  });

  it('says how far it is, up to the end and never back', async () => {
    const store = new SlowStore();
    const handlers = handlersOver(store);
    const seen: DatasetImport[] = [];
    store.wait = async () => {
      seen.push(...(await handlers['dataset:imports']({}, contextOf(store))));
    };
    await handlers['dataset:import']({ path: path('csv') }, contextOf(store));
    const { size } = await stat(path('csv'));
    const stored = seen.filter(({ step, rows }) => step === 'storing' && rows > 0);
    assert.equal(seen[0]?.percent, 20, 'the first reading is a fifth');
    assert.deepEqual(
      stored.slice(0, 3).map(({ rows }) => rows),
      [500, 1000, 1500],
    );
    assert.ok(seen.every((each) => each.path === path('csv') && each.totalBytes === size));
    const percents = seen.map(({ percent }) => percent);
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    );
    assert.ok(percents.at(-1)! >= 98, `${percents.at(-1)} % at the end`);
    assert.ok(new Set(percents).size > 20, 'it moves in small steps');
    assert.deepEqual(await handlers['dataset:imports']({}, contextOf(store)), [], 'nothing is read any more');
  });

  it('leaves nothing behind when its owner dies, and nobody waits for that', async () => {
    const world = await World.open();
    try {
      const importing = world.request('dataset:import', { path: path('csv') });
      const broken = assert.rejects(importing);
      await world.until(async () => {
        const [now] = await world.request('dataset:imports', {});
        return now?.step === 'storing' && now.rows > 20_000;
      });
      // As a crash leaves it: the back end has no time to clear up.
      await world.store.close();
      await broken;
      await world.reopen();
      const rows = async () =>
        Number((await world.engine.read('select count(*) as n from dataset_rows'))[0]?.n);
      assert.ok((await rows()) > 10_000, 'the back end is open before all of it is gone');
      assert.deepEqual(await world.request('dataset:list', {}), []);
      const again = await world.request('dataset:import', { path: path('csv') });
      await world.until(async () => (await rows()) === rowCount);
      assert.deepEqual(await world.request('dataset:list', {}), [again.dataset]);
    } finally {
      await world.dispose();
    }
  });

  it('leaves nothing behind when it is cancelled, in either reading', async () => {
    const world = await World.open();
    try {
      const rowsInStore = () =>
        world.engine.read(
          'select (select count(*) from dataset_rows) + (select count(*) from datasets) as n',
        );
      for (const step of ['reading', 'storing'] as const) {
        const abort = new AbortController();
        const importing = world.request('dataset:import', { path: path('csv') }, abort.signal);
        const cancelled = assert.rejects(importing, { code: 'cancelled' });
        await world.until(async () => {
          const [now] = await world.request('dataset:imports', {});
          return now?.step === step && now.rows > 5000;
        });
        abort.abort();
        await cancelled;
        assert.deepEqual(await world.request('dataset:imports', {}), []);
        assert.deepEqual(await rowsInStore(), [{ n: 0 }], `after ${step}`);
      }
      const { dataset } = await world.request('dataset:import', { path: path('csv') });
      assert.equal(dataset.rowCount, rowCount, 'and can be taken in afterwards');
    } finally {
      await world.dispose();
    }
  });
});
