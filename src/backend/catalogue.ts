import { mergeUserModels } from '../core/catalogue.ts';
import { modelReference, resolveModel } from '../core/model-reference.ts';
import type { Caller } from '../core/ports/caller.ts';
import type { LocalModels } from '../core/ports/local-models.ts';
import type { ListedModel, Provider, ProviderEntry } from '../core/ports/provider.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { ModelDefinition, ProviderId, ProviderState } from '../protocol/models.ts';
import { coveredLocalModels, coveredProvider } from './covered-provider.ts';
import { endpointNameOf, endpointOrigin, type ResolvedEndpoint, resolveEndpoint } from './endpoint.ts';
import type { BackendPorts } from './ports.ts';
import type { StoredProviders } from './stored-providers.ts';

/** Servers of the user's own: what they serve is not ours to know. */
const ownServers: ReadonlySet<string> = new Set(['ollama', 'openai-compatible', 'vscode-lm']);

/** Milliseconds for which the names of a client's keys are remembered. */
const keyNamesMs = 1000;

/** Which models there are, who serves them, and where. */
export class Catalogue {
  readonly #ports: BackendPorts;
  readonly #stored: StoredProviders;
  readonly #entries: ReadonlyMap<string, ProviderEntry>;
  /** What vendors listed, by endpoint name. */
  readonly #listed = new Map<string, readonly ListedModel[]>();
  readonly #knownKeyNames = new WeakMap<Caller, { at: number; names: Promise<string[]> }>();

  constructor(ports: BackendPorts, stored: StoredProviders) {
    this.#ports = ports;
    this.#stored = stored;
    this.#entries = new Map(ports.providers.map((entry) => [entry.id, entry]));
  }

