import { batchShelf, type StoredBatch } from './batch-fates.ts';
import type { OtherAnswer, RecordedRequest, ServerOptions } from './loopback.ts';

interface Line {
  custom_id: string;
  url: string;
  body: { model: string; input: { role: string; content: string }[] };
}

const day = 86_400;

/** Files and batches in memory, as OpenAI has them. Results come out in another order than they went in. */
export function openAiBatches() {
  const files = new Map<string, string>();
  const shelf = batchShelf<Line>('batch_', promptOf);

  function shown(batch: StoredBatch<Line>, { batches: options }: ServerOptions) {
    const done = shelf.isDone(batch, options);
    // The first batch with such a prompt finds the account full.
    const full = batch.id === 'batch_1' && batch.lines.some((line) => promptOf(line).includes('[full]'));
    const refused = done && (full || shelf.isRefused(batch));
    const error = full
      ? { code: 'token_limit_exceeded', message: 'Enqueued token limit reached. Try again later.' }
      : { code: 'invalid', message: 'The file is bad.' };
    const fine = shelf.count(batch, 'succeeded');
    const createdAt = Math.floor(batch.createdAt / 1000);
    const finished = refused ? 'failed' : batch.cancelled ? 'cancelled' : 'completed';
    const open = batch.cancelled ? 'cancelling' : batch.looks ? 'in_progress' : 'validating';
    return {
      id: batch.id,
      object: 'batch',
      status: done ? finished : open,
      created_at: createdAt,
      expires_at: createdAt + day,
      request_counts: {
        total: batch.lines.length,
        completed: done ? fine : 0,
        failed: done ? batch.lines.length - fine : 0,
      },
      metadata: batch.label ? { abai_label: batch.label } : null,
      ...(refused ? { errors: { object: 'list', data: [error] } } : {}),
      ...(done && !refused ? { output_file_id: `out-${batch.id}`, error_file_id: `err-${batch.id}` } : {}),
    };
  }

  return (request: RecordedRequest, options: ServerOptions): OtherAnswer | undefined => {
    const [path = '', query] = request.path.split('?');
    if (request.method === 'POST' && path === '/v1/files') {
      const id = `file-${files.size + 1}`;
      files.set(id, linesOfUpload(String(request.body)));
      return { body: { id, object: 'file', purpose: 'batch' } };
    }
    const content = /^\/v1\/files\/([^/]+)\/content$/.exec(path)?.[1];
    if (content !== undefined) return { body: files.get(content) ?? '', type: 'application/octet-stream' };
    if (path === '/v1/batches' && request.method === 'POST') {
      const lines = parsed(files.get(request.body.input_file_id) ?? '');
      const batch = shelf.add(lines, options.batches, request.body.metadata?.abai_label);
      return { body: shown(batch, options), submit: true };
    }
    if (path === '/v1/batches') {
      const page = shelf.page(options.batches, new URLSearchParams(query).get('after'));
      const data = page.batches.map((batch) => shown(batch, options));
      return { body: { object: 'list', data, has_more: page.next !== undefined } };
    }
    const [, id, action] = /^\/v1\/batches\/([^/]+)(\/cancel)?$/.exec(path) ?? [];
    if (id === undefined) return undefined;
    const batch = shelf.get(id);
    if (batch === undefined) {
      return {
        status: 404,
        body: { error: { message: `No batch found with id '${id}'.`, type: 'invalid_request_error' } },
      };
    }
    if (action) shelf.cancel(batch);
    else batch.looks++;
    if (shelf.isDone(batch, options.batches)) {
      const results = shelf.results(batch);
      const isFine = (line: Line) => shelf.fate(batch, line) === 'succeeded';
      const mangled = options.batches?.mangle ?? ((all: readonly string[]) => all);
      files.set(`out-${id}`, mangled(results.filter(isFine).map(succeeded)).join('\n'));
      const rest = results.filter((line) => !isFine(line));
      files.set(`err-${id}`, rest.map((line) => failed(line, shelf.fate(batch, line))).join('\n'));
    }
    return { body: shown(batch, options) };
  };
}

function promptOf(line: Line): string {
  return line.body.input.findLast((item) => item.role === 'user')?.content ?? '';
}
const parsed = (text: string): Line[] => text.split('\n').map((line) => JSON.parse(line));

/** The JSON lines inside of a multipart body. */
export function linesOfUpload(body: string): string {
  return body
    .split(/\r?\n/)
    .filter((line) => line.startsWith('{'))
    .join('\n');
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

function failed(line: Line, fate: string): string {
  if (fate !== 'failed') {
    const error =
      fate === 'cancelled'
        ? { code: 'batch_cancelled', message: 'This request was not executed: the batch was cancelled.' }
        : { code: 'batch_expired', message: 'This request could not be executed in time.' };
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
