import type { CellPatch } from '../core/ports/run-store.ts';

/**
 * The sentence of a refusal that every further call of the same model will meet as well: a key that is not taken, a model
 * or an address that is not there, a quota that is used up. Undefined for any other outcome.
 */
export function hopelessRefusal({ status, error, attempts }: CellPatch): string | undefined {
  // What is wrong with a row alone, such as its image, is found before any call and counts no attempts.
  if (status !== 'failed' || !error || attempts === undefined) return undefined;
  const { code, retryable, details, message } = error;
  // Never sent: the address itself is refused.
  const noAddress = code === 'invalid' && attempts === 0;
  const nobodyThere = code === 'unavailable' && details?.status === undefined;
  const quota = code === 'rate-limited' && !retryable;
  const isHopeless = code === 'auth' || code === 'not-found' || noAddress || nobodyThere || quota;
  return isHopeless ? message : undefined;
}
