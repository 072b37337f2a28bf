import assert from 'node:assert/strict';
import type { StoredBatch } from '../../../src/core/ports/native-batches.ts';
import type { StoredRun } from '../../../src/core/ports/run-store.ts';
import { project, TemporaryStore } from '../temporary-store.ts';

const run: StoredRun = {
  id: 'r',
  projectId: 'p',
  datasetId: null,
  name: 'Run',
  status: 'running',
  prompts: [{ template: 'Hi' }],
  variants: [
    { id: 'v', position: 0, prompt: 0, model: 'openai:one', label: 'one', native: true },
    { id: 'w', position: 1, prompt: 0, model: 'openai:two', label: 'two' },
  ],
  rows: { taken: 3, all: 3 },
  repeats: 1,
  checks: [],
  cells: { total: 6, succeeded: 0, failed: 0, cancelled: 0 },
  usage: { inputTokens: 0, outputTokens: 0 },
  cost: { usd: 0, basis: 'free' },
  createdAt: 1,
  updatedAt: 1,
  concurrency: undefined,
  graderIds: [],
  startedBy: undefined,
  rechecking: undefined,
  knownUsd: 0,
  droppedUsd: 0,
};

const batch: StoredBatch = {
  id: 'b',
  runId: 'r',
  variantId: 'v',
  status: 'prepared',
  total: 2,
  succeeded: 0,
  failed: 0,
  createdAt: 5,
  endpoint: 'openai#2',
  submittingAt: undefined,
  polls: 0,
  cancelAsked: false,
};

describe('native batches', () => {
  let at: TemporaryStore;
  beforeEach(async () => {
    at = await TemporaryStore.open();
    const { runs, projects, nativeBatches } = at.store;
    const cells = [0, 1, 2].flatMap((row) =>
      ['v', 'w'].map((variantId) => ({ id: `${variantId}${row}`, row, variantId, repeat: 0 })),
    );
    await at.store.commit({
      writes: [
        projects.insert(project('p')),
        ...runs.insert(run, [{ id: 'pv', hash: 'h' }]),
        ...runs.insertCells('r', cells, 1),
        nativeBatches.insert(batch, 5),
      ],
      at: 1,
    });
  });
  afterEach(() => at.remove());

  const table = () => at.store.nativeBatches;
  const commit = (...writes: Parameters<typeof at.store.commit>[0]['writes'][number][]) =>
    at.store.commit({ writes, at: 9 });
  const pending = () => at.store.runs.pending('r', 'v', 0, 10);

  it('come back as they were written, and change only where they are told to', async () => {
    assert.deepEqual(await table().get('b'), batch);
    await commit(
      table().update(
        'b',
        { status: 'submitting', submittingAt: 7, error: 'Slow.', cancelAsked: true },
        ['prepared'],
        9,
      ),
    );
    await commit(table().update('b', { error: undefined, providerBatchId: 'x' }, ['submitting'], 9));
    await at.reopen();
    assert.deepEqual(await table().get('b'), {
      ...batch,
      status: 'submitting',
      submittingAt: 7,
      providerBatchId: 'x',
      cancelAsked: true,
    });
    assert.deepEqual(await table().list('r'), await table().open('r', 'v'));
    assert.deepEqual(await table().open('r', 'w'), []);
    assert.deepEqual([...(await table().knownProviderIds(['x', 'y']))], ['x']);
    assert.equal(await table().get('nobody'), undefined);
  });

  it('do not move from a state that they are not in', async () => {
    const wrong = commit(table().update('b', { status: 'ended' }, ['running', 'submitted'], 9));
    await assert.rejects(wrong, { code: 'conflict' });
    assert.equal((await table().get('b'))?.status, 'prepared');
  });

  it('take the pending cells of their variant under ids of their own', async () => {
    const [first, , last] = await pending();
    await commit(table().takeCells(batch, { firstN: first!.n, lastN: last!.n, count: 3 }, 9));
    const cells = await table().cells('b', 0, 10);
    assert.deepEqual(
      cells.map(({ id, customId, row, status }) => [id, customId, row, status]),
      [
        ['v0', 'cv0', 0, 'submitted'],
        ['v1', 'cv1', 1, 'submitted'],
        ['v2', 'cv2', 2, 'submitted'],
      ],
    );
    assert.deepEqual(await table().cells('b', cells[0]!.n, 1), [cells[1]]);
    assert.deepEqual(await table().cellsByCustomId('b', ['cv2', 'cw0', 'cv0']), [cells[0], cells[2]]);
    assert.deepEqual(await pending(), []);
    assert.equal((await at.store.runs.pending('r', 'w', 0, 10)).length, 3);
  });

  it('take nothing when there are fewer or more cells than were chosen', async () => {
    const [first, , last] = await pending();
    for (const count of [2, 4]) {
      const range = { firstN: first!.n, lastN: last!.n, count };
      await assert.rejects(commit(table().takeCells(batch, range, 9)), { code: 'conflict' });
    }
    assert.equal((await pending()).length, 3);
  });

  it('of runs that no longer run are found when they are to be cancelled', async () => {
    await commit(table().askCancel('r', 9));
    assert.deepEqual(await table().runsToCancel(), []);
    await commit(at.store.runs.setStatus('r', { status: 'cancelled', at: 9 }, ['running']));
    assert.deepEqual(await table().runsToCancel(), ['r']);
    assert.deepEqual((await table().get('b'))?.nextPollAt, 9);
    await commit(table().update('b', { status: 'cancelled' }, ['prepared'], 9));
    assert.deepEqual(await table().runsToCancel(), []);
  });

  it('count rows by how all their cells ended', async () => {
    const from = ['pending'] as const;
    await commit(
      ...['v0', 'w0', 'v1'].map((id) => at.store.runs.updateCell(id, { status: 'succeeded' }, from, 9)),
      at.store.runs.updateCell('w2', { status: 'failed' }, from, 9),
      at.store.runs.updateCell('v2', { status: 'succeeded' }, from, 9),
    );
    assert.deepEqual(await table().rowCounts('r'), { total: 3, completed: 1, failed: 1 });
    assert.deepEqual(await table().rowCounts('nothing'), { total: 0, completed: 0, failed: 0 });
  });
});
