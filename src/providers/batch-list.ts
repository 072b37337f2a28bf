import type { BatchList, ListedBatch } from '../core/ports/provider.ts';

export interface BatchPage {
  batches: ListedBatch[];
  /** What asks for the next page; undefined on the last. */
  next: string | undefined;
}

/** What a vendor puts on a page when asked for as much as it gives. */
export const listPageSize = 100;
const mostPages = 50;

/**
 * The pages of a vendor's list, one after another, without what is older than `since`. Read to the end: not every vendor
 * says in which order they come. Those that do, by `newestFirst`, are read until the first older one.
 */
export async function readBatchList(
  page: (token: string | undefined) => Promise<BatchPage>,
  { since, newestFirst }: { since: number; newestFirst: boolean },
): Promise<BatchList> {
  const batches: ListedBatch[] = [];
  let token: string | undefined;
  for (let read = 0; read < mostPages; read += 1) {
    const { batches: found, next } = await page(token);
    // A time that could not be read is 0, which says nothing of the batch's age.
    const isOlder = ({ createdAt }: ListedBatch) => createdAt > 0 && createdAt < since;
    batches.push(...found.filter((batch) => !isOlder(batch)));
    const over = newestFirst && found.some(isOlder);
    if (next === undefined || next === token || over) return { batches, complete: true };
    token = next;
  }
  return { batches, complete: false };
}
