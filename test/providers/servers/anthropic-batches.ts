import { batchShelf, type Fate, type StoredBatch } from './batch-fates.ts';
import type { OtherAnswer, RecordedRequest, ServerOptions } from './loopback.ts';

interface Line {
  custom_id: string;
  params: { messages: { role: string; content: { text?: string }[] }[] };
}

const day = 86_400_000;

/** Message batches in memory, with ids that begin so. Counts stay 0 until the end, and results come in another order. */
export function anthropicBatches(prefix = 'msgbatch_') {
  const shelf = batchShelf<Line>(prefix, promptOf);

  function shown(batch: StoredBatch<Line>, { batches: options }: ServerOptions) {
    const done = shelf.isDone(batch, options);
    const count = (...fates: Fate[]) => (done ? shelf.count(batch, ...fates) : 0);
    return {
      id: batch.id,
      type: 'message_batch',
      processing_status: done ? 'ended' : batch.cancelled ? 'canceling' : 'in_progress',
      created_at: new Date(batch.createdAt).toISOString(),
      expires_at: new Date(batch.createdAt + day).toISOString(),
      // An address of the server's choice, to which no key may go.
      results_url: done ? 'http://127.0.0.1:1/results' : null,
      request_counts: {
        processing: done ? 0 : batch.lines.length,
        succeeded: count('succeeded'),
        errored: count('failed', 'lost'),
        canceled: count('cancelled'),
        expired: count('expired'),
      },
    };
  }

  return (request: RecordedRequest, options: ServerOptions): OtherAnswer | undefined => {
    const [path = '', query] = request.path.split('?');
    if (path === '/v1/messages/batches' && request.method === 'POST') {
      return { body: shown(shelf.add(request.body.requests, options.batches), options), submit: true };
    }
    if (path === '/v1/messages/batches') {
      const page = shelf.page(options.batches, new URLSearchParams(query).get('after_id'));
      const data = page.batches.map((batch) => shown(batch, options));
      return { body: { data, has_more: page.next !== undefined, last_id: data.at(-1)?.id ?? null } };
    }
    const [, id, action] = /^\/v1\/messages\/batches\/([^/]+)(\/cancel|\/results)?$/.exec(path) ?? [];
    if (id === undefined) return undefined;
    const batch = shelf.get(id);
    if (batch === undefined) {
      return {
        status: 404,
        body: { type: 'error', error: { type: 'not_found_error', message: 'No such batch.' } },
      };
    }
    if (action === '/results') {
      const lines = shelf.results(batch).map((line) => resultOf(line, shelf.fate(batch, line)));
      return { body: (options.batches?.mangle?.(lines) ?? lines).join('\n'), type: 'application/x-jsonl' };
    }
    if (action) shelf.cancel(batch);
    else batch.looks++;
    return { body: shown(batch, options) };
  };
}

function promptOf(line: Line): string {
  return line.params.messages.at(-1)?.content.at(-1)?.text ?? '';
}

function resultOf(line: Line, fate: Fate): string {
  const { custom_id } = line;
  if (fate === 'expired') return JSON.stringify({ custom_id, result: { type: 'expired' } });
  if (fate === 'cancelled') return JSON.stringify({ custom_id, result: { type: 'canceled' } });
  if (fate === 'failed') {
    const error = { type: 'error', error: { type: 'invalid_request_error', message: 'Unsupported value.' } };
    return JSON.stringify({ custom_id, result: { type: 'errored', error } });
  }
  const message = {
    id: 'msg_1',
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: 'Considered.', signature: 'c2ln' },
      { type: 'text', text: `Answer to ${promptOf(line)}` },
    ],
    stop_reason: 'end_turn',
    usage: { input_tokens: 7, output_tokens: 5, output_tokens_details: { thinking_tokens: 2 } },
  };
  return JSON.stringify({ custom_id, result: { type: 'succeeded', message } });
}
