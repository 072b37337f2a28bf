import type { EndpointOptions, Provider } from '../core/ports/provider.ts';
import type { ResolvedEndpoint } from './endpoint.ts';

/** What an adapter gets of one call. */
export type CallAccess = Required<Pick<EndpointOptions, 'apiKey' | 'onHeaders'>>;

type Create = (endpoint: EndpointOptions) => Provider;

interface IdleProvider {
  provider: Provider;
  /** Of the call that uses it. */
  access: CallAccess | undefined;
}

/** Addresses whose adapters are kept. */
const mostAddresses = 50;

/**
 * Adapters between two calls: making a vendor's client anew for each takes a third of a short call's time. Each serves
 * one call at a time, with that call's way to the key, and knows neither between calls.
 */
export class IdleProviders {
  readonly #idle = new Map<string, IdleProvider[]>();

  /** Lends an adapter for as long as the work takes. */
  async lend(
    endpoint: ResolvedEndpoint,
    create: Create,
    access: CallAccess,
    work: (provider: Provider) => Promise<void>,
  ): Promise<void> {
    const idle = this.#idleOf(endpoint);
    const one = idle.pop() ?? this.#make(endpoint, create);
    one.access = access;
    try {
      await work(one.provider);
    } finally {
      one.access = undefined;
      idle.push(one);
    }
  }

  #idleOf({ name, options }: ResolvedEndpoint): IdleProvider[] {
    // A window's models are that window's.
    if (options.languageModels) return [];
    const address = JSON.stringify([name, options.baseUrl, options.headers]);
    let idle = this.#idle.get(address);
    if (idle === undefined) {
      if (this.#idle.size >= mostAddresses) this.#idle.clear();
      idle = [];
      this.#idle.set(address, idle);
    }
    return idle;
  }

  #make({ options }: ResolvedEndpoint, create: Create): IdleProvider {
    const one: IdleProvider = {
      provider: create({
        ...options,
        apiKey: async () => one.access?.apiKey(),
        onHeaders: (headers) => one.access?.onHeaders(headers),
      }),
      access: undefined,
    };
    return one;
  }
}
