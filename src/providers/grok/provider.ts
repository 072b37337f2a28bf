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
import { bearer, openAiClient } from '../openai/client.ts';
import { readResponses } from '../openai/from-wire.ts';
import { partStream, singleCall } from '../part-stream.ts';
import { sdkFailure, streamedError } from '../sdk-failure.ts';
import { serverSentEvents } from '../server-sent-events.ts';
import { grokBatch } from './batch.ts';
import { grokCapabilities } from './capabilities.ts';
import { grokEntry } from './entry.ts';
import { costFromWire } from './from-wire.ts';
import { toWire } from './to-wire.ts';

/** xAI speaks OpenAI's Responses API, so its calls go through OpenAI's client. */
export function createGrok(endpoint: EndpointOptions): Provider {
  let client: ReturnType<typeof openAiClient> | undefined;
  const call = (signal: AbortSignal, model?: string) => {
    const target: CallTarget = { provider: grokEntry.name, baseUrl: endpoint.baseUrl };
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
        target.key = await requiredKey(endpoint, grokEntry);
        client ??= openAiClient(endpoint);
        return { client: await client, options: { signal, headers: bearer(endpoint, target.key) } };
      },
    };
  };

  const listModels = ({ signal }: CallOptions): Promise<ListedModel[]> => {
    const context = call(signal);
    return singleCall(async () => {
      const { client, options } = await context.ready();
      const page = await client.models.list(options);
      return page.data.filter(({ id }) => !/image|video|imagine/.test(id)).map(({ id }) => ({ id }));
    }, context);
  };

  return {
    capabilities: grokCapabilities,

    generate(request: GenerationRequest, { signal }: CallOptions): AsyncIterable<Part> {
      const context = call(signal, request.model.id);
      const { body, warnings } = toWire(request);
      return partStream({
        ...context,
        request,
        warnings,
        reader: readResponses({ target: context.target, cost: costFromWire }),
        async open() {
          const { client, options } = await context.ready();
          const sent = client.responses.create(body, options);
          return serverSentEvents(await sent.asResponse(), signal, context.streamFailure);
        },
      });
    },

    listModels,
    batch: grokBatch(call),

    async testConnection(options) {
      const models = await listModels(options);
      return `xAI answers: ${models.length} chat models are open to this key.`;
    },
  };
}
