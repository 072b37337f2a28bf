import type { Caller } from '../core/ports/caller.ts';
import type { BatchApi, GenerationRequest } from '../core/ports/provider.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { Catalogue } from './catalogue.ts';
import { coveredProvider } from './covered-provider.ts';
import type { KeyHolders } from './key-holders.ts';
import { waitForKey } from './model-calls.ts';

/** A provider's batch API behind one address and key. */
export interface BatchLine {
  api: BatchApi;
  /** Of the provider, for people. */
  provider: string;
  /** Name of address and key, as `openai#2`. */
  endpoint: string;
  /** The request with what the settings add for this address. */
  withExtras(request: GenerationRequest): GenerationRequest;
  /** Resolves when the one who asked can be asked for the key; `onWait` tells why it takes time. Rejects as `cancelled`. */
  ready(signal: AbortSignal, onWait: (reason: string) => void): Promise<void>;
}

/** Finds providers' batch APIs. These calls go past the lanes: they are few, far between, and limited by themselves. */
export class BatchCalls {
  readonly #catalogue: Catalogue;
  readonly #keys: KeyHolders;

  constructor(catalogue: Catalogue, keys: KeyHolders) {
    this.#catalogue = catalogue;
    this.#keys = keys;
  }

  /** Through the named endpoint, else through the first that has a key. Throws `invalid` where there is no batch API. */
  async open(model: ModelDefinition, caller: Caller, name?: string): Promise<BatchLine> {
    const chosen = name ?? (await this.#catalogue.endpointsOf(model, caller)).endpoints[0]!.name;
    const { entry, endpoint } = this.#catalogue.endpoint(chosen, caller);
    const { origin, extras } = endpoint;
    // A call never waits for its key: `ready` did.
    let signal = new AbortController().signal;
    let onWait = (_reason: string) => {};
    const apiKey = () =>
      this.#keys.key({
        caller,
        name: chosen,
        origin,
        signal,
        onWait: () => onWait(waitForKey(entry.name).reason),
      });
    const { batch: api } = coveredProvider(await entry.load())({ ...endpoint.options, apiKey });
    if (!api) throw notSupported(model);
    return {
      api,
      provider: entry.name,
      endpoint: chosen,
      withExtras: (request) => (extras ? { ...request, extras: { ...extras, ...request.extras } } : request),
      async ready(stopped, tell) {
        signal = stopped;
        onWait = tell;
        if (entry.needsKey) await apiKey();
      },
    };
  }

  /** Throws `invalid` with the model's name where the provider has no batch API for it. */
  async require(model: ModelDefinition, caller: Caller): Promise<void> {
    const { endpoints } = await this.#catalogue.endpointsOf(model, caller);
    const { entry, endpoint } = this.#catalogue.endpoint(endpoints[0]!.name, caller);
    const provider = (await entry.load())(endpoint.options);
    if (!provider.batch) throw notSupported(model);
    // Of a model that is not in the catalogue nobody knows: the provider says so if it cannot.
    const unlisted = model.origin === 'vendor' || model.origin === 'user';
    if (!unlisted && !provider.capabilities(model).batch) throw notSupported(model);
  }
}

function notSupported(model: ModelDefinition): AbaiError {
  return new AbaiError(
    'invalid',
    `Batch API not supported by this provider: ${model.name} (${model.provider}:${model.id}) can only be run live.`,
  );
}
