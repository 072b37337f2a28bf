/** Between growth with size, which is about 8, and with its square, which is 64. */
export const mostGrowth = 32;

/**
 * How many times longer work takes that is eight times as large. The quickest of a few tries counts, and what looks too
 * long is measured again, because other programs run beside the tests.
 */
export async function growth(work: (size: number) => unknown, size: number): Promise<number> {
  await work(size);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4 && least >= mostGrowth; round++) {
    const small = await quickest(work, size);
    least = Math.min(least, (await quickest(work, size * 8)) / small);
  }
  return least;
}

/** Milliseconds; what takes less than two says nothing of its growth. */
async function quickest(work: (size: number) => unknown, size: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3; tries++) {
    const start = performance.now();
    await work(size);
    best = Math.min(best, performance.now() - start);
  }
  return Math.max(best, 2);
}
