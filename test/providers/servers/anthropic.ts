import { anthropicBatches } from './anthropic-batches.ts';
import {
  isProgram,
  type LoopbackServer,
  type RecordedRequest,
  runAlone,
  type Scenario,
  type ServerOptions,
  sse,
  startLoopback,
  type Wire,
} from './loopback.ts';

/** Speaks Anthropic's Messages API, its model list, token count and batches. */
export function startAnthropicServer(options: ServerOptions = {}): Promise<LoopbackServer> {
  return startLoopback(messagesWire(), { models: ['claude-sonnet-5-5', 'claude-haiku-4-5'], ...options });
}

function messagesWire(): Wire {
  const batches = anthropicBatches();
  return {
    basePath: '',
    keyOf: ({ 'x-api-key': key }) => (Array.isArray(key) ? key[0] : key),
    contentType: 'text/event-stream; charset=utf-8',
    asks: (request) =>
      request.method === 'POST' && request.path === '/v1/messages'
        ? { prompt: promptOf(request), model: String(request.body?.model) }
        : undefined,
    frames,
    streamError: (kind) =>
      sse(
        {
          type: 'error',
          error:
            kind === 'overloaded'
              ? { type: 'overloaded_error', message: 'Overloaded' }
              : { type: 'api_error', message: 'Internal server error' },
        },
        'error',
      ),
    errorBody: (status, message, code) =>
      JSON.stringify({
        type: 'error',
        error: {
          type: code === 'insufficient_quota' ? 'billing_error' : (errorTypes[status] ?? 'api_error'),
          message,
        },
        request_id: 'req_1',
      }),
    other(request, options) {
      if (request.path.startsWith('/v1/models')) {
        const data = (options.models ?? []).map((id) => ({
          type: 'model',
          id,
          display_name: `Claude ${id}`,
          created_at: '2026-01-01T00:00:00Z',
          lifecycle: 'active',
          max_input_tokens: 200_000,
          max_tokens: 64_000,
        }));
        const retired = { ...data[0], id: 'claude-2', lifecycle: 'retired' };
        return { body: { data: [...data, retired], has_more: false, first_id: null, last_id: null } };
      }
      if (request.path === '/v1/messages/count_tokens') return { body: { input_tokens: 42 } };
      return batches(request, options);
    },
  };
}

const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

function promptOf(request: RecordedRequest): string {
  const last = request.body?.messages?.findLast?.((message: { role?: string }) => message.role === 'user');
  return last?.content?.find?.((block: { type: string }) => block.type === 'text')?.text ?? '';
}

function frames(scenario: Scenario, request: RecordedRequest) {
  const odd = scenario.unknown ? { tomorrow: { deep: [null] } } : {};
  const send = (type: string, rest: object) => sse({ type, ...rest, ...odd }, type);
  const { usage } = scenario;
  const counts = usage
    ? {
        input_tokens:
          usage.input - (usage.cached ?? 0) - (usage.cacheWrite5m ?? 0) - (usage.cacheWrite1h ?? 0),
        cache_read_input_tokens: usage.cached ?? 0,
        cache_creation_input_tokens: (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0),
        cache_creation: {
          ephemeral_5m_input_tokens: usage.cacheWrite5m ?? 0,
          ephemeral_1h_input_tokens: usage.cacheWrite1h ?? 0,
        },
        output_tokens: 1,
        service_tier: 'standard',
      }
    : undefined;
  const body = [
    send('message_start', {
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: request.body?.model,
        content: [],
        stop_reason: null,
        usage: counts,
      },
    }),
    send('ping', {}),
  ];
  if (scenario.unknown) body.push(send('content_block_dream', { index: 0 }));
  let index = 0;
  const block = (start: object, deltas: object[]) => {
    body.push(
      send('content_block_start', { index, content_block: start }),
      ...deltas.map((delta) => send('content_block_delta', { index, delta })),
      send('content_block_stop', { index }),
    );
    index++;
  };
  if (scenario.thinking?.length) {
    const deltas = scenario.thinking.map((thinking) => ({ type: 'thinking_delta', thinking }));
    block({ type: 'thinking', thinking: '', signature: '' }, [
      ...deltas,
      { type: 'signature_delta', signature: 'c2ln' },
    ]);
  }
  if (scenario.text?.length) {
    const citations = (scenario.citations ?? []).map(({ url, title }) => ({
      type: 'citations_delta',
      citation: { type: 'web_search_result_location', url, title, cited_text: 'x', encrypted_index: 'y' },
    }));
    block({ type: 'text', text: '' }, [
      ...scenario.text.map((text) => ({ type: 'text_delta', text })),
      ...citations,
    ]);
  }
  for (const call of scenario.toolCalls ?? []) {
    const text = JSON.stringify(call.arguments);
    block({ type: 'tool_use', id: call.id, name: call.name, input: {} }, [
      { type: 'input_json_delta', partial_json: '' },
      { type: 'input_json_delta', partial_json: text.slice(0, 7) },
      { type: 'input_json_delta', partial_json: text.slice(7) },
    ]);
  }
  const reason = scenario.refusal
    ? 'refusal'
    : scenario.stop === 'length'
      ? 'max_tokens'
      : scenario.toolCalls?.length
        ? 'tool_use'
        : 'end_turn';
  const end = [
    send('message_delta', {
      delta: { stop_reason: reason, stop_sequence: null },
      usage: usage && {
        output_tokens: usage.output,
        input_tokens: null,
        output_tokens_details: usage.reasoning ? { thinking_tokens: usage.reasoning } : null,
        server_tool_use: usage.searches ? { web_search_requests: usage.searches } : null,
      },
    }),
    send('message_stop', {}),
  ];
  return { body, end };
}

if (isProgram(import.meta.url)) await runAlone(startAnthropicServer);
