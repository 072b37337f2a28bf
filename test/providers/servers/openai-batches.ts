import type { RecordedRequest } from './loopback.ts';

/** Files and batches in memory, as OpenAI has them; a batch is completed as soon as it is asked about twice. */
export function openAiBatches() {
  return (_request: RecordedRequest): { status?: number; body: unknown; type?: string } | undefined =>
    undefined;
}
