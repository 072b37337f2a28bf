import path from 'node:path';
import * as vscode from 'vscode';
import { AbaiError } from '../../protocol/errors.ts';
import type { Profile, ProfileContent } from '../../protocol/profiles.ts';
import { fileName, suggestion } from '../save-place.ts';
import { showFailure } from '../show-failure.ts';
import { textOfBytes } from '../text-of-bytes.ts';
import type { ThisWindow } from '../this-window.ts';

/** Bytes of a file of profiles. */
const mostBytes = 10_000_000;

export function contentOf({ id: _id, createdAt: _at, updatedAt: _to, ...content }: Profile): ProfileContent {
  return content;
}

function askName(title: string, value: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    placeHolder: vscode.l10n.t('Name of the profile'),
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Give the profile a name.') : undefined),
  });
}

async function mayReplace(name: string): Promise<boolean> {
  const replace = vscode.l10n.t('Replace');
  const message = vscode.l10n.t('Replace the profile “{0}”?', name);
  return (await vscode.window.showWarningMessage(message, { modal: true }, replace)) === replace;
}

type Content = Omit<ProfileContent, 'name'>;

/** A prompt that is written in a composer may be meant for this once only. Undefined when dismissed. */
async function withOrWithoutPrompt(content: Content): Promise<Content | undefined> {
  const { promptTemplate, ...rest } = content;
  if (promptTemplate === undefined || Object.keys(rest).length === 0) return content;
  const without = { label: vscode.l10n.t('Without the Prompt') };
  const including = {
    label: vscode.l10n.t('With the Prompt'),
    detail: promptTemplate.replaceAll(/\s+/g, ' ').trim().slice(0, 200),
  };
  const title = vscode.l10n.t('Save as Profile');
  const chosen = await vscode.window.showQuickPick([without, including], { title });
  return chosen && (chosen === including ? content : rest);
}

/** Asks for a name and saves; a name that is taken replaces that one after a question. */
export async function saveProfile({ link }: ThisWindow, content: Content, suggested = ''): Promise<void> {
  const name = (await askName(vscode.l10n.t('Save as Profile'), suggested))?.trim();
  if (!name) return;
  const chosen = await withOrWithoutPrompt(content);
  if (!chosen) return;
  const profile = { ...chosen, name };
  try {
    await link.request('profile:save', { profile });
  } catch (error) {
    const taken = error instanceof AbaiError && error.code === 'conflict' && error.details?.profileId;
    if (typeof taken !== 'string') throw error;
    if (await mayReplace(name)) await link.request('profile:save', { profile, profileId: taken });
  }
}

/** Puts what stands in the composer into a profile that there is. */
export async function updateProfile(
  { link }: ThisWindow,
  { id, name, description }: Profile,
  content: Content,
): Promise<void> {
  if (!(await mayReplace(name))) return;
  const chosen = await withOrWithoutPrompt(content);
  if (!chosen) return;
  const profile = { ...chosen, name, ...(description === undefined ? {} : { description }) };
  await link.request('profile:save', { profile, profileId: id });
}

export async function renameProfile({ link }: ThisWindow, profile: Profile): Promise<void> {
  const name = (await askName(vscode.l10n.t('Rename Profile'), profile.name))?.trim();
  if (!name || name === profile.name) return;
  await link.request('profile:save', {
    profileId: profile.id,
    profile: { ...contentOf(profile), name },
  });
}

/** Without a question, and with an undo. */
export async function deleteProfile(window: ThisWindow, { id, name }: Profile): Promise<void> {
  await window.link.request('profile:delete', { profileId: id });
  const undo = vscode.l10n.t('Undo');
  // Not awaited: a notification may stay up for long.
  vscode.window
    .showInformationMessage(vscode.l10n.t('Deleted the profile “{0}”.', name), undo)
    .then(async (chosen) => {
      if (chosen === undo) await window.link.request('profile:restore', { profileId: id });
    })
    .then(undefined, (error: unknown) => showFailure(window, error));
}

function filters() {
  return { [vscode.l10n.t('Profiles of A-B/AI')]: ['json'] };
}

/** Writes one profile, or all of them, to a JSON file. */
export async function exportProfiles({ link }: ThisWindow, profile?: Profile): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: profile ? vscode.l10n.t('Export Profile “{0}”', profile.name) : vscode.l10n.t('Export Profiles'),
    defaultUri: suggestion(profile ? `${fileName(profile.name)}.json` : 'profiles.json'),
    filters: filters(),
  });
  if (!target) return;
  const { text } = await link.request('profile:export', profile ? { profileIds: [profile.id] } : {});
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

function namesOf(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(', ');
}

/** Takes in the profiles of a JSON file. Those whose name is there already replace it after a question. */
export async function importProfiles({ link }: ThisWindow): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import Profiles'),
      openLabel: vscode.l10n.t('Import'),
      filters: filters(),
    })) ?? [];
  if (!file) return;
  if ((await vscode.workspace.fs.stat(file)).size > mostBytes) {
    throw new AbaiError('invalid', vscode.l10n.t('This file is too large to be one of profiles.'));
  }
  const bytes = await vscode.workspace.fs.readFile(file);
  const text = await textOfBytes(bytes, path.posix.basename(file.path));
  const { added, leftOut } = await link.request('profile:import', { text });
  if (added.length > 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Imported {0}.', namesOf(added)));
  }
  if (leftOut.length === 0) return;
  const replace = vscode.l10n.t('Replace');
  const message = vscode.l10n.t(
    'There are profiles with these names already: {0}. Replace them?',
    namesOf(leftOut),
  );
  if ((await vscode.window.showWarningMessage(message, { modal: true }, replace)) !== replace) return;
  await link.request('profile:import', { text, replace: true });
}
