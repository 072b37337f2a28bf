/**
 * How many times longer work takes that is eight times as large: about 8 where time grows with size, 64 and more where
 * it grows with its square. The quickest of a few tries counts, because other programs run beside the tests.
 */
export async function growth(work: (size: number) => unknown, size: number): Promise<number> {
  const time = async (units: number) => {
    let best = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < 4; tries++) {
      const start = performance.now();
      await work(units);
      best = Math.min(best, performance.now() - start);
    }
    // What takes less than a tick says nothing of its growth.
    return Math.max(best, 0.5);
  };
  await work(size);
  const small = await time(size);
  return (await time(size * 8)) / small;
}

/** Between growth with size and with its square, far from both. */
export const mostGrowth = 25;
