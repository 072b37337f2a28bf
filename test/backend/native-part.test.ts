import assert from 'node:assert/strict';
import { batchVendors, NativeWorld } from './native-world.ts';

const rows = ['One?', 'Two? [fail]', 'Three? [late]', 'Four? [lost]', 'Five?'];

for (const [name, vendor] of Object.entries(batchVendors)) {
  describe(`a run through the batch API of ${name}`, () => {
    let at: NativeWorld;
    beforeEach(async () => {
      at = await NativeWorld.open(vendor);
    });
    afterEach(() => at.dispose());

    it('saves what each request gave, with its price at the discount and its checks', async () => {
      const run = await at.start(rows, { checks: [{ type: 'contains', expected: '{{text}}' }] });
      const done = await at.finish(run.id);
      assert.equal(done.status, 'completed');
      assert.deepEqual(done.cells, { total: 5, succeeded: 2, failed: 3, cancelled: 0 });
      const cells = await at.cells(run.id);
      assert.deepEqual(
        cells.map(({ row, status }) => [row, status]),
        [
          [0, 'succeeded'],
          [1, 'failed'],
          [2, 'failed'],
          [3, 'failed'],
          [4, 'succeeded'],
        ],
      );
      const [fine, bad, late, lost] = cells;
      assert.equal(fine?.output, 'Answer to One?');
      assert.deepEqual(fine?.usage, { inputTokens: 7, outputTokens: 5, reasoningTokens: 2 });
      assert.equal(fine?.checks?.[0]?.passed, true);
      const usd = name === 'grok' ? 5_000_000 / 1e10 : ((7 * 2 + 5 * 10) / 1e6) * 0.5;
      assert.deepEqual(fine?.cost, { usd, basis: 'exact' });
      assert.ok(Math.abs((done.cost.usd ?? 0) - 2 * usd) < 1e-12);
      assert.match(bad?.error?.message ?? '', /Unsupported value/);
      assert.ok(late?.error);
      assert.match(lost?.error?.message ?? '', /without a result|expired before/);
      assert.equal(lost?.error?.retryable, true);
      assert.equal(at.submits.length, 1);
      const [batch] = await at.batchesOf(run.id);
      assert.ok(['ended', 'expired'].includes(batch?.status ?? ''));
      assert.deepEqual([batch?.total, batch?.succeeded], [5, 2]);
      assert.equal(at.server.requests.filter(({ path }) => path.includes('batch')).length > 3, true);
    });

    it('loses one answer by one broken result, and keeps nobody waiting', async () => {
      at.batches.mangle = (texts) => [
        '{"broken',
        ...texts.map((text) => (text.includes('One?') ? 'null' : text)),
        ...texts.map((text) => text.replace('Answer', 'Second')),
      ];
      const run = await at.start(['One?', 'Five?', 'Six?']);
      await at.finish(run.id);
      const outputs = (await at.cells(run.id)).map(({ output, status }) => output ?? status);
      // The first of two counts, but the second where there is no first.
      assert.deepEqual(outputs, ['Second to One?', 'Answer to Five?', 'Answer to Six?']);
      at.batches.mangle = (texts) => texts.map((text) => (text.includes('One?') ? '{"x' : text));
      const other = await at.start(['One?', 'Five?', 'Six?']);
      const done = await at.finish(other.id);
      assert.deepEqual(done.cells, { total: 3, succeeded: 2, failed: 1, cancelled: 0 });
      const [lost] = await at.cells(other.id);
      assert.match(lost?.error?.message ?? '', /without a result/u);
    });

    it('asks failed requests again in a batch of their own, and no other', async () => {
      const run = await at.start(rows);
      await at.finish(run.id);
      const sent = at.server.requests.length;
      await at.world.request('run:resume', { runId: run.id, failed: true });
      await at.finish(run.id);
      assert.equal(at.submits.length, 2);
      const again = JSON.stringify(at.server.requests.slice(sent).map(({ body }) => body));
      assert.ok(again.includes('Two?') && again.includes('Four?'));
      assert.ok(!again.includes('One?'));
      assert.deepEqual(
        (await at.batchesOf(run.id)).map(({ total }) => total),
        [5, 3],
      );
    });

    it('is taken up by the next owner where it stands, at the time that was saved', async () => {
      at.batches.looksUntilDone = 3;
      const run = await at.start(['One?', 'Two?']);
      await at.until(async () => (await at.batchesOf(run.id))[0]?.status === 'running');
      const [before] = await at.batchesOf(run.id);
      assert.ok((before?.nextPollAt ?? 0) > at.world.clock.now());
      await at.world.store.close();
      const asked = at.server.requests.length;
      await at.world.reopen();
      await at.run(run.id);
      // Nothing is asked before its time.
      at.world.clock.pass((before?.nextPollAt ?? 0) - at.world.clock.now() - 1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      assert.equal(at.server.requests.length, asked);
      const done = await at.finish(run.id);
      assert.equal(done.status, 'completed');
      assert.equal(done.cells.succeeded, 2);
      assert.equal(at.submits.length, 1);
    });

    it('submits once, also when the answer to the submit is lost', async () => {
      at.batches.submitAnswer = () => 'cut';
      const run = await at.start(['One?', 'Two?']);
      const done = await at.finish(run.id);
      assert.equal(done.status, 'completed');
      assert.equal(done.cells.succeeded, 2);
      assert.equal(at.submits.length, 1);
    });

    it('submits once, also when the owner dies before it hears the answer', async () => {
      at.batches.submitAnswer = () => 'held';
      const run = await at.start(['One?', 'Two?']);
      await at.until(() => at.submits.length === 1);
      assert.equal((await at.batchesOf(run.id))[0]?.status, 'submitting');
      // The owner is gone: nothing of the back end's own closing runs.
      await at.world.store.close();
      at.batches.submitAnswer = () => 'sent';
      await at.world.reopen();
      const done = await at.finish(run.id);
      assert.equal(done.status, 'completed');
      assert.equal(done.cells.succeeded, 2);
      assert.equal(at.submits.length, 1);
      const [batch, ...more] = await at.batchesOf(run.id);
      assert.ok(batch?.providerBatchId);
      assert.equal(more.length, 0);
    });

    it('is cancelled at the provider too, and what came is kept', async () => {
      at.batches.looksUntilDone = 100;
      const run = await at.start(['One?', 'Two? [slow]']);
      await at.until(async () => (await at.batchesOf(run.id))[0]?.status === 'running');
      const cancelled = await at.world.request('run:cancel', { runId: run.id });
      assert.equal(cancelled.status, 'cancelled');
      await at.until(async () => (await at.run(run.id)).cells.cancelled > 0);
      const { cells, status } = await at.run(run.id);
      assert.equal(status, 'cancelled');
      assert.deepEqual(cells, { total: 2, succeeded: 1, failed: 0, cancelled: 1 });
      assert.equal(at.cancels.length, 1);
      await at.until(async () => (await at.batchesOf(run.id))[0]?.status === 'cancelled');
    });
  });
}
