import { batchShelf, fateOf, type StoredBatch } from './batch-fates.ts';
import type { RecordedRequest } from './loopback.ts';

interface Line {
  custom_id: string;
  url: string;
  body: { model: string; input: { role: string; content: string }[] };
}

/** Files and batches in memory, as OpenAI has them. Results come out in another order than they went in. */
export function openAiBatches() {
  const files = new Map<string, string>();
  const shelf = batchShelf<Line>('batch_');

  return (request: RecordedRequest): { status?: number; body: unknown; type?: string } | undefined => {
    const path = request.path.split('?')[0] ?? '';
    if (request.method === 'POST' && path === '/v1/files') {
      const id = `file-${files.size + 1}`;
      files.set(id, linesOfUpload(String(request.body)));
      return { body: { id, object: 'file', purpose: 'batch' } };
    }
    const content = /^\/v1\/files\/([^/]+)\/content$/.exec(path)?.[1];
    if (content !== undefined) return { body: files.get(content) ?? '', type: 'application/octet-stream' };
    if (path === '/v1/batches' && request.method === 'POST') {
      const lines = parsed(files.get(request.body.input_file_id) ?? '');
      return { body: shown(shelf.add(lines, request.body.metadata?.abai_label)) };
    }
    if (path === '/v1/batches')
      return { body: { object: 'list', data: shelf.all().map(shown), has_more: false } };
    const [, id, action] = /^\/v1\/batches\/([^/]+)(\/cancel)?$/.exec(path) ?? [];
    if (id === undefined) return undefined;
    const batch = shelf.get(id);
    if (batch === undefined) {
      return {
        status: 404,
        body: { error: { message: `No batch found with id '${id}'.`, type: 'invalid_request_error' } },
      };
    }
    if (action) batch.cancelled = true;
    else batch.looks++;
    if (batch.looks === 2) {
      const [fine, rest] = [batch.lines.filter(isFine), batch.lines.filter((line) => !isFine(line))];
      files.set(`out-${id}`, [...fine].reverse().map(succeeded).join('\n'));
      files.set(`err-${id}`, rest.map(failed).join('\n'));
    }
    return { body: shown(batch) };
  };
}

const promptOf = (line: Line) => line.body.input.findLast((item) => item.role === 'user')?.content ?? '';
const isFine = (line: Line) => fateOf(promptOf(line)) === 'succeeded';
const parsed = (text: string): Line[] => text.split('\n').map((line) => JSON.parse(line));

/** The JSON lines inside of a multipart body. */
export function linesOfUpload(body: string): string {
  return body
    .split(/\r?\n/)
    .filter((line) => line.startsWith('{'))
    .join('\n');
}

function shown(batch: StoredBatch<Line>) {
  const done = batch.looks >= 2;
  const fine = batch.lines.filter(isFine).length;
  return {
    id: batch.id,
    object: 'batch',
    status: batch.cancelled ? 'cancelling' : done ? 'completed' : batch.looks ? 'in_progress' : 'validating',
    created_at: 1_790_000_000,
    expires_at: 1_790_086_400,
    request_counts: {
      total: batch.lines.length,
      completed: done ? fine : 0,
      failed: done ? batch.lines.length - fine : 0,
    },
    metadata: batch.label ? { abai_label: batch.label } : null,
    ...(done ? { output_file_id: `out-${batch.id}`, error_file_id: `err-${batch.id}` } : {}),
  };
}

/** A whole response of the Responses API. */
export function wholeWireResponse(model: string, text: string) {
  return {
    id: 'resp_1',
    object: 'response',
    status: 'completed',
    model,
    output: [
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Considered.' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text, annotations: [] }] },
    ],
    usage: {
      input_tokens: 7,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 5,
      output_tokens_details: { reasoning_tokens: 2 },
      total_tokens: 12,
    },
  };
}

function succeeded(line: Line): string {
  const body = wholeWireResponse(line.body.model, `Answer to ${promptOf(line)}`);
  return JSON.stringify({
    id: 'r',
    custom_id: line.custom_id,
    response: { status_code: 200, body },
    error: null,
  });
}

function failed(line: Line): string {
  if (fateOf(promptOf(line)) === 'expired') {
    const error = { code: 'batch_expired', message: 'This request could not be executed in time.' };
    return JSON.stringify({ id: 'r', custom_id: line.custom_id, response: null, error });
  }
  const body = { error: { message: 'Unsupported value.', code: 'unsupported_value' } };
  return JSON.stringify({
    id: 'r',
    custom_id: line.custom_id,
    response: { status_code: 400, body },
    error: null,
  });
}
