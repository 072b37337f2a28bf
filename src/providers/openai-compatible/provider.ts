import type {
  CallOptions,
  EndpointOptions,
  GenerationRequest,
  ListedModel,
  Part,
  Provider,
} from '../../core/ports/provider.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { optionalKey } from '../api-key.ts';
import type { CallTarget } from '../call-target.ts';
import { endpointFetch } from '../endpoint-fetch.ts';
import { openAiClient } from '../openai/client.ts';
import { partStream, singleCall } from '../part-stream.ts';
import { sdkFailure, streamedError } from '../sdk-failure.ts';
import { serverSentEvents } from '../server-sent-events.ts';
import { serverAddress } from './address.ts';
import { openAiCompatibleCapabilities } from './capabilities.ts';
import { postChat } from './chat-request.ts';
import { openAiCompatibleEntry } from './entry.ts';
import { readChatCompletions } from './from-wire.ts';
import { toWire, wireModelId } from './to-wire.ts';

export function createOpenAiCompatible(endpoint: EndpointOptions): Provider {
  const { endpointName } = endpoint;
  const address = serverAddress(endpoint.baseUrl);
  const billsUsd = /^https:\/\/openrouter\.ai(:|\/|$)/.test(endpoint.baseUrl);

  const send = endpointFetch(endpoint);
  let client: ReturnType<typeof openAiClient> | undefined;

  const call = (signal: AbortSignal, model?: string) => {
    const target: CallTarget = {
      provider: endpointName ?? openAiCompatibleEntry.name,
      baseUrl: address.baseUrl,
    };
    if (model !== undefined) target.model = wireModelId(model, endpointName);
    /** Local servers need no key; Azure wants it in a header of its own. */
    const headers = async (): Promise<Record<string, string | null>> => {
      const key = await optionalKey(endpoint, target.provider);
      if (key) target.key = key;
      const plain = address.kind === 'plain';
      return {
        authorization: plain && key ? `Bearer ${key}` : null,
        ...(!plain && key ? { 'api-key': key } : {}),
        ...endpoint.headers,
      };
    };
    return {
      headers,
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
      /** OpenAI's client, with what each of its calls must bring. */
      ready: async () => {
        const options = { signal, headers: await headers() };
        client ??= openAiClient({ ...endpoint, baseUrl: address.baseUrl }, address.query);
        return { client: await client, options };
      },
    };
  };

  const listModels = async ({ signal }: CallOptions): Promise<ListedModel[]> => {
    const context = call(signal);
    const list = () =>
      singleCall(async () => {
        const { client, options } = await context.ready();
        // Azure's list of models is what could be deployed; what can be called are the deployments.
        const path = address.kind === 'azure' && 'api-version' in address.query ? '/deployments' : '/models';
        const page = await client.get<{
          data: { id: string; context_length?: number; max_model_len?: number }[];
        }>(path, options);
        return page.data.map((one): ListedModel => {
          const size = one.context_length ?? one.max_model_len;
          return size ? { id: one.id, contextSize: size } : { id: one.id };
        });
      }, context);
    if (address.kind === 'plain') return list();
    try {
      return await list();
    } catch (error) {
      // Newer api-versions list no deployments: those must be named in the settings.
      if (error instanceof AbaiError && error.code === 'not-found') return [];
      throw error;
    }
  };

  return {
    capabilities: openAiCompatibleCapabilities,

    generate(request: GenerationRequest, { signal }: CallOptions): AsyncIterable<Part> {
      const context = call(signal, request.model.id);
      const { body, warnings } = toWire(request, { kind: address.kind, endpointName });
      return partStream({
        ...context,
        request,
        warnings,
        reader: readChatCompletions({ billsUsd }),
        async open() {
          const headers = new Headers();
          for (const [name, value] of Object.entries(await context.headers())) {
            if (value !== null) headers.set(name, value);
          }
          const target = context.target();
          const answer = await postChat(send, { address, headers, body }, { signal, target });
          return serverSentEvents(answer, signal, context.streamFailure);
        },
      });
    },

    listModels,

    async testConnection(options) {
      const name = endpointName ?? 'The endpoint';
      if (address.kind === 'azure') {
        const context = call(options.signal);
        await singleCall(async () => {
          const ready = await context.ready();
          await ready.client.get('/models', ready.options);
        }, context);
        return `${name} answers as Azure OpenAI and takes the key.`;
      }
      const models = await listModels(options);
      return `${name} answers and offers ${models.length} ${models.length === 1 ? 'model' : 'models'}.`;
    },
  };
}
