import { type RecordedRequest, type Scenario, sse, type Wire } from './loopback.ts';

/** Chat Completions, as most servers speak it. */
export function chatCompletionsWire(): Wire {
  return {
    basePath: '/v1',
    keyOf: (headers) => headers.authorization?.replace(/^Bearer /, ''),
    contentType: 'text/event-stream',
    asks: (request) =>
      request.method === 'POST' && request.path.split('?')[0]?.endsWith('/chat/completions')
        ? { prompt: promptOf(request), model: String(request.body?.model) }
        : undefined,
    frames,
    streamError: (kind) =>
      sse({
        error:
          kind === 'overloaded'
            ? { message: 'The engine is overloaded.', type: 'overloaded_error', code: 503 }
            : { message: 'The worker died.', type: 'server_error', code: null },
      }),
    errorBody: (_status, message, code) =>
      JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: code ?? null } }),
    other: (request, { models = [] }) =>
      request.path.split('?')[0] === '/v1/models'
        ? {
            body: {
              object: 'list',
              data: models.map((id) => ({ id, object: 'model', max_model_len: 8192 })),
            },
          }
        : undefined,
  };
}

function promptOf(request: RecordedRequest): string {
  const content = request.body?.messages?.findLast?.(
    (one: { role?: string }) => one.role === 'user',
  )?.content;
  return typeof content === 'string' ? content : (content?.[0]?.text ?? '');
}

function frames(scenario: Scenario, request: RecordedRequest) {
  const odd = scenario.unknown ? { tomorrow: { deep: [1] }, system_fingerprint: null } : {};
  const chunk = (delta: object, finish: string | null = null) =>
    sse({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: request.body?.model,
      choices: [{ index: 0, delta: { ...delta, ...odd }, finish_reason: finish, logprobs: null }],
      usage: null,
      ...odd,
    });
  const body = [chunk({ role: 'assistant', content: '' })];
  if (scenario.unknown) body.push(': processing\n\n', sse({ object: 'something.else', choices: [] }));
  for (const text of scenario.thinking ?? []) body.push(chunk({ reasoning_content: text }));
  for (const text of scenario.text ?? [])
    body.push(chunk(scenario.refusal ? { refusal: text } : { content: text }));
  for (const [index, call] of (scenario.toolCalls ?? []).entries()) {
    const text = JSON.stringify(call.arguments);
    const half = Math.ceil(text.length / 2);
    body.push(
      chunk({
        tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }],
      }),
      chunk({ tool_calls: [{ index, function: { arguments: text.slice(0, half) } }] }),
      chunk({ tool_calls: [{ index, function: { arguments: text.slice(half) } }] }),
    );
  }
  for (const citation of scenario.citations ?? []) {
    body.push(chunk({ content: '', annotations: [{ type: 'url_citation', url_citation: citation }] }));
  }
  const finish =
    scenario.stop === 'content-filter'
      ? 'content_filter'
      : scenario.stop === 'length'
        ? 'length'
        : scenario.toolCalls?.length
          ? 'tool_calls'
          : 'stop';
  const end = [chunk({}, finish)];
  const { usage } = scenario;
  if (usage) {
    end.push(
      sse({
        id: 'chatcmpl-1',
        object: 'chat.completion.chunk',
        created: 1,
        model: request.body?.model,
        choices: [],
        usage: {
          prompt_tokens: usage.input,
          completion_tokens: usage.output,
          total_tokens: usage.input + usage.output,
          prompt_tokens_details: { cached_tokens: usage.cached ?? 0 },
          completion_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
        },
      }),
    );
  }
  end.push(sse('[DONE]'));
  return { body, end };
}
