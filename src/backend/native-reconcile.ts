import type { StoredBatch } from '../core/ports/native-batches.ts';
import type { ListedBatch } from '../core/ports/provider.ts';
import type { Store } from '../core/ports/store.ts';
import type { BatchLine } from './batch-calls.ts';

const minute = 60_000;
/** How far a provider's clock may be off ours. */
const skewMs = 5 * minute;
/** A batch without a label that was made later than this after the submit is somebody else's. */
const longestSubmitMs = 20 * minute;

/** What a submit is known by in the provider's list: each try of a batch is another. */
export function labelOf({ id, submittingAt }: StoredBatch): string {
  return `${id}-${submittingAt ?? 0}`;
}

/** What became of a submit whose answer was lost. */
export type Found = { id: string } | 'none' | { unclear: string };

/**
 * Looks for a submit's batch in the provider's own list: by its label, else by when it was made, how many requests it
 * has and, where it has ended already, by the ids in its results. Throws what the provider's call throws.
 */
export async function findSubmitted(
  line: BatchLine,
  batch: StoredBatch,
  store: Store,
  signal: AbortSignal,
): Promise<Found> {
  const began = batch.submittingAt ?? batch.createdAt;
  const { batches, complete } = await line.api.list({ signal, since: began - skewMs });
  const fits = line.api.keepsLabels
    ? batches.filter(({ label }) => label === labelOf(batch))
    : await likely(line, batch, batches, began, store, signal);
  if (fits.length === 1 && fits[0]) return { id: fits[0].id };
  if (fits.length > 1) {
    return { unclear: `${line.provider} lists ${fits.length} batches that could be it` };
  }
  return complete ? 'none' : { unclear: `${line.provider} lists too many batches to find it` };
}

async function likely(
  line: BatchLine,
  batch: StoredBatch,
  listed: readonly ListedBatch[],
  began: number,
  store: Store,
  signal: AbortSignal,
): Promise<ListedBatch[]> {
  const known = await store.nativeBatches.knownProviderIds(listed.map(({ id }) => id));
  const fits: ListedBatch[] = [];
  for (const one of listed) {
    if (known.has(one.id) || one.createdAt > began + longestSubmitMs) continue;
    if (one.total !== undefined && one.total !== batch.total) continue;
    const own = await hasOurIds(line, batch, one.id, store, signal);
    if (own === true) return [one];
    if (own === undefined) fits.push(one);
  }
  return fits;
}

/** By its first result; undefined as long as there is none. */
async function hasOurIds(
  line: BatchLine,
  batch: StoredBatch,
  id: string,
  store: Store,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const { state } = await line.api.status(id, { signal });
  if (state === 'submitted' || state === 'running' || state === 'cancelling') return undefined;
  for await (const { customId } of line.api.results(id, { signal }))
    return (await store.nativeBatches.cellsByCustomId(batch.id, [customId])).length > 0;
  return undefined;
}
