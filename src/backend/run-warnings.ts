import { manyVariantsWarning } from '../core/run-variants.ts';
import type { Parameters } from '../protocol/generation.ts';
import type { ParsedParams } from '../protocol/methods.ts';
import type { ModelDefinition, ProviderState } from '../protocol/models.ts';
import type { Band, ModelEstimate } from '../protocol/run-estimate.ts';

/** A model of a setup, as the catalogue knows it. */
export interface AskedModel {
  definition: ModelDefinition;
  parameters: Parameters;
  native: boolean;
  batch: boolean;
}

function named(models: readonly AskedModel[]): string {
  const names = [...new Set(models.map(({ definition }) => definition.name))];
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Servers of images that are named one by one. */
const namedHosts = 5;

/** What was found out about a setup. */
export interface Estimated {
  asked: readonly AskedModel[];
  models: readonly ModelEstimate[];
  /** USD of the whole. */
  cost: Band | null;
  /** Images of which nobody knows the size. */
  guessedImages: boolean;
  /** Servers that some of the images lie on. */
  imageHosts: readonly string[];
  /** Of the images that were looked at. */
  imageProblem: string | undefined;
  providers: readonly ProviderState[];
  /** How far its cost cap can be kept, and what it does. */
  ofCap: readonly string[];
}

/** What a person should know before a run starts, as sentences. */
export function setupWarnings(
  setup: ParsedParams<'run:estimate'>,
  { asked, models, cost, guessedImages, imageHosts, imageProblem, providers, ofCap }: Estimated,
): string[] {
  const warnings: string[] = [];
  const columns = setup.prompts.length * setup.models.length;
  const many = manyVariantsWarning(columns);
  if (many !== undefined) warnings.push(many);
  const used = new Set(asked.map(({ definition }) => String(definition.provider)));
  for (const { id, ready, reason } of providers) {
    if (used.has(id) && !ready && reason !== undefined) warnings.push(reason);
  }
  const unpriced = asked.filter(({ definition }) =>
    models.some(
      ({ model, cost: own }) => own === null && model === `${definition.provider}:${definition.id}`,
    ),
  );
  if (unpriced.length > 0) {
    warnings.push(`The price of ${named(unpriced)} is not known, so its cost is not in the estimate.`);
  }
  if (setup.prompts.some(({ images }) => images !== undefined && images.length > 0)) {
    warnings.push(
      guessedImages
        ? 'Images that are not on this machine, or that cannot be read, count as 1024 × 1024 pixels in the estimate.'
        : 'What images cost is estimated from the sizes of some of them.',
    );
    if (imageHosts.length > 0) {
      const some = imageHosts.slice(0, namedHosts).join(', ') + (imageHosts.length > namedHosts ? ' …' : '');
      warnings.push(
        `This machine fetches images that cells name by their URL, when they are asked, and sends them to the providers: from ${some}.`,
      );
    }
    if (imageProblem !== undefined) warnings.push(`Not every image can be read: ${imageProblem}`);
    const blind = asked.filter(({ definition }) => !definition.features.includes('vision'));
    if (blind.length > 0) warnings.push(`${named(blind)} cannot see images.`);
  }
  if (setup.schema) {
    const emulated = asked.filter(({ definition }) => !definition.features.includes('json_schema'));
    if (emulated.length > 0) {
      warnings.push(
        `${named(emulated)} cannot be held to a JSON Schema by the provider: the prompt asks for it, and answers that do not fit fail.`,
      );
    }
  }
  const live = asked.filter(({ native, batch }) => native && !batch);
  if (live.length > 0) warnings.push(`The provider of ${named(live)} has no batch API for it.`);
  if (setup.maxCostUsd !== undefined && cost !== null && cost.likely > setup.maxCostUsd) {
    const pauses = `The run will probably pause at its cost cap of $${setup.maxCostUsd} before it is done.`;
    warnings.push([pauses, ...ofCap].join(' '));
  } else warnings.push(...ofCap);
  return warnings;
}
