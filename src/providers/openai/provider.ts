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
import { openAiBatch } from './batch.ts';
import { openAiCapabilities } from './capabilities.ts';
import { bearer, openAiClient } from './client.ts';
import { openAiEntry } from './entry.ts';
import { readResponses } from './from-wire.ts';
import { toWire } from './to-wire.ts';

/** Of what the vendor lists, what can't answer a chat. */
const notChat =
  /embedding|whisper|tts|dall-e|moderation|realtime|audio|transcribe|translate|image|sora|babbage|davinci|computer-use/;

export function createOpenAi(endpoint: EndpointOptions): Provider {
  let client: ReturnType<typeof openAiClient> | undefined;

  /** One call: its key is known to the request and to the error texts' redaction, and forgotten with it. */
  const call = (signal: AbortSignal, model?: string) => {
    const target: CallTarget = { provider: openAiEntry.name, baseUrl: endpoint.baseUrl };
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
        target.key = await requiredKey(endpoint, openAiEntry);
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
      return page.data.filter(({ id }) => !notChat.test(id)).map(({ id }) => ({ id }));
    }, context);
  };

  return {
    capabilities: openAiCapabilities,

    generate(request: GenerationRequest, { signal }: CallOptions): AsyncIterable<Part> {
      const context = call(signal, request.model.id);
      const { body, warnings } = toWire(request);
      return partStream({
        ...context,
        request,
        warnings,
        reader: readResponses(context),
        async open() {
          const { client, options } = await context.ready();
          const sent = client.responses.create(body, options);
          return serverSentEvents(await sent.asResponse(), signal, context.streamFailure);
        },
      });
    },

    listModels,
    batch: openAiBatch(call),

    async testConnection(options) {
      const models = await listModels(options);
      return `OpenAI answers: ${models.length} chat models are open to this key.`;
    },

    countTokens(request, { signal }) {
      const context = call(signal, request.model.id);
      return singleCall(async () => {
        const { model, input, instructions, tools, text } = toWire(request).body;
        const { client, options } = await context.ready();
        const counted = await client.responses.inputTokens.count(
          {
            model: String(model),
            input: input ?? null,
            ...(instructions ? { instructions } : {}),
            ...(tools ? { tools } : {}),
            ...(text ? { text } : {}),
          },
          options,
        );
        return counted.input_tokens;
      }, context);
    },
  };
}
