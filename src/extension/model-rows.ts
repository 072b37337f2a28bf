import { modelReference } from '../core/model-reference.ts';
import type { ModelDefinition, ProviderState } from '../protocol/models.ts';

export interface ModelRow {
  /** `provider:id`. */
  reference: string;
  name: string;
  /** Context size and price, or what is missing. */
  detail: string;
  /** Chosen by the person to stand first. */
  favourite: boolean;
  /** The name under which the missing key is saved; undefined when the model can be asked now. */
  missingKey: string | undefined;
}

export interface ModelGroup {
  provider: string;
  rows: ModelRow[];
}

/** The words of a row, in the person's language. */
export interface RowWords {
  needsKey: string;
  notReady: string;
  favourites: string;
  installed: string;
  loaded: string;
  free: string;
  priceUnknown: string;
  context(tokens: string): string;
  /** USD per million tokens. */
  price(input: number, output: number): string;
}

function tokens(count: number): string {
  if (count >= 1_000_000) return `${Number((count / 1_000_000).toFixed(1))}M`;
  return count >= 1000 ? `${Math.round(count / 1000)}K` : String(count);
}

/** For example `128K context · $2.5 in, $10 out per million tokens`. */
export function figuresOf(model: ModelDefinition, words: RowWords): string {
  const parts: string[] = [];
  if (model.contextSize > 0) parts.push(words.context(tokens(model.contextSize)));
  if (!model.pricing) parts.push(model.provider === 'demo' ? words.free : words.priceUnknown);
  else if (model.pricing.prompt === 0 && model.pricing.completion === 0) parts.push(words.free);
  else parts.push(words.price(model.pricing.prompt, model.pricing.completion));
  return parts.join(' · ');
}

/** The endpoint's name for keys and settings: `openai-compatible:NAME` for a model of a named endpoint. */
function endpointName(model: ModelDefinition): string {
  const slash = model.id.indexOf('/');
  return model.provider === 'openai-compatible' && slash > 0
    ? `${model.provider}:${model.id.slice(0, slash)}`
    : model.provider;
}

/** Text models by provider: the demo first, then providers that can be asked, then those that lack something. */
export function modelGroups(
  models: readonly ModelDefinition[],
  providers: readonly ProviderState[],
  words: RowWords,
  favourites: ReadonlySet<string> = new Set(),
): ModelGroup[] {
  const states = new Map(providers.map((state) => [state.id, state]));
  const groups = new Map<string, ModelGroup & { rank: number }>();
  for (const model of models) {
    if ((model.modality ?? 'text') !== 'text') continue;
    const name = endpointName(model);
    const state = states.get(name) ?? states.get(model.provider);
    const ready = state?.ready ?? true;
    const group = groups.get(name) ?? {
      provider: state?.name ?? name,
      rows: [],
      rank: model.provider === 'demo' ? 0 : ready ? 1 : 2,
    };
    groups.set(name, group);
    const missingKey = !ready && state?.needsKey ? name : undefined;
    const trouble = missingKey ? words.needsKey : ready ? undefined : (state?.reason ?? words.notReady);
    const reference = modelReference(model);
    const place = model.loaded ? words.loaded : model.installed ? words.installed : undefined;
    group.rows.push({
      reference,
      favourite: favourites.has(reference),
      name: model.name,
      detail: [trouble, place, figuresOf(model, words)].filter(Boolean).join(' · '),
      missingKey,
    });
  }
  const sorted = [...groups.values()]
    .sort((a, b) => a.rank - b.rank)
    .map(({ provider, rows }) => ({ provider, rows }));
  const first = sorted.flatMap(({ rows }) => rows.filter((row) => row.favourite));
  if (first.length === 0) return sorted;
  const rest = sorted.map(({ provider, rows }) => ({ provider, rows: rows.filter((row) => !row.favourite) }));
  return [{ provider: words.favourites, rows: first }, ...rest.filter(({ rows }) => rows.length > 0)];
}

/** Remembered references, split into those that can still be chosen and those that are gone. */
export function stillThere(
  remembered: readonly string[],
  groups: readonly ModelGroup[],
): { known: string[]; gone: string[] } {
  const all = new Set(groups.flatMap((group) => group.rows.map((row) => row.reference)));
  return {
    known: remembered.filter((reference) => all.has(reference)),
    gone: remembered.filter((reference) => !all.has(reference)),
  };
}
