import { batchShelf, fateOf, type StoredBatch } from './batch-fates.ts';
import type { RecordedRequest, ServerOptions } from './loopback.ts';

interface Line {
  custom_id: string;
  params: { messages: { role: string; content: { text?: string }[] }[] };
}

/** Message batches in memory. Counts stay 0 until the end, and results come in another order. */
export function anthropicBatches() {
  const shelf = batchShelf<Line>('msgbatch_');

  return (
    request: RecordedRequest,
    _options: ServerOptions,
  ): { status?: number; body: unknown; type?: string } | undefined => {
    const path = request.path.split('?')[0] ?? '';
    if (path === '/v1/messages/batches' && request.method === 'POST') {
      return { body: shown(shelf.add(request.body.requests)) };
    }
    if (path === '/v1/messages/batches') return { body: { data: shelf.all().map(shown), has_more: false } };
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
      return { body: [...batch.lines].reverse().map(resultOf).join('\n'), type: 'application/x-jsonl' };
    }
    if (action) batch.cancelled = true;
    else batch.looks++;
    return { body: shown(batch) };
  };
}

const promptOf = (line: Line) => line.params.messages.at(-1)?.content.at(-1)?.text ?? '';

function shown(batch: StoredBatch<Line>) {
  const done = batch.looks >= 2;
  const count = (fate: string) => batch.lines.filter((line) => fateOf(promptOf(line)) === fate).length;
  return {
    id: batch.id,
    type: 'message_batch',
    processing_status: batch.cancelled ? 'canceling' : done ? 'ended' : 'in_progress',
    created_at: '2026-09-21T12:00:00Z',
    expires_at: '2026-09-22T12:00:00Z',
    // An address of the server's choice, to which no key may go.
    results_url: done ? 'http://127.0.0.1:1/results' : null,
    request_counts: {
      processing: done ? 0 : batch.lines.length,
      succeeded: done ? count('succeeded') : 0,
      errored: done ? count('failed') : 0,
      canceled: 0,
      expired: done ? count('expired') : 0,
    },
  };
}

function resultOf(line: Line): string {
  const { custom_id } = line;
  const fate = fateOf(promptOf(line));
  if (fate === 'expired') return JSON.stringify({ custom_id, result: { type: 'expired' } });
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
