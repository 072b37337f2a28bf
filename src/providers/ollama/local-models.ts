import type { CallOptions, EndpointOptions } from '../../core/ports/provider.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { linkedAbort } from '../linked-abort.ts';
import { cancelled, singleCall } from '../part-stream.ts';
import { ollamaCall } from './call.ts';
import { ollamaFailure } from './errors.ts';

export interface PullProgress {
  /** In Ollama's words, for example "pulling manifest". */
  status: string;
  /** Bytes of the layer that is being pulled, when known. */
  completedBytes?: number;
  totalBytes?: number;
}

export interface LocalModelFacts {
  /** Tokens. */
  contextSize?: number;
  /** Ollama's words: completion, tools, thinking, vision, embedding. */
  capabilities: string[];
  /** For example "8.0B" and "Q4_K_M". */
  parameterSize?: string;
  quantization?: string;
}

export interface RunningModel {
  id: string;
  /** Bytes in the memory of graphics cards. */
  vramBytes: number;
  /** Milliseconds since epoch; when it will be unloaded. */
  expiresAt: number;
}

/** What only a server of one's own can be told: fetch, load and unload models. */
export interface LocalModels {
  show(id: string, options: CallOptions): Promise<LocalModelFacts>;
  /** Yields progress until the model is there. */
  pull(id: string, options: CallOptions): AsyncIterable<PullProgress>;
  /** Into memory; `keepAlive` as Ollama takes it, for example "30m", or seconds. */
  load(id: string, options: CallOptions & { keepAlive?: string | number }): Promise<void>;
  unload(id: string, options: CallOptions): Promise<void>;
  running(options: CallOptions): Promise<RunningModel[]>;
}

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
