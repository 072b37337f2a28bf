import type { ThisWindow } from '../this-window.ts';

/** Lets a person choose a profile, or see to them, and opens a composer with what the profile says. */
export async function startWithProfile(window: ThisWindow): Promise<void> {
  const { 'workbench:pick-profile': pick } = await window.pageHandlers();
  const { profile } = await pick({ current: {} });
  if (!profile) return;
  const { projectDefaults } = await import('../projects/project-defaults.ts');
  const { schema, prompt, ...rest } = profile;
  const draft = {
    ...(await projectDefaults(window)),
    ...rest,
    prompt: prompt ?? '',
    ...(schema ? { schema: JSON.stringify(schema, null, 2) } : {}),
  };
  await (await window.panels()).compose(Promise.resolve(draft));
}
