import * as vscode from 'vscode';
import type { ComposerProfile, ProfileContent } from '../../protocol/profiles.ts';
import type { ThisWindow } from '../this-window.ts';
import { filledIn } from './ask-values.ts';
import { fromComposer, toComposer } from './composer-profile.ts';
import {
  contentOf,
  deleteProfile,
  exportProfiles,
  importProfiles,
  renameProfile,
  saveProfile,
  updateProfile,
} from './profile-actions.ts';
import { type ProfileAction, type ProfileButton, type ProfileItem, profileItems } from './profile-items.ts';
import { openAt, type WorkspaceProfiles } from './workspace-profiles.ts';

interface Answer {
  action: ProfileAction | 'import' | 'export-all';
  item?: ProfileItem;
}

/** The list, which follows what is saved and what the workspace has while it is open. */
function show(
  window: ThisWindow,
  shared: WorkspaceProfiles,
  canSave: boolean,
  items: readonly ProfileItem[],
  load: () => Promise<ProfileItem[]>,
): Promise<Answer | undefined> {
  const pick = vscode.window.createQuickPick<ProfileItem>();
  pick.title = vscode.l10n.t('Profiles');
  pick.placeholder =
    items.length > 0 || canSave
      ? vscode.l10n.t('Choose a profile to use its models, prompts and parameters')
      : vscode.l10n.t('No profile yet: fill in a composer and save it as one, or import a file');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = items;
  const take = {
    iconPath: new vscode.ThemeIcon('cloud-download'),
    tooltip: vscode.l10n.t('Import Profiles…'),
  };
  const give = {
    iconPath: new vscode.ThemeIcon('cloud-upload'),
    tooltip: vscode.l10n.t('Export All Profiles…'),
  };
  pick.buttons = [take, give];
  const reload = async (): Promise<void> => {
    pick.items = await load();
  };
  const stops = [
    window.link.onEvent(({ type }) => {
      if (type === 'profiles:changed' || type === 'data:replaced') void reload();
    }),
    (() => {
      const listening = shared.onDidChange(() => void reload());
      return () => void listening.dispose();
    })(),
  ];
  return new Promise<Answer | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (!item) return;
      const profile = item.saved ?? item.shared;
      resolve({ action: profile ? 'apply' : item.source ? 'open' : 'save', item });
    });
    pick.onDidTriggerButton((pressed) => resolve({ action: pressed === take ? 'import' : 'export-all' }));
    pick.onDidTriggerItemButton(({ item, button }) =>
      resolve({ action: (button as ProfileButton).action, item }),
    );
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => {
    for (const stop of stops) stop();
    pick.dispose();
  });
}

/** What is not applying one. */
async function manage(
  window: ThisWindow,
  { action, item }: Answer,
  content: Omit<ProfileContent, 'name'>,
): Promise<void> {
  const { saved, shared, source } = item ?? {};
  if (action === 'import') await importProfiles(window);
  else if (action === 'export-all') await exportProfiles(window);
  else if (action === 'save') await saveProfile(window, content);
  else if (action === 'copy' && shared) await saveProfile(window, shared, shared.name);
  else if (action === 'open' && source) await openAt(source);
  else if (!saved) return;
  else if (action === 'update') await updateProfile(window, saved, content);
  else if (action === 'rename') await renameProfile(window, saved);
  else if (action === 'export') await exportProfiles(window, saved);
  else await deleteProfile(window, saved);
}

/**
 * Lets a person choose a profile, and see to them on the way: the list comes back after that. `template`: the prompt
 * keeps its `{{name}}`. Undefined when dismissed.
 */
export async function pickProfile(
  window: ThisWindow,
  shared: WorkspaceProfiles,
  current: ComposerProfile,
  template = false,
): Promise<ComposerProfile | undefined> {
  const content = fromComposer(current);
  const canSave = Object.keys(content).length > 0;
  const load = async (): Promise<ProfileItem[]> => {
    const [saved, folders] = await Promise.all([window.link.request('profile:list', {}), shared.list()]);
    return profileItems(saved, folders, canSave);
  };
  for (;;) {
    const answer = await show(window, shared, canSave, await load(), load);
    if (!answer) return undefined;
    const { action, item } = answer;
    const chosen = item?.saved ? contentOf(item.saved) : item?.shared;
    if (action !== 'apply' || !chosen) {
      await manage(window, answer, content);
      // The file is what the person looks at now.
      if (action === 'open') return undefined;
      continue;
    }
    const profile = toComposer(chosen);
    const prompt = profile.prompt === undefined || template ? profile.prompt : await filledIn(profile.prompt);
    if (profile.prompt === undefined) return profile;
    if (prompt !== undefined) return { ...profile, prompt };
  }
}
