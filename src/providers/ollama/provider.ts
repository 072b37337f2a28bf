import type {
  CallOptions,
  EndpointOptions,
  GenerationRequest,
  ListedModel,
  Part,
  Provider,
} from '../../core/ports/provider.ts';
import { partStream, singleCall } from '../part-stream.ts';
import { ollamaCall } from './call.ts';
import { ollamaCapabilities } from './capabilities.ts';
import { readChat } from './from-wire.ts';
import { createLocalModels } from './local-models.ts';
import { toWire } from './to-wire.ts';

export function createOllama(endpoint: EndpointOptions): Provider {
  const local = createLocalModels(endpoint);

  const listModels = ({ signal }: CallOptions): Promise<ListedModel[]> => {
    const context = ollamaCall(endpoint, signal);
    return singleCall(async () => {
      const client = await context.client();
      const [installed, running] = await Promise.all([client.list(), client.ps()]);
      const loaded = new Set(running.models.map(({ model }) => model));
      return Promise.all(
        installed.models.map(async ({ model }): Promise<ListedModel> => {
          const listed: ListedModel = { id: model, installed: true, loaded: loaded.has(model) };
          // One model that can't be shown, half removed perhaps, must not hide the others.
          const facts = await local.show(model, { signal }).catch(() => undefined);
          return facts?.contextSize ? { ...listed, contextSize: facts.contextSize } : listed;
        }),
      );
    }, context);
  };

  return {
    capabilities: ollamaCapabilities,

    generate(request: GenerationRequest, { signal }: CallOptions): AsyncIterable<Part> {
      const context = ollamaCall(endpoint, signal, request.model.id);
      const { body, warnings } = toWire(request);
      return partStream({
        ...context,
        request,
        warnings,
        reader: readChat(),
        open: () => context.chat(body),
      });
    },

    listModels,

    async testConnection(options) {
      const context = ollamaCall(endpoint, options.signal);
      const { version } = await singleCall(async () => (await context.client()).version(), context);
      const { length } = await listModels(options);
      const models = length === 0 ? 'no model is installed yet' : `${length} models are installed`;
      return `Ollama ${version} answers; ${length === 1 ? 'one model is installed' : models}.`;
    },
  };
}
