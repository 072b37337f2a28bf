import { modelReference } from '../core/model-reference.ts';
import type { ModelUse } from '../protocol/page.ts';
import type { ThisWindow } from './this-window.ts';

/** Each use has its own: what a run is given is not what the next question is to be asked of. */
const keys: Record<ModelUse, string> = { comparison: 'abai.models', run: 'abai.runModels' };

function chosenLast(window: ThisWindow, use: ModelUse): string[] | undefined {
  const value: unknown = window.context.globalState.get(keys[use]);
  return Array.isArray(value) ? value.filter((model) => typeof model === 'string') : undefined;
}

/**
 * The models chosen last, as `provider:id`, without those that were taken out since; for a newcomer the demo's, which
 * answer without a key. A first run begins with those of comparisons.
 */
export async function usualModels(window: ThisWindow, use: ModelUse = 'comparison'): Promise<string[]> {
  const chosen = chosenLast(window, use) ?? chosenLast(window, 'comparison');
  if (chosen) return chosen;
  const models = await window.link.request('models:get-all', {});
  return models.filter(({ provider }) => provider === 'demo').map(modelReference);
}

/** Nobody waits for VS Code to write it down. */
export function rememberModels(window: ThisWindow, use: ModelUse, references: readonly string[]): void {
  window.context.globalState
    .update(keys[use], references)
    .then(undefined, (error: unknown) => window.log.warn('The choice of models was not kept.', { error }));
}

/** What a person takes out does not come back by itself. */
export async function leaveOutModel(window: ThisWindow, use: ModelUse, reference: string): Promise<void> {
  const usual = await usualModels(window, use);
  if (usual.includes(reference))
    rememberModels(
      window,
      use,
      usual.filter((other) => other !== reference),
    );
}
