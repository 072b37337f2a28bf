import { type RecordedRequest, type Scenario, sse, type Wire } from './loopback.ts';
import { openAiBatches } from './openai-batches.ts';

/** The Responses API as OpenAI and xAI speak it, from shapes of the SDK's types and recorded streams. */
export function responsesWire(
  extraUsage: Record<string, unknown> = {},
  batches: Wire['other'] = openAiBatches(),
): Wire {
  return {
    basePath: '/v1',
    keyOf: (headers) => headers.authorization?.replace(/^Bearer /, ''),
    contentType: 'text/event-stream; charset=utf-8',
    asks: (request) =>
      request.method === 'POST' && request.path === '/v1/responses'
        ? { prompt: promptOf(request), model: String(request.body?.model) }
        : undefined,
    frames: (scenario, request) => frames(scenario, request, extraUsage),
    streamError: (kind) =>
      kind === 'overloaded'
        ? sse(
            {
              type: 'error',
              code: 'service_unavailable',
              message: 'The engine is overloaded.',
              param: null,
              sequence_number: 99,
            },
            'response.error',
          )
        : sse(
            {
              type: 'response.failed',
              sequence_number: 99,
              response: {
                id: 'resp_1',
                status: 'failed',
                error: { code: 'server_error', message: 'The model broke.' },
              },
            },
            'response.failed',
          ),
    errorBody: (status, message, code) =>
      JSON.stringify({
        error: {
          message,
          type: status === 429 ? 'requests' : 'invalid_request_error',
          param: null,
          code: code ?? null,
        },
      }),
    other(request, options) {
      const { models = [] } = options;
      if (request.path === '/v1/models') {
        return {
          body: {
            object: 'list',
            data: models.map((id) => ({ id, object: 'model', created: 1, owned_by: 'us' })),
          },
        };
      }
      if (request.path === '/v1/responses/input_tokens') {
        return { body: { object: 'response.input_tokens', input_tokens: 42 } };
      }
      return batches(request, options);
    },
  };
}

function promptOf(request: RecordedRequest): string {
  const last = request.body?.input?.findLast?.((item: { role?: string }) => item.role === 'user');
  const content = last?.content;
  return typeof content === 'string' ? content : (content?.[0]?.text ?? '');
}

function frames(scenario: Scenario, request: RecordedRequest, extraUsage: Record<string, unknown>) {
  let sequence = 0;
  const odd = scenario.unknown ? { field_of_tomorrow: { deep: [1, null] } } : {};
  const send = (type: string, rest: object) =>
    sse({ type, sequence_number: sequence++, ...rest, ...odd }, type);
  const shell = { id: 'resp_1', object: 'response', model: request.body?.model, output: [] };
  const body = [send('response.created', { response: { ...shell, status: 'in_progress' } })];
  if (scenario.unknown) body.push(send('response.dream.delta', { delta: '…' }), ': a comment\n\n');
  if (scenario.thinking?.length) {
    body.push(
      send('response.reasoning_summary_part.added', {
        item_id: 'rs_1',
        output_index: 0,
        summary_index: 0,
        part: { type: 'summary_text', text: '' },
      }),
    );
    for (const delta of scenario.thinking) {
      body.push(
        send('response.reasoning_summary_text.delta', {
          item_id: 'rs_1',
          output_index: 0,
          summary_index: 0,
          delta,
        }),
      );
    }
  }
  for (let search = 0; search < (scenario.usage?.searches ?? 0); search++) {
    body.push(
      send('response.output_item.done', {
        output_index: 0,
        item: {
          id: `ws_${search}`,
          type: 'web_search_call',
          status: 'completed',
          action: { type: 'search', query: 'q' },
        },
      }),
    );
  }
  const kind = scenario.refusal ? 'response.refusal.delta' : 'response.output_text.delta';
  for (const delta of scenario.text ?? []) {
    body.push(send(kind, { item_id: 'msg_1', output_index: 1, content_index: 0, delta, logprobs: [] }));
  }
  for (const [at, { url, title }] of (scenario.citations ?? []).entries()) {
    body.push(
      send('response.output_text.annotation.added', {
        item_id: 'msg_1',
        output_index: 1,
        content_index: 0,
        annotation_index: at,
        annotation: { type: 'url_citation', url, title, start_index: 0, end_index: 1 },
      }),
    );
  }
  for (const call of scenario.toolCalls ?? []) {
    const item = {
      id: `fc_${call.id}`,
      type: 'function_call',
      status: 'completed',
      call_id: call.id,
      name: call.name,
    };
    const text = JSON.stringify(call.arguments);
    body.push(
      send('response.output_item.added', {
        output_index: 2,
        item: { ...item, status: 'in_progress', arguments: '' },
      }),
      send('response.function_call_arguments.delta', { item_id: item.id, output_index: 2, delta: text }),
      send('response.output_item.done', { output_index: 2, item: { ...item, arguments: text } }),
    );
  }
  const incomplete =
    scenario.stop === 'length'
      ? 'max_output_tokens'
      : scenario.stop === 'content-filter'
        ? 'content_filter'
        : undefined;
  const type = incomplete ? 'response.incomplete' : 'response.completed';
  const { usage } = scenario;
  const end = [
    send(type, {
      response: {
        ...shell,
        status: incomplete ? 'incomplete' : 'completed',
        incomplete_details: incomplete ? { reason: incomplete } : null,
        usage:
          usage === null || usage === undefined
            ? null
            : {
                input_tokens: usage.input,
                input_tokens_details: {
                  cached_tokens: usage.cached ?? 0,
                  cache_write_tokens: usage.cacheWrite5m ?? 0,
                },
                output_tokens: usage.output,
                output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
                total_tokens: usage.input + usage.output,
                ...extraUsage,
              },
      },
    }),
  ];
  return { body, end };
}
