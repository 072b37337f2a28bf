import type { RecordedRequest, ServerOptions } from './loopback.ts';

/** Message batches in memory. */
export function anthropicBatches() {
  return (
    _request: RecordedRequest,
    _options: ServerOptions,
  ): { status?: number; body: unknown; type?: string } | undefined => undefined;
}
