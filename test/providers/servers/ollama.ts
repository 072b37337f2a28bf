import {
  isProgram,
  type LoopbackServer,
  type RecordedRequest,
  runAlone,
  type Scenario,
  type ServerOptions,
  startLoopback,
  type Wire,
} from './loopback.ts';

/** Speaks Ollama's own API: chat, installed and running models, pull, load and unload. */
export function startOllamaServer(options: ServerOptions = {}): Promise<LoopbackServer> {
  return startLoopback(chatWire(), { models: ['gpt-oss:20b', 'gemma4:31b'], ...options });
}

const line = (data: unknown) => `${JSON.stringify(data)}\n`;

function chatWire(): Wire {
  const loaded = new Set<string>();
  const fetched = new Set<string>();
  return {
    basePath: '',
    keyOf: (headers) => headers.authorization?.replace(/^Bearer /, ''),
    contentType: 'application/x-ndjson',
    asks: (request) =>
      request.method === 'POST' && request.path === '/api/chat'
        ? {
            prompt:
              request.body?.messages?.findLast?.((one: { role: string }) => one.role === 'user')?.content ??
              '',
            model: String(request.body?.model),
          }
        : undefined,
    frames,
    streamError: (kind) =>
      line({
        error:
          kind === 'overloaded'
            ? 'server busy, please try again'
            : 'an error was encountered while running the model',
      }),
    errorBody: (_status, message) => JSON.stringify({ error: message }),
    other(request, { models = [] }) {
      const model = request.body?.model ?? request.body?.name;
      switch (request.path) {
        case '/api/version':
          return { body: { version: '0.20.1' } };
        case '/api/tags':
          return {
            body: { models: [...models, ...fetched].map((id) => ({ name: id, model: id, size: 1 })) },
          };
        case '/api/ps':
          return {
            body: {
              models: [...loaded].map((id) => ({
                model: id,
                size_vram: 5000,
                expires_at: '2026-01-01T00:05:00Z',
              })),
            },
          };
        case '/api/generate':
          if (request.body.keep_alive === 0) loaded.delete(model);
          else loaded.add(model);
          return { body: { model, response: '', done: true, done_reason: 'load' } };
        case '/api/show':
          return {
            body: {
              capabilities: ['completion', 'tools'],
              details: { parameter_size: '20.9B', quantization_level: 'MXFP4' },
              model_info: { 'general.architecture': 'gptoss', 'gptoss.context_length': 131_072 },
            },
          };
        case '/api/pull':
          if (isKnown(model) && !models.includes(model)) fetched.add(model);
          return { body: pulled(model), type: 'application/x-ndjson' };
        default:
          return undefined;
      }
    },
  };
}

const isKnown = (model: string) => !/^nonesuch(?::|$)/.test(model);

function pulled(model: string): string {
  if (!isKnown(model)) {
    return line({ status: 'pulling manifest' }) + line({ error: 'pull model manifest: file does not exist' });
  }
  return (
    line({ status: 'pulling manifest' }) +
    line({ status: 'pulling aaa', digest: 'sha256:aaa', total: 100, completed: 40 }) +
    line({ status: 'pulling aaa', digest: 'sha256:aaa', total: 100, completed: 100 }) +
    line({ status: 'success' })
  );
}

function frames(scenario: Scenario, request: RecordedRequest) {
  const odd = scenario.unknown ? { tomorrow: { deep: [null] } } : {};
  const shell = { model: request.body?.model, created_at: '2026-01-01T00:00:00Z', ...odd };
  const send = (message: object) =>
    line({ ...shell, message: { role: 'assistant', content: '', ...message }, done: false });
  const body: string[] = [];
  if (scenario.unknown) body.push(line({ ...shell, dream: true }));
  for (const thinking of scenario.thinking ?? []) body.push(send({ thinking }));
  for (const content of scenario.text ?? []) body.push(send({ content }));
  if (scenario.toolCalls?.length) {
    body.push(
      send({
        tool_calls: scenario.toolCalls.map((call) => ({
          function: { name: call.name, arguments: call.arguments },
        })),
      }),
    );
  }
  const { usage } = scenario;
  const counts = usage ? { prompt_eval_count: usage.input, eval_count: usage.output } : {};
  const end = line({
    ...shell,
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: scenario.stop === 'length' ? 'length' : 'stop',
    total_duration: 5,
    ...counts,
  });
  return { body, end: [end] };
}

if (isProgram(import.meta.url)) await runAlone(startOllamaServer);
