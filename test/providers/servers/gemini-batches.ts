import { batchShelf, fateOf, type StoredBatch } from './batch-fates.ts';
import type { RecordedRequest, ServerOptions } from './loopback.ts';

interface Line {
  metadata: { key: string };
  request: { contents: { role: string; parts: { text?: string }[] }[] };
}

/** Batches in memory, with their requests inline. */
export function geminiBatches() {
  const shelf = batchShelf<Line>('batches/b');

  return (
    request: RecordedRequest,
    _options: ServerOptions,
  ): { status?: number; body: unknown; type?: string } | undefined => {
    const path = (request.path.split('?')[0] ?? '').replace('/v1beta/', '');
    if (path.endsWith(':batchGenerateContent')) {
      const { batch } = request.body;
      return { body: shown(shelf.add(batch.inputConfig.requests.requests, batch.displayName)) };
    }
    if (path === 'batches') return { body: { operations: shelf.all().map(shown) } };
    const [, id, action] = /^(batches\/[^/:]+)(:cancel)?$/.exec(path) ?? [];
    if (id === undefined) return undefined;
    const batch = shelf.get(id);
    if (batch === undefined) {
      return {
        status: 404,
        body: { error: { code: 404, message: 'Batch not found.', status: 'NOT_FOUND' } },
      };
    }
    if (action) {
      batch.cancelled = true;
      return { body: {} };
    }
    batch.looks++;
    return { body: shown(batch) };
  };
}

const promptOf = (line: Line) => line.request.contents.at(-1)?.parts.at(-1)?.text ?? '';

function shown(batch: StoredBatch<Line>) {
  const done = batch.looks >= 2;
  const fine = batch.lines.filter((line) => fateOf(promptOf(line)) === 'succeeded').length;
  return {
    name: batch.id,
    done,
    metadata: {
      displayName: batch.label,
      createTime: '2026-09-21T12:00:00Z',
      state: `BATCH_STATE_${batch.cancelled ? 'CANCELLED' : done ? 'SUCCEEDED' : 'RUNNING'}`,
      batchStats: {
        requestCount: String(batch.lines.length),
        ...(done
          ? { successfulRequestCount: String(fine), failedRequestCount: String(batch.lines.length - fine) }
          : { pendingRequestCount: String(batch.lines.length) }),
      },
    },
    ...(done ? { response: { inlinedResponses: { inlinedResponses: batch.lines.map(resultOf) } } } : {}),
  };
}

function resultOf(line: Line) {
  const { metadata } = line;
  if (fateOf(promptOf(line)) !== 'succeeded')
    return { metadata, error: { code: 3, message: 'Unsupported value.' } };
  return {
    metadata,
    response: {
      candidates: [
        {
          content: {
            role: 'model',
            parts: [{ text: 'Considered.', thought: true }, { text: `Answer to ${promptOf(line)}` }],
          },
          finishReason: 'STOP',
        },
      ],
      usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 3, thoughtsTokenCount: 2 },
    },
  };
}
