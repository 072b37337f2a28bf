import { batchShelf, type Fate, mangledValues, type StoredBatch } from './batch-fates.ts';
import type { OtherAnswer, RecordedRequest, ServerOptions } from './loopback.ts';

interface Line {
  metadata: { key: string };
  request: { contents: { role: string; parts: { text?: string }[] }[] };
}

/** Batches in memory, with their requests inline. */
export function geminiBatches() {
  const shelf = batchShelf<Line>('batches/b', promptOf);

  function shown(batch: StoredBatch<Line>, { batches: options }: ServerOptions) {
    const done = shelf.isDone(batch, options);
    const refused = done && shelf.isRefused(batch);
    const fine = shelf.count(batch, 'succeeded');
    const ended = refused ? 'FAILED' : batch.cancelled ? 'CANCELLED' : 'SUCCEEDED';
    const results = mangledValues(
      shelf.results(batch).map((line) => resultOf(line, shelf.fate(batch, line))),
      options,
    );
    return {
      name: batch.id,
      done,
      metadata: {
        displayName: batch.label,
        createTime: new Date(batch.createdAt).toISOString(),
        state: `BATCH_STATE_${done ? ended : batch.cancelled ? 'CANCELLING' : 'RUNNING'}`,
        batchStats: {
          requestCount: String(batch.lines.length),
          ...(done
            ? {
                successfulRequestCount: String(fine),
                failedRequestCount: String(batch.lines.length - fine),
              }
            : { pendingRequestCount: String(batch.lines.length) }),
        },
      },
      ...(refused ? { error: { code: 3, message: 'The requests are bad.' } } : {}),
      ...(done && !refused ? { response: { inlinedResponses: { inlinedResponses: results } } } : {}),
    };
  }

  return (request: RecordedRequest, options: ServerOptions): OtherAnswer | undefined => {
    const [whole = '', query] = request.path.split('?');
    const path = whole.replace('/v1beta/', '');
    if (path.endsWith(':batchGenerateContent')) {
      const { batch } = request.body;
      const made = shelf.add(batch.inputConfig.requests.requests, options.batches, batch.displayName);
      return { body: shown(made, options), submit: true };
    }
    if (path === 'batches') {
      const page = shelf.page(options.batches, new URLSearchParams(query).get('pageToken'));
      const operations = page.batches.map((batch) => shown(batch, options));
      return { body: { operations, ...(page.next ? { nextPageToken: page.next } : {}) } };
    }
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
      shelf.cancel(batch);
      return { body: {} };
    }
    batch.looks++;
    return { body: shown(batch, options) };
  };
}

function promptOf(line: Line): string {
  return line.request.contents.at(-1)?.parts.at(-1)?.text ?? '';
}

function resultOf(line: Line, fate: Fate) {
  const { metadata } = line;
  if (fate === 'cancelled') return { metadata, error: { code: 1, message: 'Cancelled.' } };
  if (fate !== 'succeeded') return { metadata, error: { code: 3, message: 'Unsupported value.' } };
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