  entries(): ProviderEntry[] {
    return [...this.#entries.values()];
  }

  /** The provider of `openai`, `openai#2` or `openai-compatible:NAME`. */
  entryNamed(name: string): ProviderEntry {
    const [endpoint = name] = name.split('#');
    const [id = endpoint] = endpoint.split(':');
    const entry = this.#entries.get(id);
    if (!entry || (endpoint !== id && id !== 'openai-compatible')) {
      const known = [...this.#entries.keys()].join(', ');
      throw new AbaiError('not-found', `A-B/AI knows no provider "${name}". There are: ${known}.`);
    }
    return entry;
  }

  /** Takes in what a vendor listed; `models()` shows it from now on. */
  setListed(name: string, models: readonly ListedModel[]): void {
    this.#listed.set(name, models);
  }

  /** What vendors listed is gone from the store too. */
  forgetListed(): void {
    this.#listed.clear();
  }

  /** Models of providers that this build can call, with those that vendors list and that settings name. */
  models(caller: Caller): ModelDefinition[] {
    const all = new Map<string, ModelDefinition>();
    for (const model of this.#ports.models) {
      if (this.#entries.has(model.provider)) all.set(modelReference(model), model);
    }
    const add = (name: string, model: ListedModel, origin: 'vendor' | 'user') => {
      const definition = listedDefinition(name, model, origin);
      if (!all.has(modelReference(definition))) all.set(modelReference(definition), definition);
    };
    const configured = new Set([...Object.keys(caller.endpoints()), ...this.#stored.names()]);
    for (const [name, models] of this.#listed) {
      // The list of an endpoint that was removed, or is another client's, is of no use to this one.
      if (name.startsWith('openai-compatible') && !configured.has(name)) continue;
      for (const model of models) add(name, model, 'vendor');
      if (models.some((model) => model.installed !== undefined)) markInstalled(all, name, models);
    }
    for (const name of configured) {
      if (name.includes('#')) continue;
      for (const id of this.#stored.endpoint(name, caller).models ?? []) add(name, { id }, 'user');
    }
    const own = caller.models?.() ?? [];
    if (own.length === 0) return [...all.values()];
    // What is wrong with an entry is told where the setting is.
    return mergeUserModels([...all.values()], own).models.filter(({ provider }) =>
      this.#entries.has(provider),
    );
  }

  /** `models()` and those of the asking window, which only it can tell. */
  async modelsWithWindow(caller: Caller): Promise<ModelDefinition[]> {
    const own = this.entries().filter((entry) => entry.inWindow);
    const listed = own.length === 0 ? [] : await caller.languageModels?.list().catch(() => []);
    const definitions = own.flatMap((entry) =>
      (listed ?? []).map((model) => listedDefinition(entry.id, model, 'vendor')),
    );
    return [...this.models(caller), ...definitions];
  }

  /**
   * The model that answers with text under this reference. Throws `not-found` or `invalid` with a sentence that names
   * near misses.
   */
  resolve(reference: string, caller: Caller): ModelDefinition {
    const model = this.#find(reference, caller);
    if (model.modality !== undefined && model.modality !== 'text') {
      throw new AbaiError(
        'invalid',
        `${model.name} makes ${model.modality}s, not text: choose a text model.`,
      );
    }
    return model;
  }

  #find(reference: string, caller: Caller): ModelDefinition {
    return resolveModel(this.models(caller), reference, {
      unlisted: (provider) => ownServers.has(provider) && this.#entries.has(provider),
    });
  }

  /** Where a model can be called for this caller: the first address and key, and those named `#2`, `#3` … after it. */
  async endpointsOf(
    model: ModelDefinition,
    caller: Caller,
  ): Promise<{ entry: ProviderEntry; endpoints: ResolvedEndpoint[] }> {
    const name = endpointNameOf(model.provider, model.id);
    const keys = await this.#keyNames(caller);
    const further = [...new Set([...keys, ...Object.keys(caller.endpoints()), ...this.#stored.names()])]
      .filter((other) => other.startsWith(`${name}#`))
      .sort();
    const names = [name, ...further];
    const withKey = names.filter((candidate) => keys.includes(candidate));
    const { entry } = this.endpoint(name, caller);
    const usable = entry.needsKey && withKey.length > 0 ? withKey : names;
    return { entry, endpoints: usable.map((candidate) => this.endpoint(candidate, caller).endpoint) };
  }

  /** Names of the keys that can be used; of a window they are not asked anew for each of a run's calls. */
  #keyNames(caller: Caller): Promise<string[]> {
    const now = this.#ports.clock.monotonic();
    const known = this.#knownKeyNames.get(caller);
    if (known && now - known.at < keyNamesMs) return known.names;
    // A window that cannot be reached tells nothing; its work waits for the first key then.
    const names = this.keyHints(caller).then(Object.keys, () => []);
    this.#knownKeyNames.set(caller, { at: now, names });
    return names;
  }

  /** Where calls of this name go, which is what a key is bound to; undefined without an address that may be called. */
  originOf(name: string, caller: Caller): string | undefined {
    try {
      return endpointOrigin(this.entryNamed(name), name, this.#stored.endpoint(name, caller)) || undefined;
    } catch {
      return undefined;
    }
  }

  /** The caller's keys that fit the present addresses; one that was saved for another is not told. */
  async keyHints(caller: Caller): Promise<Record<string, string>> {
    const [hints, origins = {}] = await Promise.all([caller.vault.hints(), caller.vault.origins?.()]);
    return Object.fromEntries(
      Object.entries(hints).filter(([name]) => {
        const bound = origins[name];
        return bound === undefined || bound === this.originOf(name, caller);
      }),
    );
  }

  /** An adapter for one endpoint, for calls that concern no model. */
  async provider(name: string, caller: Caller): Promise<Provider> {
    const { entry, endpoint } = this.endpoint(name, caller);
    return coveredProvider(await entry.load())(endpoint.options);
  }

  /** What a server of the user's own can be told. Throws `invalid` for a vendor's. */
  async localModels(name: string, caller: Caller): Promise<LocalModels> {
    const { entry, endpoint } = this.endpoint(name, caller);
    if (!entry.loadLocalModels) {
      const able = this.entries().filter((other) => other.loadLocalModels);
      throw new AbaiError(
        'invalid',
        `The models of ${entry.name} cannot be pulled or loaded from here: that works with ${able.map((other) => other.id).join(', ') || 'no provider of this build'}.`,
      );
    }
    return coveredLocalModels(await entry.loadLocalModels())(endpoint.options);
  }

  async providers(caller: Caller): Promise<ProviderState[]> {
    const hints = await this.keyHints(caller);
    const callable = this.entries().filter((entry) => !entry.inWindow || caller.languageModels);
    return callable.map((entry) => {
      const keyHint = hints[entry.id];
      const ready = !entry.needsKey || keyHint !== undefined;
      return {
        id: entry.id,
        name: entry.name,
        needsKey: entry.needsKey,
        ready,
        ...(keyHint === undefined ? {} : { keyHint }),
        ...(ready ? {} : { reason: `Set an API key for ${entry.name} to use its models.` }),
      };
    });
  }

  /** Address and key of this name for the caller. */
  endpoint(name: string, caller: Caller): { entry: ProviderEntry; endpoint: ResolvedEndpoint } {
    const entry = this.entryNamed(name);
    const settings = this.#stored.endpoint(name, caller);
    return { entry, endpoint: resolveEndpoint(entry, name, settings, caller, this.#ports.fetch) };
  }
}

/** Says of each of the server's models whether it is on its disk, and in its memory. */
function markInstalled(
  all: Map<string, ModelDefinition>,
  provider: string,
  listed: readonly ListedModel[],
): void {
  const onDisk = new Map(listed.map((model) => [model.id, model]));
  for (const [reference, model] of all) {
    if (model.provider !== provider) continue;
    const found = onDisk.get(model.id) ?? onDisk.get(`${model.id}:latest`);
    all.set(reference, {
      ...model,
      installed: found?.installed === true,
      loaded: found?.loaded === true,
    });
  }
}

/** A model that is not in the catalogue: its prices are unknown, and its name is its id unless the vendor says more. */
function listedDefinition(name: string, model: ListedModel, origin: 'vendor' | 'user'): ModelDefinition {
  const [provider = name, endpoint] = name.split(':');
  return {
    id: endpoint === undefined ? model.id : `${endpoint}/${model.id}`,
    name: model.name ?? model.id,
    provider: provider as ProviderId,
    description: origin === 'user' ? 'Named in your settings.' : 'Listed by the provider.',
    contextSize: model.contextSize ?? 0,
    ...(model.maxOutput === undefined ? {} : { maxOutput: model.maxOutput }),
    // Nothing is known of what it can do, so nothing is refused: the provider says so if it cannot.
    features: ['streaming', 'temperature', 'json_mode', 'json_schema', 'tools', 'vision'],
    origin,
  };
}
