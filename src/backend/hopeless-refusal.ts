import type { CellPatch } from '../core/ports/run-store.ts';

/**
 * The sentence of a refusal that every further call of the same model will meet as well: a key that is not taken, a model
 * or an address that is not there, a quota that is used up. Undefined for any other outcome.
 */
export function hopelessRefusal({ status, error, attempts }: CellPatch): string | undefined {
  if (status !== 'failed' || !error) return undefined;
  const { code, retryable, details, message } = error;
  // Never sent: the address itself is refused. What is wrong with a row is found before, and counts no attempts at all.
  const noAddress = code === 'invalid' && attempts === 0;
  const nobodyThere = code === 'unavailable' && details?.status === undefined;
  const quota = code === 'rate-limited' && !retryable;
  return code === 'auth' ||
    (code === 'not-found' && attempts !== undefined) ||
    noAddress ||
    nobodyThere ||
    quota
    ? message
    : undefined;
}
