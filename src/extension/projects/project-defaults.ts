import type { ModelUse } from '../../protocol/page.ts';
import type { ThisWindow } from '../this-window.ts';
import { usualModels } from '../usual-models.ts';

/** What something new in the current project begins with: the project's own, else the models chosen last for such a thing. */
export interface ProjectDefaults {
  models: string[];
  system?: string;
}

export async function projectDefaults(
  window: ThisWindow,
  use: ModelUse = 'comparison',
): Promise<ProjectDefaults> {
  const { settings } = await window.link.request('project:get', {});
  return {
    models: settings.defaultModels ?? (await usualModels(window, use)),
    ...(settings.systemPrompt ? { system: settings.systemPrompt } : {}),
  };
}
