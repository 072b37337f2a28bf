import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

const count = 1203;
const all = Array.from({ length: count }, (_, at) => ({
  id: `r${count - at}`,
  name: `Run ${count - at}`,
  status: 'completed',
  cells: { total: 1, succeeded: 1, failed: 0, cancelled: 0 },
  cost: { usd: 0, basis: 'free' },
  createdAt: count - at,
}));

const backEnd = () =>
  new FakeClient({
    'run:list': ({ limit, before }: { limit: number; before?: { createdAt: number } }) =>
      all.filter(({ createdAt }) => !before || createdAt < before.createdAt).slice(0, limit),
  });

async function abai(fake: FakeClient, ...argv: string[]) {
  const context = fakeContext({ connect: fake.connect });
  const code = await runProgram(['runs', ...argv], context, () => '1.2.3');
  return { code, ...context.printed };
}

describe('abai runs', () => {
  it('lists all runs, page by page, newest first', async () => {
    const fake = backEnd();
    const { code, out } = await abai(fake, '--json');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(out), all);
    assert.equal(fake.asked('run:list'), 3);
  });

  it('lists as many as are wanted', async () => {
    const fake = backEnd();
    const { out } = await abai(fake, '--limit', '2');
    assert.match(out, /Run 1203[\s\S]*Run 1202/);
    assert.doesNotMatch(out, /Run 1201/);
    assert.deepEqual(
      fake.requests.map(({ params }) => params),
      [{ limit: 2 }],
    );
    assert.equal((await abai(backEnd(), '--limit', 'some')).code, 2);
  });
});
