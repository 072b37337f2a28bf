import assert from 'node:assert/strict';
import type { AbaiError } from '../../src/protocol/errors.ts';
import { batchVendors, NativeWorld } from './native-world.ts';

const code = (wanted: string, words?: RegExp) => (error: AbaiError) => {
  assert.equal(error.code, wanted, error.message);
  if (words) assert.match(error.message, words);
  return true;
};

describe('native batches in trouble', () => {
  let at: NativeWorld;
  const open = async (name: keyof typeof batchVendors) => {
    at = await NativeWorld.open(batchVendors[name]);
  };
  afterEach(() => at.dispose());

  /** An owner that is gone in the middle of a submit whose answer never comes. */
  async function dieInSubmit(values = ['One?', 'Two?']) {
    at.batches.submitAnswer = () => 'held';
    const run = await at.start(values);
    // In small steps: a request that is slow to arrive must not be hours old by the clock of a provider without labels.
    await at.until(() => at.submits.length === 1, 50);
    await at.world.store.close();
    at.batches.submitAnswer = () => 'sent';
    return run;
  }

  it('submit again what never arrived, but not before it could have', async () => {
    await open('openai');
    // Everything of the submit is refused from the side of the network: the server never takes it.
    at.server.next({ status: 503 });
    const run = await at.start(['One?']);
    await at.world.until(() => at.server.requests.length >= 2);
    at.world.clock.pass(59_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(at.submits.length, 0);
    const done = await at.finish(run.id);
    assert.equal(done.cells.succeeded, 1);
    assert.equal(at.submits.length, 1);
  });

  it('ask a person when two batches could be it, and go on with the one that is named', async () => {
    await open('anthropic');
    const run = await dieInSubmit();
    // Somebody else submits as many requests at the same moment under the same key.
    const [first] = at.submits;
    const key = at.world.keys.anthropic!;
    await fetch(`${at.server.url}/v1/messages/batches`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({
        requests: first?.body.requests.map((line: object, n: number) => ({ ...line, custom_id: `x${n}` })),
      }),
    });
    at.batches.looksUntilDone = 4;
    await at.world.reopen();
    const paused = await at.finish(run.id);
    assert.equal(paused.status, 'paused');
    assert.match(paused.reason ?? '', /2 requests .* 2 batches that could be it\. Look at your batches/);
    assert.equal(paused.pausedBecause, 'batch');
    const [batch] = await at.batchesOf(run.id);
    assert.equal(batch?.status, 'ambiguous');
    assert.equal(at.submits.length, 2);
    const resolve = (as: 'lost' | { providerBatchId: string }) =>
      at.world.request('batch:resolve', { batchId: batch!.id, as });
    await assert.rejects(resolve({ providerBatchId: 'msgbatch_9' }), code('not-found'));
    const going = await resolve({ providerBatchId: 'msgbatch_1' });
    assert.equal(going.status, 'running');
    await assert.rejects(resolve('lost'), code('conflict', /nothing to settle/));
    const done = await at.finish(run.id);
    assert.equal(done.status, 'completed');
    assert.equal(done.cells.succeeded, 2);
    assert.equal(at.submits.length, 2);
  });

  it('are submitted again on the word that they were lost', async () => {
    await open('anthropic');
    const run = await dieInSubmit();
    at.batches.looksUntilDone = 4;
    const key = at.world.keys.anthropic!;
    await fetch(`${at.server.url}/v1/messages/batches`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(at.submits[0]?.body),
    });
    await at.world.reopen();
    assert.equal((await at.finish(run.id)).status, 'paused');
    const [batch] = await at.batchesOf(run.id);
    await at.world.request('batch:resolve', { batchId: batch!.id, as: 'lost' });
    const done = await at.finish(run.id);
    assert.equal(done.cells.succeeded, 2);
    assert.equal(at.submits.length, 3);
  });

  it('are told apart by their results where the provider keeps no label', async () => {
    await open('anthropic');
    const run = await dieInSubmit();
    const [first] = at.submits;
    const headers = { 'x-api-key': at.world.keys.anthropic!, 'content-type': 'application/json' };
    const requests = first?.body.requests.map((line: object, n: number) => ({ ...line, custom_id: `x${n}` }));
    await fetch(`${at.server.url}/v1/messages/batches`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ requests }),
    });
    for (const id of ['msgbatch_1', 'msgbatch_2'])
      for (let look = 0; look < 2; look += 1)
        await fetch(`${at.server.url}/v1/messages/batches/${id}`, { headers });
    await at.world.reopen();
    const done = await at.finish(run.id);
    assert.equal(done.status, 'completed');
    assert.equal(done.cells.succeeded, 2);
    assert.equal((await at.batchesOf(run.id))[0]?.providerBatchId, 'msgbatch_1');
  });

  it('end with the sentence of the provider when the whole batch failed', async () => {
    await open('openai');
    const run = await at.start(['One? [refuse]', 'Two?']);
    const done = await at.finish(run.id);
    assert.equal(done.status, 'completed');
    assert.equal(done.cells.failed, 2);
    const [cell] = await at.cells(run.id);
    assert.equal(cell?.error?.message, 'The file is bad.');
    assert.equal(cell?.error?.retryable, true);
    const [batch] = await at.batchesOf(run.id);
    assert.deepEqual([batch?.status, batch?.error], ['failed', 'The file is bad.']);
  });

  it('rest while the run is paused, and go on afterwards', async () => {
    await open('gemini');
    at.batches.looksUntilDone = 3;
    const run = await at.start(['One?']);
    await at.until(async () => (await at.batchesOf(run.id))[0]?.status === 'running');
    await at.world.request('run:pause', { runId: run.id });
    const asked = at.server.requests.length;
    for (let hour = 0; hour < 5; hour += 1) {
      at.world.clock.pass(3_600_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.equal(at.server.requests.length, asked);
    assert.equal(at.cancels.length, 0);
    await at.world.request('run:resume', { runId: run.id });
    assert.equal((await at.finish(run.id)).cells.succeeded, 1);
    assert.equal(at.submits.length, 1);
  });

  it('wait visibly for a key, and go on when somebody has it', async () => {
    await open('grok');
    const { vault } = at.world.caller;
    const get = vault.get.bind(vault);
    let gone = true;
    const { AbaiError: Failure } = await import('../../src/protocol/errors.ts');
    vault.get = async (name, origin) => {
      if (gone) throw new Failure('unavailable', 'The window is gone.');
      return get(name, origin);
    };
    const run = await at.start(['One?']);
    await at.until(async () =>
      /Needs a window with the key/.test((await at.batchesOf(run.id))[0]?.error ?? ''),
    );
    assert.equal((await at.batchesOf(run.id))[0]?.status, 'prepared');
    assert.match((await at.run(run.id)).waitsForKey ?? '', /Needs a window with the key/);
    assert.equal(at.server.requests.length, 0);
    gone = false;
    const done = await at.finish(run.id);
    assert.deepEqual([done.cells.succeeded, done.waitsForKey], [1, undefined]);
    assert.equal((await at.batchesOf(run.id))[0]?.error, undefined);
  });

  it('pause the run when the key is refused, and keep what the provider has', async () => {
    await open('openai');
    const run = await at.start(['One?']);
    await at.until(async () => (await at.batchesOf(run.id))[0]?.status === 'submitted');
    const key = at.world.keys.openai!;
    at.world.keys.openai = 'x'.repeat(40);
    const paused = await at.finish(run.id);
    assert.equal(paused.status, 'paused');
    assert.match(paused.reason ?? '', /key.*Then resume the run/is);
    assert.equal(paused.pausedBecause, 'key');
    assert.ok(!JSON.stringify(paused).includes('xxxx'));
    at.world.keys.openai = key;
    await at.world.request('run:resume', { runId: run.id });
    assert.equal((await at.finish(run.id)).cells.succeeded, 1);
    assert.equal(at.submits.length, 1);
  });

  it('wait when the provider takes no more now', async () => {
    await open('openai');
    at.server.next({ status: 429, headers: { 'retry-after': '120' } });
    const run = await at.start(['One?']);
    await at.until(async () => (await at.batchesOf(run.id))[0]?.error !== undefined, 0);
    const [batch] = await at.batchesOf(run.id);
    assert.equal(batch?.status, 'prepared');
    assert.ok((batch?.nextPollAt ?? 0) >= at.world.clock.now() + 120_000);
    assert.equal((await at.finish(run.id)).cells.succeeded, 1);
    assert.equal(at.submits.length, 1);
  });

  it('wait until others have ended when the account holds no more, and go again', async () => {
    await open('openai');
    const run = await at.start(['One? [full]']);
    await at.until(
      async () => (await at.batchesOf(run.id))[0]?.status === 'prepared' && at.submits.length > 0,
    );
    const [batch] = await at.batchesOf(run.id);
    assert.match(batch?.error ?? '', /Enqueued token limit/);
    assert.equal(batch?.providerBatchId, undefined);
    assert.ok((batch?.nextPollAt ?? 0) > at.world.clock.now());
    const done = await at.finish(run.id);
    assert.equal(done.cells.succeeded, 1);
    const labels = at.submits.map(({ body }) => body.metadata.abai_label);
    assert.equal(new Set(labels).size, 2, 'each try has a label of its own');
  });

  it('ask a person when the list of the provider is too long to be read to its end', async () => {
    await open('gemini');
    const run = await dieInSubmit(['One?']);
    // Pages without an end: each names another one.
    let page = 0;
    const { fetch: real } = globalThis;
    globalThis.fetch = async (input, init) => {
      const url = String(input instanceof Request ? input.url : input);
      if (!/\/batches\?/.test(url)) return real(input, init);
      page += 1;
      return Response.json({ operations: [], nextPageToken: `page-${page}` });
    };
    try {
      await at.world.reopen();
      const paused = await at.finish(run.id);
      assert.equal(paused.status, 'paused');
      assert.match(paused.reason ?? '', /lists too many batches to find it/);
      assert.equal(page, 50);
    } finally {
      globalThis.fetch = real;
    }
    assert.equal(at.submits.length, 1);
  });

  it("do not take the answers of somebody else's batch for theirs", async () => {
    await open('anthropic');
    at.batches.looksUntilDone = 6;
    // The server never sees our submit; another program submits as many requests in the same minute.
    at.server.next({ status: 503 });
    const run = await at.start(['One?', 'Two?']);
    await at.world.until(() => at.submits.length === 1);
    const headers = { 'x-api-key': at.world.keys.anthropic!, 'content-type': 'application/json' };
    const requests = at.submits[0]?.body.requests.map((line: object, n: number) => ({
      ...line,
      custom_id: `x${n}`,
    }));
    await fetch(`${at.server.url}/v1/messages/batches`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ requests }),
    });
    const paused = await at.finish(run.id);
    assert.equal(paused.status, 'paused');
    assert.match(paused.reason ?? '', /holds somebody else's requests/);
    assert.equal(paused.cells.succeeded, 0);
    const [batch] = await at.batchesOf(run.id);
    await at.world.request('batch:resolve', { batchId: batch!.id, as: 'lost' });
    const done = await at.finish(run.id);
    assert.equal(done.cells.succeeded, 2);
  });

  it('are looked at less and less often', async () => {
    await open('openai');
    at.batches.looksUntilDone = 8;
    const run = await at.start(['One?']);
    const times: number[] = [];
    let seen = 0;
    await at.until(async () => {
      const looks = at.server.requests.filter(
        ({ method, path }) => method === 'GET' && /batch_1$/.test(path),
      );
      if (looks.length > seen) times.push(at.world.clock.now());
      seen = looks.length;
      return (await at.run(run.id)).status !== 'running';
    }, 10_000);
    const gaps = times.slice(1).map((time, n) => Math.round((time - times[n]!) / 30_000));
    for (const [n, gap] of gaps.slice(0, 6).entries()) {
      const wanted = Math.min(20, 2 ** (n + 1));
      assert.ok(Math.abs(gap - wanted) <= 1, `${gaps.join(' ')}: ${gap} at ${n}, not ${wanted}`);
    }
  });
});
