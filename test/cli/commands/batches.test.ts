import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

const batch = {
  id: 'b-1',
  runId: 'r',
  variantId: 'v',
  providerBatchId: 'batch_7',
  status: 'ambiguous',
  total: 1319,
  succeeded: 0,
  failed: 0,
  error: 'It is not certain.\u001b[2J',
  createdAt: 1,
};

async function abai(argv: string[], answers: ConstructorParameters<typeof FakeClient>[0] = {}) {
  const fake = new FakeClient({
    'batch:list': () => [batch],
    'batch:resolve': () => ({ id: 'r', status: 'running' }),
    ...answers,
  });
  const context = fakeContext({ connect: fake.connect });
  const code = await runProgram(['batches', ...argv], context, () => '1.2.3');
  return { code, ...context.printed, requests: fake.requests, closed: fake.closed };
}

describe('abai batches', () => {
  it('lists what providers have, without control characters', async () => {
    const { code, out, requests, closed } = await abai(['r']);
    assert.equal(code, 0);
    assert.match(out, /b-1 +batch_7 +ambiguous +1,319 +It is not certain\./);
    assert.ok(!out.includes('\u001b[2J'));
    assert.deepEqual(requests, [{ method: 'batch:list', params: { runId: 'r' } }]);
    assert.ok(closed);
  });

  it('gives JSON to programs, and says when there is nothing', async () => {
    assert.deepEqual(JSON.parse((await abai(['r', '--json'])).out), [batch]);
    const none = await abai(['r'], { 'batch:list': () => [] });
    assert.equal(none.out, '');
    assert.match(none.note, /No provider has a batch/);
  });

  it("hands a person's word on", async () => {
    const is = await abai(['r', '--is', 'b-1=batches/x=y']);
    assert.deepEqual(is.requests[0]?.params, { batchId: 'b-1', as: { providerBatchId: 'batches/x=y' } });
    const lost = await abai(['r', '--lost', 'b-1']);
    assert.deepEqual(lost.requests[0]?.params, { batchId: 'b-1', as: 'lost' });
  });

  it('refuses what it cannot understand before it asks anybody', async () => {
    for (const argv of [[], ['r', 's'], ['r', '--is', 'b-1'], ['r', '--is', 'b=c', '--lost', 'b']]) {
      const { code, note, requests } = await abai(argv);
      assert.equal(code, 2, argv.join(' '));
      assert.match(note, /^abai: \S/);
      assert.equal(requests.length, 0);
    }
  });

  it('tells why the word was refused', async () => {
    const { code, note } = await abai(['r', '--lost', 'b-1'], {
      'batch:resolve': () => {
        throw new AbaiError('conflict', 'This batch is ended: there is nothing to settle.');
      },
    });
    assert.equal(code, 1);
    assert.match(note, /nothing to settle/);
  });
});
