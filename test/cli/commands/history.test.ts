import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import type { ComparisonSummary } from '../../../src/protocol/comparisons.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

function summary(number: number, patch: Partial<ComparisonSummary> = {}): ComparisonSummary {
  return {
    id: `cmp-${number}`,
    projectId: 'p-1',
    name: `Comparison ${number}`,
    createdAt: Date.UTC(2026, 10, 21) + number,
    lastUsed: 1,
    models: ['demo:swift', 'demo:sage'],
    statuses: ['complete', 'complete'],
    cost: { usd: 0, basis: 'free' },
    ...patch,
  };
}

type Page = { limit: number; before?: { createdAt: number; id: string } };

/** A store of comparisons, newest first, which pages as the back end does. */
async function run(all: readonly ComparisonSummary[], ...words: string[]) {
  const fake = new FakeClient({
    'comparison:list': ({ limit, before }: Page) => {
      const from = before ? all.findIndex(({ id }) => id === before.id) + 1 : 0;
      return all.slice(from, from + limit);
    },
  });
  const context = fakeContext({ connect: fake.connect });
  assert.equal(await runProgram(['history', ...words], context, () => ''), 0);
  return { ...context.printed, requests: fake.requests };
}

const many = Array.from({ length: 1234 }, (_, at) => summary(1234 - at));

describe('abai history', () => {
  it('prints all of it as JSON, page by page, newest first', async () => {
    const { out, requests } = await run(many, '--json');
    assert.deepEqual(
      JSON.parse(out).map(({ id }: ComparisonSummary) => id),
      many.map(({ id }) => id),
    );
    assert.equal(requests.length, 3);
  });

  it('prints an empty array of an empty history, and a hint without --json', async () => {
    assert.equal((await run([], '--json')).out, '[]\n');
    const { out, note } = await run([]);
    assert.equal(out, '');
    assert.match(note, /history is empty/u);
  });

  it('shows the newest as a table', async () => {
    const { out } = await run([
      summary(2, {
        name: 'bad\u001b[2J name',
        statuses: ['complete', 'failed'],
        cost: { usd: null, basis: 'unknown' },
      }),
      summary(1),
    ]);
    const [, , first, second] = out.split('\n');
    assert.match(
      first ?? '',
      /^2026-11-2\d \d\d:\d\d {2}bad name +demo:swift, demo:sage +1 of 2 +unknown {2}cmp-2$/u,
    );
    assert.match(second ?? '', /2 of 2 +free {2}cmp-1$/u);
  });

  it('takes as many as asked for', async () => {
    assert.equal((await run(many)).out.trim().split('\n').length, 2 + 20);
    assert.equal(JSON.parse((await run(many, '--json', '--limit', '700')).out).length, 700);
  });
});
