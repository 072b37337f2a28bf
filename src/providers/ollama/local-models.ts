import { linkedAbort } from '../../core/linked-abort.ts';
import type { LocalModelFacts, LocalModels, PullProgress } from '../../core/ports/local-models.ts';
import type { EndpointOptions } from '../../core/ports/provider.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { cancelled, singleCall } from '../part-stream.ts';
import { ollamaCall } from './call.ts';
import { ollamaFailure } from './errors.ts';

export function createLocalModels(endpoint: EndpointOptions): LocalModels {
  const load = (id: string, signal: AbortSignal, keepAlive?: string | number) => {
    const context = ollamaCall(endpoint, signal, id);
    return singleCall(async () => {
      const client = await context.client();
      // An empty prompt only moves the model in or out of memory.
      await client.generate({
        model: id,
        prompt: '',
        stream: false,
        ...(keepAlive === undefined ? {} : { keep_alive: keepAlive }),
      });
    }, context);
  };

  return {
    installed({ signal }) {
      const context = ollamaCall(endpoint, signal);
      return singleCall(async () => {
        const { models } = await (await context.client()).list();
        return models.map(({ model, size }) => ({ id: model, sizeBytes: size }));
      }, context);
    },

    show(id, { signal }) {
      const context = ollamaCall(endpoint, signal, id);
      return singleCall(async () => {
        const shown = await (await context.client()).show({ model: id });
        const facts: LocalModelFacts = { capabilities: shown.capabilities ?? [] };
        const size = Object.entries(shown.model_info ?? {}).find(([key]) =>
          key.endsWith('.context_length'),
        )?.[1];
        if (typeof size === 'number') facts.contextSize = size;
        if (shown.details?.parameter_size) facts.parameterSize = shown.details.parameter_size;
        if (shown.details?.quantization_level) facts.quantization = shown.details.quantization_level;
        return facts;
      }, context);
    },

    async *pull(id, { signal }) {
      const abort = linkedAbort(signal);
      const context = ollamaCall(endpoint, signal, id);
      let ended = false;
      try {
        const client = await singleCall(() => context.client(abort.signal), context);
        const events = await singleCall(() => client.pull({ model: id, stream: true }), context);
        for await (const { status, completed, total } of events) {
          const progress: PullProgress = { status };
          if (completed !== undefined) progress.completedBytes = completed;
          if (total !== undefined) progress.totalBytes = total;
          yield progress;
        }
        ended = true;
      } catch (thrown) {
        if (signal.aborted) throw cancelled();
        if (thrown instanceof AbaiError) throw thrown;
        if (thrown instanceof Error && /file does not exist|not found/i.test(thrown.message)) {
          throw new AbaiError('not-found', `Ollama's library has no model "${id}". Check its name.`);
        }
        throw (
          ollamaFailure(thrown, context.target()) ??
          new AbaiError('unavailable', `The download of ${id} broke off. Pull again: what is there is kept.`)
        );
      } finally {
        abort.close(!ended);
      }
    },

    load: (id, { signal, keepAlive }) => load(id, signal, keepAlive),
    unload: (id, { signal }) => load(id, signal, 0),

    running({ signal }) {
      const context = ollamaCall(endpoint, signal);
      return singleCall(async () => {
        const { models } = await (await context.client()).ps();
        return models.map(({ model, size_vram, expires_at }) => ({
          id: model,
          vramBytes: size_vram ?? 0,
          expiresAt: Date.parse(String(expires_at)),
        }));
      }, context);
    },
  };
}
