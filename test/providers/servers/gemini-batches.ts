import type { RecordedRequest, ServerOptions } from './loopback.ts';

/** Batches in memory. */
export function geminiBatches() {
  return (
    _request: RecordedRequest,
    _options: ServerOptions,
  ): { status?: number; body: unknown; type?: string } | undefined => undefined;
}
