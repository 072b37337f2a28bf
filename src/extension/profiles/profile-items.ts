import * as vscode from 'vscode';
import type { Profile, ProfileContent } from '../../protocol/profiles.ts';
import { nameOf, type ProfilesOfFolder } from './workspace-profiles.ts';

export type ProfileAction = 'apply' | 'save' | 'update' | 'rename' | 'delete' | 'export' | 'open' | 'copy';

export interface ProfileButton extends vscode.QuickInputButton {
  action: ProfileAction;
}

/** A row of the list: a profile that is saved, one of the workspace, a broken file, or what saves the composer. */
export interface ProfileItem extends vscode.QuickPickItem {
  saved?: Profile;
  shared?: ProfileContent;
  source?: ProfilesOfFolder;
  buttons?: readonly ProfileButton[];
}

function button(action: ProfileAction, icon: string, tooltip: string): ProfileButton {
  return { action, iconPath: new vscode.ThemeIcon(icon), tooltip };
}

function separator(label: string): ProfileItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** What a profile is made of, in one line. */
function detailOf({ models, system, parameters, schema, promptTemplate }: ProfileContent): string {
  const parts = [
    models?.map((each) => (typeof each === 'string' ? each : each.model)).join(', '),
    system && vscode.l10n.t('system prompt'),
    parameters && vscode.l10n.t('parameters'),
    schema && vscode.l10n.t('JSON schema'),
    promptTemplate && vscode.l10n.t('prompt'),
  ];
  return parts.filter(Boolean).join(' · ') || vscode.l10n.t('empty');
}

function row(profile: ProfileContent): ProfileItem {
  return {
    label: profile.name,
    ...(profile.description === undefined ? {} : { description: profile.description }),
    detail: detailOf(profile),
  };
}

function savedRow(profile: Profile, canSave: boolean): ProfileItem {
  return {
    ...row(profile),
    saved: profile,
    buttons: [
      ...(canSave ? [button('update', 'save', vscode.l10n.t('Replace by the Composer…'))] : []),
      button('rename', 'edit', vscode.l10n.t('Rename Profile…')),
      button('export', 'export', vscode.l10n.t('Export Profile…')),
      button('delete', 'trash', vscode.l10n.t('Delete Profile')),
    ],
  };
}

function folderRows(source: ProfilesOfFolder): ProfileItem[] {
  const open = button('open', 'go-to-file', vscode.l10n.t('Open File'));
  const { problem, profiles } = source;
  return [
    separator(nameOf(source)),
    ...(problem
      ? [{ label: `$(warning) ${problem.message}`, alwaysShow: true, source, buttons: [open] }]
      : profiles.map((shared) => ({
          ...row(shared),
          shared,
          source,
          buttons: [button('copy', 'save', vscode.l10n.t('Save as a Profile of Mine…')), open],
        }))),
  ];
}

/** `canSave`: something stands in the composer. */
export function profileItems(
  saved: readonly Profile[],
  folders: readonly ProfilesOfFolder[],
  canSave: boolean,
): ProfileItem[] {
  return [
    ...(saved.length > 0 ? [separator(vscode.l10n.t('saved'))] : []),
    ...saved.map((profile) => savedRow(profile, canSave)),
    ...folders.flatMap(folderRows),
    ...(canSave
      ? [
          separator(''),
          { label: `$(save) ${vscode.l10n.t('Save the Composer as a Profile…')}`, alwaysShow: true },
        ]
      : []),
  ];
}
