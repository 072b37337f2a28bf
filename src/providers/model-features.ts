import type { ModelDefinition, ModelFeature } from '../protocol/models.ts';

/**
 * Whether the model has the feature as far as anyone knows: of a model that only the vendor's list names nothing is
 * known, so all is let through and the vendor's own answer decides.
 */
export function hasFeature(model: ModelDefinition, feature: ModelFeature): boolean {
  return model.origin === 'vendor' || model.features.includes(feature);
}
