import { batchShelf, fateOf, type StoredBatch } from './batch-fates.ts';
import type { RecordedRequest } from './loopback.ts';
import { linesOfUpload, wholeWireResponse } from './openai-batches.ts';

interface Line {
  custom_id: string;
  body: { model: string; input: { role: string; content: string }[] };
}

/** xAI's batches in memory; results come in pages of one. */
export function grokBatches() {
  const files = new Map<string, string>();
  const shelf = batchShelf<Line>('batch_');

  return (request: RecordedRequest): { status?: number; body: unknown } | undefined => {
    const [path = '', query] = request.path.split('?');
    if (request.method === 'POST' && path === '/v1/files') {
      const id = `file-${files.size + 1}`;
      files.set(id, linesOfUpload(String(request.body)));
      return { body: { id } };
    }
    if (path === '/v1/batches' && request.method === 'POST') {
      const lines = (files.get(request.body.input_file_id) ?? '').split('\n').map((line) => JSON.parse(line));
      return { body: shown(shelf.add(lines, request.body.name)) };
    }
    if (path === '/v1/batches') return { body: { batches: shelf.all().map(shown) } };
    const [, id, action] = /^\/v1\/batches\/([^/:]+)(:cancel|\/results)?$/.exec(path) ?? [];
    if (id === undefined) return undefined;
    const batch = shelf.get(id);
    if (batch === undefined) return { status: 404, body: { code: 'not-found', error: 'Batch not found' } };
    if (action === '/results') {
      const at = Number(new URLSearchParams(query).get('pagination_token') ?? 0);
      const line = batch.lines[at] as Line;
      const next = at + 1 < batch.lines.length ? String(at + 1) : null;
      return { body: { results: [resultOf(line)], pagination_token: next } };
    }
    if (action) batch.cancelled = true;
    else batch.looks++;
    return { body: shown(batch) };
  };
}

const promptOf = (line: Line) => line.body.input.findLast((item) => item.role === 'user')?.content ?? '';

function shown(batch: StoredBatch<Line>) {
  const total = batch.lines.length;
  const done = batch.looks >= 2;
  const fine = batch.lines.filter((line) => fateOf(promptOf(line)) === 'succeeded').length;
  return {
    batch_id: batch.id,
    name: batch.label,
    create_time: '2026-09-21T12:00:00Z',
    expire_time: '2026-09-22T12:00:00Z',
    cancel_time: batch.cancelled ? '2026-09-21T13:00:00Z' : null,
    state: {
      num_requests: total,
      num_pending: done ? 0 : total,
      num_success: done ? fine : 0,
      num_error: done ? total - fine : 0,
      num_cancelled: 0,
    },
  };
}

function resultOf(line: Line) {
  const batch_request_id = line.custom_id;
  if (fateOf(promptOf(line)) !== 'succeeded') {
    return { batch_request_id, batch_result: { error: { message: 'Unsupported value.' } } };
  }
  const response = wholeWireResponse(line.body.model, `Answer to ${promptOf(line)}`);
  Object.assign(response.usage, { cost_in_usd_ticks: 5_000_000 });
  return { batch_request_id, batch_result: { response: { responses: response } } };
}
