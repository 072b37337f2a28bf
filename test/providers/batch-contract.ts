import assert from 'node:assert/strict';
import type { BatchApi, BatchRequest, BatchResult } from '../../src/core/ports/provider.ts';
import type { AbaiError } from '../../src/protocol/errors.ts';
import { httpFetch } from '../../src/runtime/http-fetch.ts';
import { type ContractVendor, modelOf, newKey } from './contract.ts';
import type { LoopbackServer } from './servers/loopback.ts';

export interface BatchVendor extends Pick<ContractVendor, 'entry' | 'start' | 'modelId'> {
  /** The vendor keeps a name for a batch. */
  labels: boolean;
  /** One batch may ask one model only. */
  oneModel: boolean;
  /** How a request reads that came too late. */
  late: BatchResult['outcome'];
  /** What the batch ends as when some requests came too late. */
  endsAs: 'ended' | 'expired';
  /** What a cancelled batch ends as when all that it had was done by then. Default: `cancelled`. */
  cancelledAs?: 'expired';
}

/** Every adapter with batches passes this, against its loopback server. */
export function batchContract(vendor: BatchVendor): void {
  const model = modelOf(vendor);
  const options = () => ({ signal: new AbortController().signal });
  const request = (customId: string, prompt: string): BatchRequest => ({
    customId,
    request: { model, system: 'Be kind.', turns: [{ role: 'user', content: prompt }] },
  });
  const requests = [
    request('cell-1', 'One?'),
    request('cell-2', 'Two? [fail]'),
    request('cell_3', 'Three? [late]'),
  ];
  let server: LoopbackServer;
  let batch: BatchApi;
  let mangling: (texts: readonly string[]) => readonly string[];

  beforeEach(async () => {
    const key = newKey();
    mangling = (texts) => texts;
    server = await vendor.start({ key, batches: { listPageSize: 2, mangle: (texts) => mangling(texts) } });
    const provider = (await vendor.entry.load())({
      baseUrl: server.url,
      fetch: httpFetch(fetch),
      apiKey: async () => key,
    });
    assert.ok(provider.batch);
    batch = provider.batch;
  });
  afterEach(() => server.close());

  const submit = () => batch.submit(requests, { ...options(), label: 'run 7, part 1' });

  it('submits every request under its id, without streaming', async () => {
    assert.ok((await submit()).length > 0);
    const sent = server.requests
      .map(({ body }) => (typeof body === 'string' ? body : JSON.stringify(body)))
      .join();
    for (const { customId } of requests) assert.ok(sent.includes(customId), `${customId} is not in ${sent}`);
    assert.match(sent, /Be kind\./);
    assert.doesNotMatch(sent, /"stream"/);
  });

  it('tells how far it is', async () => {
    const id = await submit();
    assert.equal((await batch.status(id, options())).state, 'running');
    const status = await batch.status(id, options());
    assert.equal(status.state, vendor.endsAs);
    assert.equal(status.id, id);
    assert.deepEqual([status.total, status.succeeded], [3, 1]);
    assert.ok(status.failed >= 1);
  });

  it('gives every request its result, by its id', async () => {
    const id = await submit();
    await batch.status(id, options());
    await batch.status(id, options());
    const results = new Map<string, BatchResult>();
    for await (const result of batch.results(id, options())) results.set(result.customId, result);
    assert.equal(results.size, 3);
    const fine = results.get('cell-1');
    assert.ok(fine?.outcome === 'succeeded');
    assert.equal(fine.text, 'Answer to One?');
    assert.equal(fine.thinking, 'Considered.');
    assert.equal(fine.stopReason, 'stop');
    assert.deepEqual(fine.usage, { inputTokens: 7, outputTokens: 5, reasoningTokens: 2 });
    const failed = results.get('cell-2');
    assert.ok(failed?.outcome === 'failed');
    assert.match(failed.message, /Unsupported value/);
    assert.equal(results.get('cell_3')?.outcome, vendor.late);
  });

  it('gives every other request its result when one came broken, and the first of two', async () => {
    for (const broken of [
      '{"truncated',
      'null',
      '7',
      '[]',
      '{}',
      '"text"',
      '{"custom_id": 5, "result": null}',
    ]) {
      const names = /"(?:custom_id|batch_request_id|key)":"cell-1"/u;
      mangling = (texts) => {
        const [first = ''] = texts.filter((text) => names.test(text));
        return [broken, ...texts.filter((text) => text !== first), first, first.replace('Answer', 'Second')];
      };
      const id = await submit();
      await batch.status(id, options());
      await batch.status(id, options());
      const results: BatchResult[] = [];
      for await (const result of batch.results(id, options())) results.push(result);
      const first = results.find(({ customId }) => customId === 'cell-1');
      assert.ok(first?.outcome === 'succeeded', `${broken}: ${JSON.stringify(first)}`);
      assert.equal(first.text, 'Answer to One?');
      assert.equal(new Set(results.map(({ customId }) => customId)).size, 3, broken);
    }
  });

  it('costs only that request when what is left of its result names it', async () => {
    mangling = (texts) =>
      texts.map((text) =>
        text.includes('cell-1')
          ? text.replaceAll(/"(?:content|output|parts)":\[/gu, (start) => `${start.slice(0, -1)}7,"x":[`)
          : text,
      );
    const id = await submit();
    await batch.status(id, options());
    await batch.status(id, options());
    const results = new Map<string, BatchResult>();
    for await (const result of batch.results(id, options())) results.set(result.customId, result);
    assert.equal(results.size, 3);
    const cut = results.get('cell-1');
    if (cut?.outcome === 'failed') assert.match(cut.message, /cannot be read\. Retry it|without an answer/u);
    mangling = (texts) => texts.map((text) => (text.includes('cell-1') ? text.slice(0, -9) : text));
    const again = await submit();
    await batch.status(again, options());
    await batch.status(again, options());
    let others = 0;
    for await (const { customId } of batch.results(again, options())) others += Number(customId !== 'cell-1');
    assert.equal(others, 2);
  });

  it('can be cancelled', async () => {
    const id = await submit();
    await batch.cancel(id, options());
    assert.equal((await batch.status(id, options())).state, 'cancelling');
    assert.equal((await batch.status(id, options())).state, vendor.cancelledAs ?? 'cancelled');
    const outcomes = [];
    for await (const result of batch.results(id, options())) outcomes.push(result.customId);
    assert.equal(outcomes.length, 3);
  });

  it('is found again in the list', async () => {
    const since = Date.now() - 1000;
    const id = await submit();
    const { batches, complete } = await batch.list({ ...options(), since });
    assert.equal(complete, true);
    const [listed] = batches;
    assert.equal(listed?.id, id);
    assert.equal(listed?.total, 3);
    assert.ok((listed?.createdAt ?? 0) >= since);
    assert.equal(batch.keepsLabels, vendor.labels);
    if (vendor.labels) assert.equal(listed?.label, 'run 7, part 1');
    assert.deepEqual((await batch.list({ ...options(), since: Date.now() + 5000 })).batches, []);
  });

  it('is found on every page of the list', async () => {
    const ids = [];
    for (let made = 0; made < 5; made += 1) ids.push(await submit());
    const { batches, complete } = await batch.list({ ...options(), since: Date.now() - 60_000 });
    assert.equal(complete, true);
    assert.deepEqual(batches.map(({ id }) => id).sort(), ids.sort());
  });

  it('is not larger than what its requests are said to take', async () => {
    await submit();
    const bytes = requests.reduce((sum, one) => sum + batch.bytesOf(one), 0);
    const sent = server.requests.find(({ body }) => JSON.stringify(body ?? '').includes('cell-1'));
    const whole = typeof sent?.body === 'string' ? sent.body : JSON.stringify(sent?.body);
    // Beside the requests stand the frame of the upload and names of the batch.
    assert.ok(Buffer.byteLength(whole) <= bytes + 1000, `${Buffer.byteLength(whole)} of ${bytes}`);
    assert.ok(bytes <= Buffer.byteLength(whole) + 1000);
    assert.ok(batch.limits.requests >= 50_000 && batch.limits.bytes >= 20_000_000);
    assert.equal(batch.limits.oneModel, vendor.oneModel);
  });

  it('is refused before anything is sent when ids repeat or do not fit', async () => {
    for (const wrong of [[request('a', 'One?'), request('a', 'Two?')], [request('a b', 'One?')], []]) {
      await assert.rejects(batch.submit(wrong, { ...options(), label: 'x' }), (error: AbaiError) => {
        assert.equal(error.code, 'invalid');
        return true;
      });
    }
    assert.equal(server.requests.length, 0);
  });

  if (vendor.oneModel) {
    it('is refused with requests to several models', async () => {
      const other = { ...model, id: `${model.id}-2` };
      const mixed: BatchRequest[] = [
        request('a', 'One?'),
        { customId: 'b', request: { model: other, turns: [{ role: 'user', content: 'Two?' }] } },
      ];
      await assert.rejects(batch.submit(mixed, { ...options(), label: 'x' }), /one model/);
    });
  }

  it('says when there is no such batch', async () => {
    await assert.rejects(batch.status('nope', options()), (error: AbaiError) => error.code === 'not-found');
  });
}
