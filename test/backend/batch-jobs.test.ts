import assert from 'node:assert/strict';
import type { AbaiError } from '../../src/protocol/errors.ts';
import { batchVendors, NativeWorld } from './native-world.ts';

const rows: { rowIndex: number; data: Record<string, string> }[] = [
  { rowIndex: 1, data: { question: 'Two?', expected: '2' } },
  { rowIndex: 0, data: { question: 'One?', note: 'first' } },
];

const code = (wanted: string, words?: RegExp) => (error: AbaiError) => {
  assert.equal(error.code, wanted, error.message);
  if (words) assert.match(error.message, words);
  return true;
};

describe('batch jobs of the first design', () => {
  let at: NativeWorld;
  beforeEach(async () => {
    at = await NativeWorld.open(batchVendors.openai);
  });
  afterEach(() => at.dispose());

  const job = {
    fileName: 'sums.csv',
    rows,
    prompt: 'Answer: {{question}}',
    models: ['demo:swift'],
  };
  /** A job that stands still while its provider has the rows. */
  async function paused() {
    const { id } = await at.world.request('batch:submit-native', { ...job, models: [at.reference] });
    // A pause that comes before the submit lets nothing go to the provider.
    await at.until(async () => (await at.cells(id)).every(({ status }) => status === 'submitted'), 20);
    await at.world.request('run:pause', { runId: id });
    return { id, cells: await at.cells(id) };
  }

  it('are made of the rows that come with them, live', async () => {
    const submitted = await at.world.request('batch:submit', job);
    assert.equal(submitted.fileName, 'sums.csv');
    assert.deepEqual(
      [submitted.status, submitted.totalRows, submitted.completedRows, submitted.failedRows],
      ['running', 2, 0, 0],
    );
    await at.until(async () => (await at.run(submitted.id)).status === 'completed', 20);
    const run = await at.run(submitted.id);
    assert.equal(run.cells.succeeded, 2);
    const stored = await at.world.request('dataset:rows', { datasetId: run.datasetId! });
    assert.deepEqual(
      stored.map(({ values }) => values),
      [
        ['One?', 'first', ''],
        ['Two?', '', '2'],
      ],
    );
    assert.equal(at.submits.length, 0);
  });

  it('go through the batch API, and the same rows are stored once', async () => {
    const first = await at.world.request('batch:submit-native', { ...job, models: [at.reference] });
    const second = await at.world.request('batch:submit-native', { ...job, models: [at.reference] });
    const done = await at.finish(first.id);
    assert.equal(done.cells.succeeded, 2);
    await at.finish(second.id);
    assert.equal((await at.run(second.id)).datasetId, done.datasetId);
    assert.equal(at.submits.length, 2);
  });

  it('are the same job for the same request again', async () => {
    const once = await at.world.request('batch:submit', { ...job, requestId: 'request-1' });
    const twice = await at.world.request('batch:submit', { ...job, requestId: 'request-1' });
    assert.equal(twice.id, once.id);
    assert.equal((await at.world.request('run:list', {})).length, 1);
  });

  it('are refused without rows, with an index twice, or with a column that is not there', async () => {
    const submit = (more: object) => at.world.request('batch:submit', { ...job, ...more });
    await assert.rejects(submit({ rows: [] }), code('invalid', /no rows/));
    await assert.rejects(submit({ rows: [rows[0], rows[0]] }), code('invalid', /index 1/));
    await assert.rejects(submit({ prompt: '{{answer}}' }), code('invalid', /answer/));
    assert.deepEqual(await at.world.request('run:list', {}), []);
  });

  describe('whose rows are moved from outside', () => {
    const move = (jobId: string, rowId: string, status: string, result?: unknown) =>
      at.world.request('batch:update-status', { jobId, rowId, status, result });

    it('take an answer with its figures', async () => {
      const { id, cells } = await paused();
      const [first, second] = cells;
      assert.equal(first?.status, 'submitted');
      const updated = await move(id, first!.id, 'completed', {
        response: 'It is one.',
        cost: 0.25,
        tokensIn: 10,
        tokensOut: 3,
        latency: 120,
      });
      assert.deepEqual([updated.completedRows, updated.failedRows, updated.totalCost], [1, 0, 0.25]);
      const failed = await move(id, second!.id, 'failed', { errorMessage: 'Their server burnt down.' });
      assert.deepEqual([failed.completedRows, failed.failedRows], [1, 1]);
      const [one, two] = await at.cells(id);
      assert.equal(one?.output, 'It is one.');
      assert.deepEqual(one?.usage, { inputTokens: 10, outputTokens: 3 });
      assert.equal(two?.error?.message, 'Their server burnt down.');
      const run = await at.run(id);
      assert.deepEqual(run.cells, { total: 2, succeeded: 1, failed: 1, cancelled: 0 });
      assert.deepEqual(run.usage, { inputTokens: 10, outputTokens: 3 });
    });

    it('are not overwritten by what the batch gives later', async () => {
      const { id, cells } = await paused();
      await move(id, cells[0]!.id, 'succeeded', 'By hand.');
      await at.world.request('run:resume', { runId: id });
      const done = await at.finish(id);
      assert.deepEqual(done.cells, { total: 2, succeeded: 2, failed: 0, cancelled: 0 });
      assert.equal((await at.cells(id))[0]?.output, 'By hand.');
    });

    it('move only as their states allow', async () => {
      const { id, cells } = await paused();
      const row = cells[0]!.id;
      await move(id, row, 'succeeded', 'Yes.');
      await assert.rejects(move(id, row, 'failed'), code('conflict', /succeeded: it cannot become failed/));
      await assert.rejects(move(id, row, 'running'), code('conflict'));
      const again = await move(id, row, 'pending');
      assert.equal(again.completedRows, 0);
      assert.equal((await at.cells(id))[0]?.output, undefined);
      assert.equal((await at.run(id)).cells.succeeded, 0);
    });

    it('are refused when they make no sense', async () => {
      const { id, cells } = await paused();
      const row = cells[0]!.id;
      await assert.rejects(move(id, row, 'splendid'), code('invalid', /no state "splendid"/));
      await assert.rejects(move(id, row, 'succeeded'), code('invalid', /needs its result/));
      await assert.rejects(move(id, row, 'succeeded', { response: 3 }), code('invalid'));
      await assert.rejects(move(id, 'nobody', 'failed'), code('not-found'));
      await assert.rejects(move('nothing', row, 'failed'), code('not-found'));
      assert.equal((await at.cells(id))[0]?.status, 'submitted');
    });
  });
});
