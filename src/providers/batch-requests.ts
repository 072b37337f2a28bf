import type { BatchRequest } from '../core/ports/provider.ts';
import { AbaiError } from '../protocol/errors.ts';

export interface BatchLimits {
  provider: string;
  mostRequests: number;
  mostBytes: number;
  /** All requests of one batch must name the same model. */
  oneModel?: boolean;
}

/** Throws `invalid`, with what to do, for a batch that the provider would refuse after the upload. */
export function checkBatch(requests: readonly BatchRequest[], limits: BatchLimits): void {
  const { provider } = limits;
  if (requests.length === 0)
    throw new AbaiError('invalid', `A batch for ${provider} needs at least one request.`);
  if (requests.length > limits.mostRequests) {
    throw new AbaiError(
      'invalid',
      `${provider} takes ${limits.mostRequests} requests in a batch at most, not ${requests.length}. Split it.`,
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
export function checkBatchBytes(bytes: number, { provider, mostBytes }: BatchLimits): void {
  if (bytes <= mostBytes) return;
  const megabytes = (size: number) => Math.ceil(size / 1_000_000);
  throw new AbaiError(
    'invalid',
    `${provider} takes batches up to ${megabytes(mostBytes)} MB; this one has ${megabytes(bytes)} MB. Split it.`,
  );
}
