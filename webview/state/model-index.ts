import type { ModelDefinition, ProviderState } from '../../src/protocol/models.ts';

/** A model as a chip or a column names it. */
export interface ModelLabel {
  /** Written `provider:id`. */
  reference: string;
  name: string;
  /** The name for places that name the provider beside it. */
  shortName: string;
  providerId: string;
  providerName: string;
  /** A sentence that says what is missing before the model can be asked. */
  problem?: string;
  needsKey: boolean;
}

/** Providers whose models are not all in the list: what they do not list may exist all the same. */
const unlisted: ReadonlySet<string> = new Set(['ollama', 'openai-compatible', 'comfyui', 'vscode-lm']);

/** Names models for people; before the list is loaded, by what their reference says. */
export class ModelIndex {
  readonly #models: ReadonlyMap<string, ModelDefinition>;
  readonly #providers: ReadonlyMap<string, ProviderState>;

  /** The same object for the same model: what is drawn from it is not drawn again. */
  readonly #labels = new Map<string, ModelLabel>();

  constructor(models: readonly ModelDefinition[] = [], providers: readonly ProviderState[] = []) {
    this.#models = new Map(models.map((model) => [`${model.provider}:${model.id}`, model]));
    this.#providers = new Map(providers.map((provider) => [provider.id, provider]));
  }

  get loaded(): boolean {
    return this.#models.size > 0;
  }

  /** Undefined while the list is not loaded, and for a model that is not in it. */
  definition(reference: string): ModelDefinition | undefined {
    return this.#models.get(reference);
  }

  /** `fallbackName` is for a model that is not in the list. */
  label(reference: string, fallbackName?: string): ModelLabel {
    const key = JSON.stringify([reference, fallbackName]);
    const made = this.#labels.get(key) ?? this.#makeLabel(reference, fallbackName);
    this.#labels.set(key, made);
    return made;
  }

  #makeLabel(reference: string, fallbackName?: string): ModelLabel {
    const [providerId, id] = split(reference);
    const provider = this.#providers.get(providerId);
    const reason = provider && !provider.ready ? provider.reason : undefined;
    const name = this.#models.get(reference)?.name ?? fallbackName ?? id;
    const providerName = provider?.name ?? providerId;
    return {
      reference,
      name,
      shortName: withoutProvider(name, providerName),
      providerId,
      providerName,
      needsKey: provider?.needsKey === true && !provider.ready,
      ...(reason === undefined ? {} : { problem: reason }),
    };
  }

  /** False only when it is certain that there is no such model any more. */
  mayExist(reference: string): boolean {
    if (!this.loaded || this.#models.has(reference)) return true;
    return unlisted.has(split(reference)[0]);
  }
}

function withoutProvider(name: string, providerName: string): string {
  if (!name.endsWith(providerName)) return name;
  return name.slice(0, -providerName.length).replace(/[\s—–-]+$/, '') || name;
}

function split(reference: string): [provider: string, id: string] {
  const colon = reference.indexOf(':');
  return colon < 0 ? ['', reference] : [reference.slice(0, colon), reference.slice(colon + 1)];
}
