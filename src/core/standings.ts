import type { PairRate, RankedModel, Vote } from '../protocol/votes.ts';
import { wilsonInterval } from './statistics.ts';

/** What a vote says of pairs: a winner beats each of the others, of whom it says nothing among themselves. */
type Ballot = Pick<Vote, 'verdict' | 'winner' | 'models'>;

interface Tally {
  wins: number;
  losses: number;
  ties: number;
}

/** By the names of two models in alphabetical order; wins are the first one's. */
function tallies(votes: readonly Ballot[]): Map<string, { first: string; second: string } & Tally> {
  const pairs = new Map<string, { first: string; second: string } & Tally>();
  const note = (one: string, other: string, what: 'win' | 'tie'): void => {
    const [first, second] = one < other ? [one, other] : [other, one];
    const key = JSON.stringify([first, second]);
    const pair = pairs.get(key) ?? { first, second, wins: 0, losses: 0, ties: 0 };
    if (what === 'tie') pair.ties += 1;
    else if (one === first) pair.wins += 1;
    else pair.losses += 1;
    pairs.set(key, pair);
  };
  for (const { verdict, winner, models } of votes) {
    const names = [...new Set(models)];
    if (verdict === 'winner' && winner !== undefined) {
      for (const other of names) if (other !== winner) note(winner, other, 'win');
    } else if (verdict === 'tie') {
      for (const [at, one] of names.entries()) {
        for (const other of names.slice(at + 1)) note(one, other, 'tie');
      }
    }
  }
  return pairs;
}

/** How each pair stands, by name. */
export function pairRates(votes: readonly Ballot[]): PairRate[] {
  return [...tallies(votes).values()]
    .map((pair) => {
      const total = pair.wins + pair.losses + pair.ties;
      const interval = wilsonInterval(pair.wins + pair.ties / 2, total)!;
      return { ...pair, rate: interval.share, low: interval.low, high: interval.high };
    })
    .sort((a, b) => (a.first + a.second < b.first + b.second ? -1 : 1));
}

/** Rounds of the iteration; it is done when no strength moves by more than `settled`, which takes a few dozen. */
const mostRounds = 10_000;
const settled = 1e-9;
/** Points of a chess rating for each natural logarithm of odds. */
const pointsPerLogit = 400 / Math.LN10;

/**
 * Strengths by Bradley and Terry (1952), by Hunter's MM algorithm (2004), ties as half a win for each; best first. Each
 * model is given one tie against a model of mean strength, so that one that never lost is not infinitely strong. The error
 * is of the curvature at the maximum, with the other strengths taken as known.
 */
export function bradleyTerry(votes: readonly Ballot[]): RankedModel[] {
  const pairs = [...tallies(votes).values()];
  const names = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))].sort();
  const own = new Map(names.map((name) => [name, { wins: 0, losses: 0, ties: 0 }]));
  const games = new Map<string, { other: string; count: number }[]>(names.map((name) => [name, []]));
  for (const { first, second, wins, losses, ties } of pairs) {
    const [a, b] = [own.get(first)!, own.get(second)!];
    a.wins += wins;
    a.losses += losses;
    a.ties += ties;
    b.wins += losses;
    b.losses += wins;
    b.ties += ties;
    games.get(first)!.push({ other: second, count: wins + losses + ties });
    games.get(second)!.push({ other: first, count: wins + losses + ties });
  }
  let strength = new Map(names.map((name) => [name, 1]));
  for (let round = 0; round < mostRounds; round += 1) {
    const next = new Map<string, number>();
    for (const name of names) {
      const mine = strength.get(name)!;
      const { wins, ties } = own.get(name)!;
      // The one tie against the mean: half a win, one game.
      let expected = 1 / (mine + 1);
      for (const { other, count } of games.get(name)!) expected += count / (mine + strength.get(other)!);
      next.set(name, (wins + ties / 2 + 0.5) / expected);
    }
    const moved = Math.max(
      0,
      ...names.map((name) => Math.abs(Math.log(next.get(name)! / strength.get(name)!))),
    );
    strength = next;
    if (moved < settled) break;
  }
  const mean =
    names.reduce((sum, name) => sum + Math.log(strength.get(name)!), 0) / Math.max(1, names.length);
  return names
    .map((model) => {
      const mine = strength.get(model)!;
      const chance = (theirs: number): number => (mine * theirs) / (mine + theirs) ** 2;
      const information = games
        .get(model)!
        .reduce((sum, { other, count }) => sum + count * chance(strength.get(other)!), chance(1));
      return {
        model,
        rating: (Math.log(mine) - mean) * pointsPerLogit,
        error: pointsPerLogit / Math.sqrt(information),
        ...own.get(model)!,
      };
    })
    .sort((a, b) => b.rating - a.rating || (a.model < b.model ? -1 : 1));
}
