import type { Caller } from '../core/ports/caller.ts';
import type { Endpoint } from '../core/ports/endpoints.ts';
import type { StoredProviderSettings } from '../core/ports/store.ts';
import type { BackendPorts } from './ports.ts';

/** Settings of providers as stored, read once: nobody but this back end writes them. */
export class StoredProviders {
  readonly #ports: BackendPorts;
  #settings: Record<string, StoredProviderSettings> = {};

  constructor(ports: BackendPorts) {
    this.#ports = ports;
  }

  async load(): Promise<void> {
    this.#settings = await this.#ports.store.providerSettings.all();
  }

  names(): string[] {
    return Object.keys(this.#settings);
  }

  get(name: string): StoredProviderSettings {
    return this.#settings[name] ?? {};
  }

  /** After the commit that stored it. */
  remember(name: string, settings: StoredProviderSettings | undefined): void {
    if (settings) this.#settings[name] = settings;
    else delete this.#settings[name];
  }

  /**
   * Where this caller reaches the name: its own settings go before the stored ones, which are about to become `changes`.
   * Stored headers belong to the stored address: they are not sent to another. A further key keeps what it does not say
   * for itself: address, headers and limits of the first.
   */
  endpoint(
    name: string,
    caller: Caller,
    changes: Readonly<Record<string, StoredProviderSettings>> = {},
  ): Endpoint {
    const [first = name] = name.split('#');
    const inherited = first === name ? {} : this.endpoint(first, caller, changes);
    const { lastTest: _lastTest, endpointUrl, headers, ...stored } = changes[name] ?? this.get(name);
    const own = caller.endpoints()[name] ?? {};
    const elsewhere = Boolean(endpointUrl) || own.baseUrl !== undefined;
    const { headers: inheritedHeaders, ...rest } = inherited;
    return {
      ...rest,
      ...(inheritedHeaders && !elsewhere ? { headers: inheritedHeaders } : {}),
      ...stored,
      ...(endpointUrl ? { baseUrl: endpointUrl } : {}),
      ...(headers && own.baseUrl === undefined ? { headers } : {}),
      ...own,
    };
  }
}
