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
import { sdkFailure, streamedError } from '../sdk-failure.ts';
import { serverSentEvents } from '../server-sent-events.ts';
import { anthropicBatch } from './batch.ts';
import { anthropicCapabilities } from './capabilities.ts';
import { anthropicClient, keyHeaders } from './client.ts';
import { anthropicEntry } from './entry.ts';
import { readMessages } from './from-wire.ts';
import { toWire } from './to-wire.ts';

export function createAnthropic(endpoint: EndpointOptions): Provider {
  let client: ReturnType<typeof anthropicClient> | undefined;
  const call = (signal: AbortSignal, model?: string) => {
    const target: CallTarget = { provider: anthropicEntry.name, baseUrl: endpoint.baseUrl };
    if (model !== undefined) target.model = model;
    return {
      signal,
      target() {
        return target;
      },
      failure(thrown: unknown) {
        return sdkFailure(thrown, target);
      },
      streamFailure(error: unknown) {
        return streamedError(error, target);
      },
      /** The client with what each of its calls must bring. */
      ready: async () => {
        target.key = await requiredKey(endpoint, anthropicEntry);
        client ??= anthropicClient(endpoint);
        return { client: await client, options: { signal, headers: keyHeaders(endpoint, target.key) } };
      },
    };
  };

  const listModels = ({ signal }: CallOptions): Promise<ListedModel[]> => {
    const context = call(signal);
    return singleCall(async () => {
      const { client, options } = await context.ready();
      const page = await client.models.list({ limit: 1000 }, options);
      return page.data
        .filter((model) => model.lifecycle !== 'retired')
        .map((model) => {
          const listed: ListedModel = { id: model.id };
          if (model.display_name) listed.name = model.display_name;
          if (model.max_input_tokens) listed.contextSize = model.max_input_tokens;
          if (model.max_tokens) listed.maxOutput = model.max_tokens;
          return listed;
        });
    }, context);
  };

  return {
    capabilities: anthropicCapabilities,

    generate(request: GenerationRequest, { signal }: CallOptions): AsyncIterable<Part> {
      const context = call(signal, request.model.id);
      const { body, headers, warnings } = toWire(request);
      return partStream({
        ...context,
        request,
        warnings,
        reader: readMessages(),
        async open() {
          const { client, options } = await context.ready();
          const sent = client.messages.create(body, { signal, headers: { ...options.headers, ...headers } });
          return serverSentEvents(await sent.asResponse(), signal, context.streamFailure);
        },
      });
    },

    listModels,
    batch: anthropicBatch(call),

    async testConnection(options) {
      const models = await listModels(options);
      return `Anthropic answers: ${models.length} models are open to this key.`;
    },

    countTokens(request, { signal }) {
      const context = call(signal, request.model.id);
      return singleCall(async () => {
        const { model, messages, system, tools, thinking, output_config } = toWire(request).body;
        const { client, options } = await context.ready();
        const counted = await client.messages.countTokens(
          {
            model,
            messages,
            ...(system ? { system } : {}),
            ...(tools ? { tools } : {}),
            ...(thinking ? { thinking } : {}),
            ...(output_config ? { output_config } : {}),
          },
          options,
        );
        return counted.input_tokens;
      }, context);
    },
  };
}
