import type { BatchLimits, BatchRequest } from '../core/ports/provider.ts';
import { AbaiError } from '../protocol/errors.ts';

export interface VendorLimits extends BatchLimits {
  /** For people. */
  provider: string;
}

/** Throws `invalid`, with what to do, for a batch that the provider would refuse after the upload. */
export function checkBatch(requests: readonly BatchRequest[], limits: VendorLimits): void {
  const { provider } = limits;
  if (requests.length === 0)
    throw new AbaiError('invalid', `A batch for ${provider} needs at least one request.`);
  if (requests.length > limits.requests) {
    throw new AbaiError(
      'invalid',
      `${provider} takes ${limits.requests} requests in a batch at most, not ${requests.length}. Split it.`,
    );
  }
  const seen = new Set<string>();
  for (const { customId } of requests) {
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(customId) || seen.has(customId)) {
      throw new AbaiError(
        'invalid',
        `The id "${customId}" is not fit for a batch: each must be new, of 1-64 letters, digits, _ or -.`,
      );
    }
    seen.add(customId);
  }
  if (limits.oneModel && requests.some(({ request }) => request.model.id !== requests[0]?.request.model.id)) {
    throw new AbaiError(
      'invalid',
      `A batch for ${provider} can ask one model only. Submit one for each model.`,
    );
  }
}

/** Throws `invalid` for a batch whose body is too large. */
export function checkBatchBytes(size: number, { provider, bytes }: VendorLimits): void {
  if (size <= bytes) return;
  const megabytes = (count: number) => Math.ceil(count / 1_000_000);
  throw new AbaiError(
    'invalid',
    `${provider} takes batches up to ${megabytes(bytes)} MB; this one has ${megabytes(size)} MB. Split it.`,
  );
}

/** Bytes of a value as a line of JSON, or as an item of an array with its comma. */
export function lineBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value)) + 1;
}
