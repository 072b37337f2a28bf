import type { PairRate } from '../../../src/protocol/votes.ts';

/** A pair of which the first is preferred, in names for people. */
export interface StandingRow {
  first: string;
  second: string;
  votes: number;
  wins: number;
  losses: number;
  ties: number;
  rate: number;
  low: number;
  high: number;
  /** The interval has no place for chance: the first is preferred. */
  clear: boolean;
}

/** The pairs that were judged, most often judged first. */
export function standingRows(
  pairs: readonly PairRate[],
  nameOf: (reference: string) => string,
): StandingRow[] {
  return pairs
    .map((pair) => {
      const { first, second, wins, losses, ties, rate, low, high } = pair.rate < 0.5 ? turned(pair) : pair;
      const votes = wins + losses + ties;
      const names = { first: nameOf(first), second: nameOf(second) };
      return { ...names, votes, wins, losses, ties, rate, low, high, clear: low > 0.5 };
    })
    .sort((a, b) => b.votes - a.votes || b.rate - a.rate);
}

function turned({ first, second, wins, losses, ties, rate, low, high }: PairRate): PairRate {
  return {
    first: second,
    second: first,
    wins: losses,
    losses: wins,
    ties,
    rate: 1 - rate,
    low: 1 - high,
    high: 1 - low,
  };
}
