import type {
  CallOptions,
  EndpointOptions,
  GenerationRequest,
  ListedModel,
  Part,
  Provider,
} from '../../core/ports/provider.ts';
import { requiredKey } from '../api-key.ts';
import type { CallTarget } from '../call-target.ts';
import { partStream, singleCall } from '../part-stream.ts';
import { serverSentEvents } from '../server-sent-events.ts';
import { geminiBatch } from './batch.ts';
import { geminiCapabilities } from './capabilities.ts';
import { callOptions, geminiClient } from './client.ts';
import { geminiEntry } from './entry.ts';
import { geminiFailure, geminiStreamFailure } from './errors.ts';
import { readContents } from './from-wire.ts';
import { toWire } from './to-wire.ts';

export function createGemini(endpoint: EndpointOptions): Provider {
  let client: ReturnType<typeof geminiClient> | undefined;
  const call = (signal: AbortSignal, model?: string) => {
    const target: CallTarget = { provider: geminiEntry.name, baseUrl: endpoint.baseUrl };
    if (model !== undefined) target.model = model;
    let answered: Response | undefined;
    return {
      signal,
      target() {
        return target;
      },
      failure(thrown: unknown) {
        return geminiFailure(thrown, target, answered?.headers);
      },
      streamFailure(error: unknown) {
        return geminiStreamFailure(error, target, answered?.headers);
      },
      /** The client with what each of its calls must bring. */
      ready: async () => {
        target.key = await requiredKey(endpoint, geminiEntry);
        client ??= geminiClient(endpoint);
        const httpOptions = callOptions(endpoint, target.key, (response) => {
          answered = response;
        });
        const getJson = async (path: string) => {
          const url = `${endpoint.baseUrl.replace(/\/v1(beta)?\/?$/, '')}/v1beta/${path}`;
          const send = httpOptions.fetch ?? endpoint.fetch;
          const response = await send(url, { headers: httpOptions.headers ?? {}, signal });
          if (!response.ok)
            throw Object.assign(new Error(await response.text()), { status: response.status });
          return response.json();
        };
        return { ai: await client, httpOptions, getJson, answer: () => answered as Response };
      },
    };
  };

  const listModels = ({ signal }: CallOptions): Promise<ListedModel[]> => {
    const context = call(signal);
    return singleCall(async () => {
      const { ai, httpOptions } = await context.ready();
      const pager = await ai.models.list({ config: { pageSize: 1000, abortSignal: signal, httpOptions } });
      return pager.page
        .filter((model) => model.supportedActions?.includes('generateContent') ?? true)
        .map((model) => {
          const listed: ListedModel = { id: (model.name ?? '').replace(/^models\//, '') };
          if (model.displayName) listed.name = model.displayName;
          if (model.inputTokenLimit) listed.contextSize = model.inputTokenLimit;
          if (model.outputTokenLimit) listed.maxOutput = model.outputTokenLimit;
          return listed;
        });
    }, context);
  };

  return {
    capabilities: geminiCapabilities,

    generate(request: GenerationRequest, { signal }: CallOptions): AsyncIterable<Part> {
      const context = call(signal, request.model.id);
      const { body, warnings } = toWire(request);
      body.config.abortSignal = signal;
      return partStream({
        ...context,
        request,
        warnings,
        reader: readContents({ searchesBilledEach: !/^gemini-[12]\b/.test(request.model.id) }),
        async open() {
          const { ai, httpOptions, answer } = await context.ready();
          body.config.httpOptions = httpOptions;
          // The SDK asks; what comes is read here, and the SDK's iterator never begun.
          await ai.models.generateContentStream(body);
          return serverSentEvents(answer(), signal, context.streamFailure);
        },
      });
    },

    listModels,
    batch: geminiBatch(call),

    async testConnection(options) {
      const models = await listModels(options);
      return `Gemini answers: ${models.length} models are open to this key.`;
    },

    countTokens(request, { signal }) {
      const context = call(signal, request.model.id);
      return singleCall(async () => {
        const { model, contents } = toWire(request).body;
        const { ai, httpOptions } = await context.ready();
        // The endpoint takes no system prompt beside the contents; inside of them it counts the same.
        const system = request.system ? [{ role: 'user', parts: [{ text: request.system }] }] : [];
        const counted = await ai.models.countTokens({
          model,
          contents: [...system, ...contents],
          config: { abortSignal: signal, httpOptions },
        });
        return counted.totalTokens ?? 0;
      }, context);
    },
  };
}
