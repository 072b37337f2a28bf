/**
 * Work on each of a list, begun one ahead of the test that waits for it: much of a page's time is waiting, and each page
 * is a process of its own.
 */
export function oneAhead<T>(
  list: readonly T[],
  work: (item: T) => Promise<unknown>,
): (index: number) => Promise<unknown> {
  const begun = new Map<number, Promise<unknown>>();
  const begin = (index: number): Promise<unknown> => {
    const item = list[index];
    if (item === undefined) return Promise.resolve();
    const working = begun.get(index) ?? work(item);
    begun.set(index, working);
    // Told by the test that waits for it.
    working.catch(() => undefined);
    return working;
  };
  return (index) => {
    const working = begin(index);
    void begin(index + 1);
    return working;
  };
}
