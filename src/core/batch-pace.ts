/** How often a provider is asked about its batches. Milliseconds. */
export interface BatchPace {
  /** The wait before the first look; each further one is twice as long … */
  firstMs: number;
  /** … up to this. */
  longestMs: number;
  /** A submit whose answer was lost may still arrive for so long: only then does "not in the list" mean "never arrived". */
  settleMs: number;
}

export const usualBatchPace: BatchPace = { firstMs: 30_000, longestMs: 600_000, settleMs: 60_000 };

/** The pace with another first wait; the longest grows and shrinks with it. */
export function batchPaceFrom(firstMs: number): BatchPace {
  return {
    ...usualBatchPace,
    firstMs,
    longestMs: firstMs * (usualBatchPace.longestMs / usualBatchPace.firstMs),
  };
}

/** Milliseconds until the next look after so many in vain. */
export function nextLookMs(pace: BatchPace, looks: number): number {
  return Math.min(pace.longestMs, pace.firstMs * 2 ** Math.min(looks, 30));
}
