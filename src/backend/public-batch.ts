import type { StoredBatch } from '../core/ports/native-batches.ts';
import type { NativeBatch } from '../protocol/batches.ts';

/** A native batch as clients see it: without what only the back end needs. */
export function publicBatch({
  endpoint: _endpoint,
  submittingAt: _submittingAt,
  polls: _polls,
  cancelAsked: _cancelAsked,
  ...batch
}: StoredBatch): NativeBatch {
  return batch;
}
