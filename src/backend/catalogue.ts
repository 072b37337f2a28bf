import { resolveModel } from '../core/model-reference.ts';
import type { Caller } from '../core/ports/caller.ts';
import type { ProviderEntry } from '../core/ports/provider.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { ModelDefinition, ProviderState } from '../protocol/models.ts';
import { endpointOf } from './endpoint.ts';

/** Servers of the user's own: what they serve is not ours to know. */
const ownServers: ReadonlySet<string> = new Set(['ollama', 'openai-compatible']);

/** Which models there are and who serves them. */
export class Catalogue {
  readonly #models: readonly ModelDefinition[];
  readonly #entries: ReadonlyMap<string, ProviderEntry>;

  constructor(models: readonly ModelDefinition[], entries: readonly ProviderEntry[]) {
    this.#models = models;
    this.#entries = new Map(entries.map((entry) => [entry.id, entry]));
  }

  /** Models of providers that this build can call, with those that the caller's endpoints name. */
  models(caller: Caller): ModelDefinition[] {
    const shipped = this.#models.filter((model) => this.#entries.has(model.provider));
    const named = Object.entries(caller.endpoints()).flatMap(([name, endpoint]) =>
      (endpoint.models ?? []).map((id) => namedModel(name, id)),
    );
    const known = new Set(shipped.map((model) => `${model.provider}:${model.id}`));
    return [...shipped, ...named.filter((model) => !known.has(`${model.provider}:${model.id}`))];
  }

  /** Throws `not-found` or `invalid` with a sentence that names near misses. */
  resolve(reference: string, caller: Caller): ModelDefinition {
    return resolveModel(this.models(caller), reference, { unlisted: (provider) => ownServers.has(provider) });
  }

  entry(model: ModelDefinition): ProviderEntry {
    const entry = this.#entries.get(model.provider);
    if (!entry) throw new AbaiError('not-found', `This version of A-B/AI cannot call ${model.provider}.`);
    return entry;
  }

  async providers(caller: Caller): Promise<ProviderState[]> {
    const hints = await caller.vault.hints();
    return [...this.#entries.values()].map((entry) => {
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
}

function namedModel(endpoint: string, id: string): ModelDefinition {
  const colon = endpoint.indexOf(':');
  const provider = (colon < 0 ? endpoint : endpoint.slice(0, colon)) as ModelDefinition['provider'];
  const fullId = colon < 0 ? id : `${endpoint.slice(colon + 1)}/${id}`;
  const { endpointName } = endpointOf(provider, fullId);
  return {
    id: fullId,
    name: id,
    provider,
    description: endpointName ? `From the endpoint ${endpointName} in your settings.` : 'From your settings.',
    contextSize: 0,
    features: ['streaming'],
    origin: 'user',
  };
}
