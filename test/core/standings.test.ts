import assert from 'node:assert/strict';
import { bradleyTerry, pairRates } from '../../src/core/standings.ts';

const won = (winner: string, ...others: string[]) => ({
  verdict: 'winner' as const,
  winner,
  models: [winner, ...others],
});
const times = <T>(count: number, vote: T): T[] => Array.from({ length: count }, () => vote);

describe('standings', () => {
  it('count a winner against each of the others, and say nothing of those among themselves', () => {
    const pairs = pairRates([won('b', 'a', 'c')]);
    assert.deepEqual(
      pairs.map(({ first, second, wins, losses, ties }) => [first, second, wins, losses, ties]),
      [
        ['a', 'b', 0, 1, 0],
        ['b', 'c', 1, 0, 0],
      ],
    );
  });

  it('count a tie half for each, and "all bad" for nobody', () => {
    const [pair, ...others] = pairRates([
      { verdict: 'tie', models: ['a', 'b'] },
      { verdict: 'all-bad', models: ['a', 'b'] },
      won('a', 'b'),
    ]);
    assert.equal(others.length, 0);
    assert.deepEqual([pair!.wins, pair!.losses, pair!.ties, pair!.rate], [1, 0, 1, 0.75]);
    assert.ok(pair!.low < 0.75 && pair!.high > 0.75);
  });

  it('rank two models by the odds of their wins', () => {
    // With the one tie that each has against the mean, odds of 3 to 1 become a little smaller; with many votes they are it.
    const [first, second] = bradleyTerry([...times(3000, won('a', 'b')), ...times(1000, won('b', 'a'))]);
    assert.equal(first!.model, 'a');
    const odds = 10 ** ((first!.rating - second!.rating) / 400);
    assert.ok(Math.abs(odds - 3) < 0.02, `${odds}`);
    assert.ok(Math.abs(first!.rating + second!.rating) < 1e-6);
  });

  it('find the strengths that made the votes', () => {
    const strengths: Record<string, number> = { a: 4, b: 2, c: 1, d: 0.5 };
    const names = Object.keys(strengths);
    const votes = names.flatMap((one) =>
      names
        .filter((other) => other !== one)
        .flatMap((other) =>
          times(
            Math.round((6000 * strengths[one]!) / (strengths[one]! + strengths[other]!)),
            won(one, other),
          ),
        ),
    );
    const ranking = bradleyTerry(votes);
    assert.deepEqual(
      ranking.map(({ model }) => model),
      ['a', 'b', 'c', 'd'],
    );
    for (const [at, { rating }] of ranking.entries()) {
      const next = ranking[at + 1];
      if (next) assert.ok(Math.abs(10 ** ((rating - next.rating) / 400) - 2) < 0.02);
    }
  });

  it('give a model that never lost a rating that is no infinity, and an error', () => {
    const ranking = bradleyTerry(times(20, won('a', 'b')));
    assert.ok(ranking.every(({ rating, error }) => Number.isFinite(rating) && error > 0 && error < 1000));
    assert.deepEqual([ranking[0]!.wins, ranking[0]!.losses], [20, 0]);
  });

  it('are empty without votes', () => {
    assert.deepEqual(pairRates([]), []);
    assert.deepEqual(bradleyTerry([]), []);
  });
});
