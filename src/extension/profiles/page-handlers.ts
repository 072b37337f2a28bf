import type { WorkbenchHandlers } from '../../gateway/page-session.ts';
import type { ThisWindow } from '../this-window.ts';
import type { WorkspaceProfiles } from './workspace-profiles.ts';

/** What this window does for pages about profiles and saved prompts. The profiles of the workspace are watched from the first use on. */
export function profileHandlers(window: ThisWindow) {
  let shared: WorkspaceProfiles | undefined;
  return {
    'workbench:pick-profile': async ({ current, template }) => {
      const [{ pickProfile }, { WorkspaceProfiles }] = await Promise.all([
        import('./pick-profile.ts'),
        import('./workspace-profiles.ts'),
      ]);
      if (!shared) {
        shared = new WorkspaceProfiles();
        window.context.subscriptions.push(shared);
      }
      return { profile: (await pickProfile(window, shared, current, template)) ?? null };
    },
    'workbench:pick-prompt': async ({ current, template }) => {
      const { pickPrompt } = await import('./pick-prompt.ts');
      return { prompt: (await pickPrompt(window, current, template)) ?? null };
    },
  } satisfies WorkbenchHandlers;
}
