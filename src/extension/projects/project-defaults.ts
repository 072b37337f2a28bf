import { usualModels } from '../model-picker.ts';
import type { ThisWindow } from '../this-window.ts';

/** What something new in the current project begins with: the project's own, else the models chosen last. */
export interface ProjectDefaults {
  models: string[];
  system?: string;
}

export async function projectDefaults(window: ThisWindow): Promise<ProjectDefaults> {
  const { settings } = await window.link.request('project:get', {});
  return {
    models: settings.defaultModels ?? (await usualModels(window)),
    ...(settings.systemPrompt ? { system: settings.systemPrompt } : {}),
  };
}
