import { wordsOf } from './words.ts';

/** How often each word of a text occurs, whatever its case. */
export interface WordCounts {
  readonly total: number;
  readonly counts: ReadonlyMap<string, number>;
}

export function countWords(text: string): WordCounts {
  const words = wordsOf(text.normalize('NFC').toLowerCase());
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { total: words.length, counts };
}

/**
 * The share of words that two texts have in common, from 0 to 1: of all words of both, those that find their like in the
 * other, each as often as it occurs (the Sørensen-Dice coefficient of two multisets). The order of words plays no part.
 * Null when neither text has a word.
 */
export function agreement(one: WordCounts, other: WordCounts): number | null {
  const total = one.total + other.total;
  if (total === 0) return null;
  const [few, many] = one.counts.size < other.counts.size ? [one, other] : [other, one];
  let common = 0;
  for (const [word, times] of few.counts) common += Math.min(times, many.counts.get(word) ?? 0);
  return (2 * common) / total;
}
