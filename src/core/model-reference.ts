import { AbaiError } from '../protocol/errors.ts';
import { type ModelDefinition, type ModelFeature, type ProviderId, providerIds } from '../protocol/models.ts';
import { closeMatches } from './close-matches.ts';

const providers: ReadonlySet<string> = new Set(providerIds);

/** The written form of a model, `provider:id`. */
export function modelReference(model: Pick<ModelDefinition, 'provider' | 'id'>): string {
  return `${model.provider}:${model.id}`;
}

/**
 * Splits `provider:id` at the first colon: an id may hold colons of its own (`ollama:gemma3:4b`). Undefined when the
 * text before the colon is no provider, as in the bare id `gemma3:4b`.
 */
export function splitReference(reference: string): { provider: ProviderId; id: string } | undefined {
  const colon = reference.indexOf(':');
  const provider = reference.slice(0, colon);
  if (colon < 0 || !providers.has(provider)) return undefined;
  return { provider: provider as ProviderId, id: reference.slice(colon + 1) };
}

export interface ResolveOptions {
  /**
   * Providers whose models need not be in the list, for example a server of the user's own: for these a `provider:id`
   * that is not listed gives a plain definition, with unknown cost.
   */
  unlisted?: (provider: ProviderId) => boolean;
}

/**
 * Finds the model that a reference means: `provider:id`, or a bare id when just one provider has it.
 *
 * @throws AbaiError `not-found` for a model nobody knows, `invalid` for an empty or an ambiguous reference; the message
 * names what was probably meant.
 */
export function resolveModel(
  models: readonly ModelDefinition[],
  reference: string,
  options: ResolveOptions = {},
): ModelDefinition {
  const wanted = reference.trim();
  if (wanted === '') {
    throw new AbaiError(
      'invalid',
      'No model was named. Write it as "provider:id", for example "openai:gpt-4o".',
    );
  }
  const split = splitReference(wanted);
  if (split?.id === '') {
    throw new AbaiError(
      'invalid',
      `"${wanted}" names a provider but no model. ${listed(models, split.provider)}`,
    );
  }
  if (split !== undefined) {
    const exact = models.find((model) => model.provider === split.provider && model.id === split.id);
    if (exact !== undefined) return exact;
    if (options.unlisted?.(split.provider)) return unlistedModel(split.provider, split.id);
  }
  const bare = models.filter((model) => model.id === wanted);
  if (bare.length === 1 && bare[0] !== undefined) return bare[0];
  if (bare.length > 1) {
    const choices = bare.map((model) => `"${modelReference(model)}"`).join(' or ');
    throw new AbaiError('invalid', `More than one provider has a model "${wanted}". Write ${choices}.`);
  }
  throw new AbaiError('not-found', `There is no model "${wanted}".${meant(models, wanted)}`, {
    details: { model: wanted },
  });
}

/** A definition for a model that no list describes: usable, with nothing claimed about it and no price. */
export function unlistedModel(provider: ProviderId, id: string): ModelDefinition {
  return {
    id,
    name: id,
    provider,
    description: '',
    contextSize: 0,
    features: provider === 'ollama' || provider === 'openai-compatible' ? ownServerFeatures : ['streaming'],
    origin: 'vendor',
  };
}

/** What practically every server of one's own speaks; what it does not, it says in its answer. */
const ownServerFeatures: ModelFeature[] = ['streaming', 'temperature', 'json_mode', 'json_schema'];

function meant(models: readonly ModelDefinition[], wanted: string): string {
  const references = models.map(modelReference);
  const byReference = closeMatches(wanted, references);
  // A bare id is compared with bare ids: the provider's name would count as so many wrong letters.
  const byId = closeMatches(
    wanted,
    models.map((model) => model.id),
  );
  const found = new Set(byReference);
  for (const model of models) if (byId.includes(model.id)) found.add(modelReference(model));
  const shown = [...found].slice(0, 3).map((reference) => `"${reference}"`);
  if (shown.length > 0) return ` Did you mean ${shown.join(' or ')}?`;
  const split = splitReference(wanted);
  if (split !== undefined) return ` ${listed(models, split.provider)}`;
  const colon = wanted.indexOf(':');
  return colon > 0
    ? ` "${wanted.slice(0, colon)}" is no provider; the providers are ${providerIds.join(', ')}.`
    : ' Write it as "provider:id", for example "openai:gpt-4o".';
}

function listed(models: readonly ModelDefinition[], provider: ProviderId): string {
  const own = models.filter((model) => model.provider === provider);
  if (own.length === 0)
    return `No models of ${provider} are known: refresh the models, or set the provider up first.`;
  const shown = own.slice(0, 4).map((model) => `"${modelReference(model)}"`);
  return `Models of ${provider}: ${shown.join(', ')}${own.length > shown.length ? ', …' : ''}.`;
}
