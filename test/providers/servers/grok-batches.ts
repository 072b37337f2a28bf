import { batchShelf, type Fate, mangledValues, type StoredBatch } from './batch-fates.ts';
import type { OtherAnswer, RecordedRequest, ServerOptions } from './loopback.ts';
import { linesOfUpload, wholeWireResponse } from './openai-batches.ts';

interface Line {
  custom_id: string;
  body: { model: string; input: { role: string; content: string }[] };
}

const day = 86_400_000;

/** xAI's batches in memory; results come in pages of one. */
export function grokBatches() {
  const files = new Map<string, string>();
  const shelf = batchShelf<Line>('batch_', promptOf);

  function shown(batch: StoredBatch<Line>, { batches: options }: ServerOptions) {
    const total = batch.lines.length;
    const done = shelf.isDone(batch, options);
    const fine = shelf.count(batch, 'succeeded');
    const cancelled = shelf.count(batch, 'cancelled');
    return {
      batch_id: batch.id,
      name: batch.label,
      create_time: new Date(batch.createdAt).toISOString(),
      expire_time: new Date(batch.createdAt + day).toISOString(),
      cancel_time: batch.cancelled ? new Date(batch.createdAt + 1).toISOString() : null,
      state: {
        num_requests: total,
        num_pending: done ? 0 : total,
        num_success: done ? fine : 0,
        num_error: done ? total - fine - cancelled : 0,
        num_cancelled: done ? cancelled : 0,
      },
    };
  }

  return (request: RecordedRequest, options: ServerOptions): OtherAnswer | undefined => {
    const [path = '', query] = request.path.split('?');
    if (request.method === 'POST' && path === '/v1/files') {
      const id = `file-${files.size + 1}`;
      files.set(id, linesOfUpload(String(request.body)));
      return { body: { id } };
    }
    const token = new URLSearchParams(query).get('pagination_token');
    if (path === '/v1/batches' && request.method === 'POST') {
      const lines = (files.get(request.body.input_file_id) ?? '').split('\n').map((line) => JSON.parse(line));
      return {
        body: shown(shelf.add(lines, options.batches, request.body.name), options),
        submit: true,
      };
    }
    if (path === '/v1/batches') {
      const page = shelf.page(options.batches, token);
      const batches = page.batches.map((batch) => shown(batch, options));
      return { body: { batches, pagination_token: page.next ?? null } };
    }
    const [, id, action] = /^\/v1\/batches\/([^/:]+)(:cancel|\/results)?$/.exec(path) ?? [];
    if (id === undefined) return undefined;
    const batch = shelf.get(id);
    if (batch === undefined) return { status: 404, body: { code: 'not-found', error: 'Batch not found' } };
    if (action === '/results') {
      const lines = mangledValues(
        shelf.results(batch).map((line) => resultOf(line, shelf.fate(batch, line))),
        options.batches,
      );
      const at = Number(token ?? 0);
      const results = lines.slice(at, at + 1);
      return { body: { results, pagination_token: at + 1 < lines.length ? String(at + 1) : null } };
    }
    if (action) shelf.cancel(batch);
    else batch.looks++;
    return { body: shown(batch, options) };
  };
}

function promptOf(line: Line): string {
  return line.body.input.findLast((item) => item.role === 'user')?.content ?? '';
}

function resultOf(line: Line, fate: Fate) {
  const batch_request_id = line.custom_id;
  if (fate !== 'succeeded') {
    const message = fate === 'cancelled' ? 'The request was cancelled.' : 'Unsupported value.';
    return { batch_request_id, batch_result: { error: { message } } };
  }
  const response = wholeWireResponse(line.body.model, `Answer to ${promptOf(line)}`);
  Object.assign(response.usage, { cost_in_usd_ticks: 5_000_000 });
  return { batch_request_id, batch_result: { response: { responses: response } } };
}
