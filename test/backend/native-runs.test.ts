import assert from 'node:assert/strict';
import type { Provider } from '../../src/core/ports/provider.ts';
import type { AbaiError } from '../../src/protocol/errors.ts';
import { openAiEntry } from '../../src/providers/openai/entry.ts';
import { batchVendors, NativeWorld } from './native-world.ts';

describe('runs with native variants', () => {
  let at: NativeWorld;
  const open = async (vendor = batchVendors.openai) => {
    at = await NativeWorld.open(vendor);
  };
  afterEach(() => at.dispose());

  /** OpenAI's adapter with smaller limits. */
  const withLimits = (limits: { requests: number; bytes: number }) => ({
    ...batchVendors.openai,
    entry: {
      ...openAiEntry,
      load: async () => {
        const create = await openAiEntry.load();
        return (endpoint: Parameters<typeof create>[0]): Provider => {
          const provider = create(endpoint);
          const batch = { ...provider.batch!, limits: { ...limits, oneModel: true } };
          return { ...provider, batch };
        };
      },
    },
  });
  const linesOf = (upload: { body: string }) =>
    upload.body.split(/\r?\n/).filter((line) => line.startsWith('{'));
  const uploads = () => at.server.requests.filter(({ path }) => path === '/v1/files');

  it('mix with live ones, and are complete when both are', async () => {
    await open();
    const run = await at.start(['One?', 'Two?', 'Three?'], {
      models: ['demo:swift', { model: at.reference, native: true }],
    });
    await at.until(async () => (await at.run(run.id)).cells.succeeded >= 3, 20);
    assert.equal((await at.run(run.id)).status, 'running');
    const [live, native] = run.variants;
    assert.deepEqual([live?.native, native?.native], [undefined, true]);
    const states = (await at.cells(run.id)).map(({ variantId, status }) => [variantId === live?.id, status]);
    assert.deepEqual(states.slice(0, 2), [
      [true, 'succeeded'],
      [false, 'submitted'],
    ]);
    const done = await at.finish(run.id);
    assert.equal(done.status, 'completed');
    assert.deepEqual(done.cells, { total: 6, succeeded: 6, failed: 0, cancelled: 0 });
    assert.equal(at.server.requests.filter(({ path }) => path === '/v1/responses').length, 0);
  });

  it('take rows that come later in a batch of their own', async () => {
    await open();
    const run = await at.start(['One?', 'Two?', 'Three?'], { limit: 1 });
    assert.equal((await at.finish(run.id)).cells.succeeded, 1);
    await at.world.request('run:extend', { runId: run.id });
    assert.equal((await at.finish(run.id)).cells.succeeded, 3);
    assert.deepEqual(
      uploads().map((upload) => linesOf(upload).length),
      [1, 2],
    );
  });

  it('are cut under the limit of requests', async () => {
    await open(withLimits({ requests: 3, bytes: 200_000_000 }));
    const run = await at.start(Array.from({ length: 7 }, (_, n) => `Row ${n}?`));
    const done = await at.finish(run.id);
    assert.equal(done.cells.succeeded, 7);
    assert.deepEqual(
      uploads().map((upload) => linesOf(upload).length),
      [3, 3, 1],
    );
    const ids = uploads().flatMap((upload) => linesOf(upload).map((line) => JSON.parse(line).custom_id));
    assert.equal(new Set(ids).size, 7);
    const cells = await at.cells(run.id);
    assert.deepEqual(ids.sort(), cells.map(({ id }) => `c${id}`).sort());
    for (const { row, output } of cells) assert.equal(output, `Answer to Row ${row}?`);
  });

  it('are cut under the limit of bytes; what no batch can hold fails alone', async () => {
    await open(withLimits({ requests: 50_000, bytes: 2000 }));
    const values = ['a'.repeat(700), 'ü'.repeat(400), 'b'.repeat(3000), 'c'.repeat(700), 'd'];
    const run = await at.start(values);
    const done = await at.finish(run.id);
    assert.deepEqual(done.cells, { total: 5, succeeded: 4, failed: 1, cancelled: 0 });
    for (const upload of uploads())
      assert.ok(Buffer.byteLength(linesOf(upload).join('\n')) <= 2000, 'a batch is too large');
    assert.ok(uploads().length >= 2);
    assert.match((await at.cells(run.id))[2]?.error?.message ?? '', /larger than a batch for OpenAI/);
  });

  it('are refused for a provider without a batch API, with the name of the model', async () => {
    await open();
    await assert.rejects(
      at.start(['One?'], { models: [{ model: 'demo:swift', native: true }] }),
      (error: AbaiError) => {
        assert.equal(error.code, 'invalid');
        assert.match(error.message, /^Batch API not supported by this provider: .*demo:swift/);
        return true;
      },
    );
    assert.deepEqual(await at.world.request('run:list', {}), []);
  });

  it('stop before a cap, and go on with a higher one', async () => {
    await open(withLimits({ requests: 2, bytes: 200_000_000 }));
    // One answer costs 0.000032 USD: 7 tokens in, 5 out, half price. It may cost about three times that: OpenAI takes
    // no limit below 16 tokens.
    const each = 0.000032;
    at.batches.looksUntilDone = 1;
    const run = await at.start(['One?', 'Two?', 'Three?', 'Four?', 'Five?'], {
      parameters: { maxTokens: 5 },
      maxCostUsd: each * 5.6,
    });
    const paused = await at.finish(run.id);
    assert.equal(paused.status, 'paused');
    assert.match(paused.reason ?? '', /cost cap/);
    assert.ok((paused.cost.usd ?? 0) <= each * 5.6);
    assert.ok(paused.cells.succeeded >= 2 && paused.cells.succeeded <= 3, `${paused.cells.succeeded}`);
    await at.world.request('run:resume', { runId: run.id, maxCostUsd: 1 });
    const done = await at.finish(run.id);
    assert.equal(done.status, 'completed');
    assert.equal(done.cells.succeeded, 5);
  });

  it('count what a batch will cost before live calls spend the rest of the cap', async () => {
    await open();
    at.batches.looksUntilDone = 3;
    // Two requests of the batch may cost about 0.0002, and did cost 0.000064 in the end.
    const live = { model: at.reference, parameters: { maxTokens: 5 } };
    const run = await at.start(['One?', 'Two?'], {
      models: [{ ...live, native: true }, live],
      concurrency: 2,
      maxCostUsd: 0.00025,
    });
    const paused = await at.finish(run.id);
    assert.equal(paused.status, 'paused');
    assert.match(paused.reason ?? '', /cost cap/);
    const [native] = run.variants;
    const cells = await at.cells(run.id);
    const answered = (own: boolean) =>
      cells.filter(({ variantId, status }) => status === 'succeeded' && (variantId === native?.id) === own);
    assert.equal(answered(true).length, 2, 'what the batch gave is kept');
    assert.ok(answered(false).length < 2, 'the live column was held up');
    await at.world.request('run:resume', { runId: run.id, maxCostUsd: 1 });
    assert.equal((await at.finish(run.id)).cells.succeeded, 4);
  });

  it('hold answers against the schema of the run', async () => {
    await open();
    const schema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };
    const run = await at.start(['One?'], { schema });
    const done = await at.finish(run.id);
    assert.equal(done.cells.failed, 1);
    const [cell] = await at.cells(run.id);
    assert.equal(cell?.output, 'Answer to One?');
    assert.match(cell?.error?.message ?? '', /JSON/);
    assert.match(JSON.stringify(uploads()[0]?.body), /JSON Schema/);
  });

  it('take answers that were paid for once, where the run says so', async () => {
    await open();
    const first = await at.start(['One?'], { cache: true });
    await at.finish(first.id);
    const second = await at.start(['One?', 'Two?'], { cache: true });
    const done = await at.finish(second.id);
    assert.equal(done.cells.succeeded, 2);
    assert.deepEqual(
      uploads().map((upload) => linesOf(upload).length),
      [1, 1],
    );
    const [kept, asked] = await at.cells(second.id);
    assert.deepEqual([kept?.cached, asked?.cached], [true, undefined]);
    assert.deepEqual(kept?.cost, { usd: 0, basis: 'free' });
  });

  it('are deleted only when no provider goes on with their batches', async () => {
    await open();
    at.batches.looksUntilDone = 100;
    const run = await at.start(['One?']);
    await at.until(async () => (await at.batchesOf(run.id))[0]?.status === 'running');
    const remove = () => at.world.request('run:delete', { runId: run.id });
    await assert.rejects(remove(), /A provider still has batches of this run: cancel the run first\./);
    assert.equal((await at.run(run.id)).status, 'running');
    await at.world.request('run:cancel', { runId: run.id });
    await at.until(async () => (await at.batchesOf(run.id))[0]?.status === 'cancelled');
    await remove();
    assert.deepEqual(await at.world.request('run:list', {}), []);
  });

  it('are cancelled at the provider by the next owner, if this one had no time', async () => {
    await open();
    at.batches.looksUntilDone = 100;
    const run = await at.start(['One?', 'Two? [slow]']);
    await at.until(async () => (await at.batchesOf(run.id))[0]?.status === 'running');
    at.server.next({ status: 503 });
    await at.world.request('run:cancel', { runId: run.id });
    await at.world.until(async () => (await at.batchesOf(run.id))[0]?.error !== undefined);
    await at.world.backend.close();
    await at.world.reopen();
    await at.run(run.id);
    await at.until(async () => (await at.batchesOf(run.id))[0]?.status === 'cancelled');
    const { cells } = await at.run(run.id);
    assert.deepEqual(cells, { total: 2, succeeded: 1, failed: 0, cancelled: 1 });
    assert.equal(at.cancels.length, 2);
  });

  it('go on after they were cancelled', async () => {
    await open();
    at.batches.looksUntilDone = 100;
    const run = await at.start(['One?', 'Two? [slow]']);
    await at.until(async () => (await at.batchesOf(run.id))[0]?.status === 'running');
    await at.world.request('run:cancel', { runId: run.id });
    at.batches.looksUntilDone = 2;
    await at.until(async () => (await at.batchesOf(run.id))[0]?.status === 'cancelled');
    await at.world.request('run:resume', { runId: run.id, failed: true });
    const done = await at.finish(run.id);
    assert.equal(done.status, 'completed');
    assert.equal(done.cells.succeeded, 2);
    assert.equal(at.submits.length, 2);
  });

  it('tell what becomes of their batches', async () => {
    await open();
    const run = await at.start(['One?']);
    await at.finish(run.id);
    const told = at.world.events.flatMap((event) =>
      event.type === 'batch:updated' ? [event.data.batch] : [],
    );
    assert.deepEqual(
      [...new Set(told.map(({ status }) => status))],
      ['prepared', 'submitting', 'submitted', 'running', 'ended'],
    );
    const { events } = await at.world.request('state:sync', { since: 0 });
    const caughtUp = events.filter(({ type }) => type === 'batch:updated');
    assert.deepEqual(caughtUp.at(-1)?.data, { batch: (await at.batchesOf(run.id))[0] });
    assert.ok(!JSON.stringify(told).includes('endpoint'));
  });
});
