import assert from 'node:assert/strict';
import { batchVendors, NativeWorld } from './native-world.ts';

/** Text of so many bytes that no template and no quotation mark is in. */
const megabytes = (count: number, first: string) => first + 'word '.repeat((count * 1_000_000) / 5);

describe('native batches under the vendors’ limits', function () {
  this.timeout(60_000);
  let at: NativeWorld;
  afterEach(() => at.dispose());

  it('become several where a run is larger than Gemini takes inline', async () => {
    at = await NativeWorld.open(batchVendors.gemini);
    const values = Array.from({ length: 7 }, (_, row) => megabytes(3, `${row} `));
    const run = await at.start(values);
    const done = await at.finish(run.id);
    assert.deepEqual([done.status, done.cells.succeeded, done.cells.failed], ['completed', values.length, 0]);
    const sizes = at.submits.map(({ body }) => JSON.stringify(body).length);
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) > 20_000_000, 'one alone would not have been taken');
    assert.ok(sizes.length > 1 && sizes.every((size) => size < 20_000_000), sizes.join());
    assert.equal((await at.batchesOf(run.id)).length, sizes.length);
    // Each row once, and to its own cell.
    const asked = at.submits.flatMap(({ body }) => body.batch.inputConfig.requests.requests);
    assert.equal(new Set(asked.map(({ metadata }) => metadata.key)).size, values.length);
    for (const { row, output } of await at.cells(run.id))
      assert.ok(output?.startsWith(`Answer to ${row} word`), `row ${row}`);
  });

  it('fail the one request that is larger than a whole batch, and say so', async () => {
    at = await NativeWorld.open(batchVendors.gemini);
    const prompts = [{ template: '{{text}}{{text}}{{text}}' }];
    const run = await at.start(['short', megabytes(7, 'long '), 'short too'], { prompts });
    const done = await at.finish(run.id);
    assert.deepEqual([done.status, done.cells.succeeded, done.cells.failed], ['completed', 2, 1]);
    const [, long] = await at.cells(run.id);
    assert.match(long?.error?.message ?? '', /larger than a batch for .*Gemini may be \(20 MB\)/);
    assert.equal(at.submits.length, 1);
  });
});
