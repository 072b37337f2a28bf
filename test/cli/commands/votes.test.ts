import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import type { Vote } from '../../../src/protocol/votes.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

function vote(number: number, change: Partial<Vote> = {}): Vote {
  return {
    id: `v-${number}`,
    comparisonId: 'c-1',
    projectId: 'p-1',
    prompt: 'Which?',
    verdict: 'tie',
    models: ['demo:swift', 'demo:prose'],
    blind: false,
    messageIds: ['m-1', 'm-2'],
    createdAt: Date.UTC(2026, 10, 21),
    ...change,
  };
}

const votes = [
  vote(3, { verdict: 'winner', winner: 'demo:prose', blind: true, prompt: 'bad\u001b[2J prompt' }),
  vote(2),
  vote(1, { verdict: 'all-bad' }),
];

async function run(kept: readonly Vote[], ...words: string[]) {
  const fake = new FakeClient({
    'vote:list': () => kept,
    'project:list': () => [{ id: 'p-7', name: 'Reviews', createdAt: 0, lastUsed: 0 }],
  });
  const context = fakeContext({ connect: fake.connect });
  const code = await runProgram(['votes', ...words], context, () => '');
  return { code, ...context.printed, requests: fake.requests };
}

describe('abai votes', () => {
  it('prints whole votes as JSON, an empty array when there is none', async () => {
    assert.deepEqual(JSON.parse((await run(votes, '--json')).out), votes);
    assert.equal((await run([], '--json')).out, '[]\n');
  });

  it('shows them as a table without what could upset a terminal', async () => {
    const { out, code } = await run(votes);
    assert.equal(code, 0);
    const [, , first, second, third] = out.split('\n');
    assert.match(first!, /demo:prose +demo:swift, demo:prose +yes +bad prompt$/u);
    assert.match(second!, / tie +demo:swift, demo:prose +no +Which\?$/u);
    assert.match(third!, / all bad +demo:swift/u);
  });

  it('says where votes come from when there is none', async () => {
    const { out, note } = await run([]);
    assert.equal(out, '');
    assert.match(note, /no vote yet/u);
  });

  it('asks for those of one project, by its name', async () => {
    const { requests } = await run(votes, '--json', '--project', 'Reviews');
    const [asked] = requests.filter(({ method }) => method === 'vote:list');
    assert.equal((asked!.params as { projectId?: string }).projectId, 'p-7');
    const all = (await run(votes, '--json')).requests.find(({ method }) => method === 'vote:list');
    assert.equal((all!.params as { projectId?: string }).projectId, undefined);
  });

  it('takes no other words', async () => {
    const { code, note } = await run(votes, 'mine');
    assert.equal(code, 2);
    assert.match(note, /takes no "mine"/u);
  });
});
