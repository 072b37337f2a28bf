import type { LocalModels } from '../core/ports/local-models.ts';
import type { BatchApi, EndpointOptions, Provider } from '../core/ports/provider.ts';
import { CoveredParts } from '../core/secrets/covered-parts.ts';
import { endpointSecrets } from '../core/secrets/endpoint-secrets.ts';
import { SecretCover } from '../core/secrets/secret-cover.ts';

/** A short word as a key, such as `ollama` or `none` for a server that wants none, is no secret. */
const mostWordLike = 12;

/**
 * What is known of an endpoint's secrets while it is asked: its key for as long as a call takes, what its headers and
 * its address hold for as long as it is kept.
 */
class Confidence {
  readonly options: EndpointOptions;
  readonly #standing: readonly string[];
  #cover: SecretCover;
  #key: string | undefined;
  #calls = 0;

  constructor(options: EndpointOptions) {
    this.#standing = endpointSecrets(options);
    this.#cover = new SecretCover(this.#standing);
    const { apiKey } = options;
    this.options = apiKey ? { ...options, apiKey: async () => this.#learn(await apiKey()) } : options;
  }

  get cover(): SecretCover {
    return this.#cover;
  }

  #learn(key: string | undefined): string | undefined {
    if (key !== undefined && key !== this.#key) {
      this.#key = key;
      const isSecret = key.length >= mostWordLike || (key.length >= 8 && /\d/u.test(key));
      this.#cover = new SecretCover(isSecret ? [...this.#standing, key.trim()] : this.#standing);
    }
    return key;
  }

  begin(): void {
    this.#calls += 1;
  }

  /** The key is forgotten with the last call that uses it. */
  end(): void {
    this.#calls -= 1;
    if (this.#calls > 0 || this.#key === undefined) return;
    this.#key = undefined;
    this.#cover = new SecretCover(this.#standing);
  }

  async once<T>(call: () => Promise<T>): Promise<T> {
    this.begin();
    try {
      return this.#cover.value(await call());
    } catch (thrown) {
      throw this.#cover.error(thrown);
    } finally {
      this.end();
    }
  }

  async *each<T>(items: () => AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    this.begin();
    try {
      for await (const item of items()) yield this.#cover.value(item);
    } catch (thrown) {
      throw this.#cover.error(thrown);
    } finally {
      this.end();
    }
  }
}

type Create<T> = (options: EndpointOptions) => T;

/** The adapter, whose answers and errors hold no key, header value or secret of the address that the server echoes. */
export function coveredProvider(create: Create<Provider>): Create<Provider> {
  return (options) => {
    const known = new Confidence(options);
    const provider = create(known.options);
    const { batch, countTokens } = provider;
    return {
      capabilities: (model) => provider.capabilities(model),
      async *generate(request, call) {
        known.begin();
        let parts: CoveredParts | undefined;
        let cover: SecretCover | undefined;
        try {
          for await (const part of provider.generate(request, call)) {
            // The key is learned before the first word comes.
            if (cover !== known.cover) {
              if (parts) yield* parts.end();
              cover = known.cover;
              parts = cover.isEmpty ? undefined : new CoveredParts(cover);
            }
            if (parts) yield* parts.take(part);
            else yield part;
          }
        } catch (thrown) {
          if (parts) yield* parts.end();
          throw known.cover.error(thrown);
        } finally {
          known.end();
        }
      },
      listModels: (call) => known.once(() => provider.listModels(call)),
      testConnection: (call) => known.once(() => provider.testConnection(call)),
      ...(countTokens && {
        countTokens: (request, call) => known.once(() => countTokens.call(provider, request, call)),
      }),
      ...(batch && { batch: coveredBatch(batch, known) }),
    };
  };
}

function coveredBatch(batch: BatchApi, known: Confidence): BatchApi {
  return {
    limits: batch.limits,
    keepsLabels: batch.keepsLabels,
    bytesOf: (request) => batch.bytesOf(request),
    submit: (requests, call) => known.once(() => batch.submit(requests, call)),
    status: (id, call) => known.once(() => batch.status(id, call)),
    results: (id, call) => known.each(() => batch.results(id, call)),
    cancel: (id, call) => known.once(() => batch.cancel(id, call)),
    list: (call) => known.once(() => batch.list(call)),
  };
}

/** The same for what a server of one's own says of its models. */
export function coveredLocalModels(create: Create<LocalModels>): Create<LocalModels> {
  return (options) => {
    const known = new Confidence(options);
    const models = create(known.options);
    return {
      installed: (call) => known.once(() => models.installed(call)),
      show: (id, call) => known.once(() => models.show(id, call)),
      pull: (id, call) => known.each(() => models.pull(id, call)),
      load: (id, call) => known.once(() => models.load(id, call)),
      unload: (id, call) => known.once(() => models.unload(id, call)),
      running: (call) => known.once(() => models.running(call)),
    };
  };
}
