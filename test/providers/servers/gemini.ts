import { geminiBatches } from './gemini-batches.ts';
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

/** Speaks Gemini's v1beta: streamed contents, the model list, token counts and batches. */
export function startGeminiServer(options: ServerOptions = {}): Promise<LoopbackServer> {
  return startLoopback(contentsWire(), { models: ['gemini-3.8-flash', 'gemini-2.5-pro'], ...options });
}

function contentsWire(): Wire {
  const batches = geminiBatches();
  return {
    basePath: '',
    keyOf: ({ 'x-goog-api-key': key }) => (Array.isArray(key) ? key[0] : key),
    contentType: 'text/event-stream',
    asks(request) {
      const model = /^\/v1beta\/models\/([^/:]+):streamGenerateContent\?alt=sse$/.exec(request.path)?.[1];
      return request.method === 'POST' && model ? { prompt: promptOf(request), model } : undefined;
    },
    frames,
    streamError: (kind) =>
      sse({
        error:
          kind === 'overloaded'
            ? { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' }
            : { code: 500, message: 'An internal error has occurred.', status: 'INTERNAL' },
      }),
    errorBody: (status, message) =>
      JSON.stringify({ error: { code: status, message, status: statuses[status] ?? 'UNKNOWN' } }),
    other(request, options) {
      const path = request.path.split('?')[0] ?? '';
      if (path === '/v1beta/models') {
        const models = (options.models ?? []).map((id) => ({
          name: `models/${id}`,
          displayName: id,
          inputTokenLimit: 1_000_000,
          outputTokenLimit: 65_536,
          supportedGenerationMethods: ['generateContent', 'countTokens'],
        }));
        const embedding = { name: 'models/embedding-1', supportedGenerationMethods: ['embedContent'] };
        return { body: { models: [...models, embedding] } };
      }
      if (path.endsWith(':countTokens')) return { body: { totalTokens: 42 } };
      return batches(request, options);
    },
  };
}

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

function promptOf(request: RecordedRequest): string {
  const last = request.body?.contents?.findLast?.((content: { role?: string }) => content.role === 'user');
  return last?.parts?.find?.((part: { text?: string }) => part.text)?.text ?? '';
}

function frames(scenario: Scenario, request: RecordedRequest) {
  const odd = scenario.unknown ? { tomorrow: { deep: [null] } } : {};
  const { usage } = scenario;
  const usageMetadata = usage && {
    promptTokenCount: usage.input,
    candidatesTokenCount: usage.output - (usage.reasoning ?? 0),
    thoughtsTokenCount: usage.reasoning ?? 0,
    cachedContentTokenCount: usage.cached ?? 0,
    totalTokenCount: usage.input + usage.output,
  };
  const send = (parts: object[], candidate: object = {}) =>
    sse({
      candidates: [{ content: { role: 'model', parts }, index: 0, ...candidate, ...odd }],
      modelVersion: /models\/([^:]+)/.exec(request.path)?.[1],
      responseId: 'r1',
      ...(usageMetadata ? { usageMetadata } : {}),
      ...odd,
    });
  const body: string[] = [];
  if (scenario.unknown) body.push(sse({ dream: true }), send([{ executableThing: {} }]));
  for (const text of scenario.thinking ?? []) body.push(send([{ text, thought: true }]));
  for (const text of scenario.text ?? []) body.push(send([{ text }]));
  if (scenario.toolCalls?.length) {
    body.push(
      send(
        scenario.toolCalls.map(({ name, arguments: args }) => ({
          functionCall: { name, args },
          thoughtSignature: 'c2ln',
        })),
      ),
    );
  }
  const searches = usage?.searches ?? 0;
  const ground =
    scenario.citations || searches > 0
      ? {
          groundingMetadata: {
            webSearchQueries: Array.from({ length: searches }, (_, at) => `query ${at}`),
            groundingChunks: (scenario.citations ?? []).map(({ url, title }) => ({
              web: { uri: url, title },
            })),
          },
        }
      : {};
  const finishReason =
    scenario.stop === 'length' ? 'MAX_TOKENS' : scenario.stop === 'content-filter' ? 'SAFETY' : 'STOP';
  return { body, end: [send([{ text: '' }], { finishReason, ...ground })] };
}

if (isProgram(import.meta.url)) await runAlone(startGeminiServer);
