import * as vscode from 'vscode';
import type { Endpoints } from '../core/ports/endpoints.ts';
import { dataDirectory } from './data-directory.ts';
import { endpointsFromSetting } from './endpoints.ts';

/** Endpoints as the user's settings have them now. The setting has machine scope: no workspace can reach it. */
export function currentEndpoints(): Endpoints {
  return endpointsFromSetting(vscode.workspace.getConfiguration('abai').get('providers'));
}

/** Models that the user's settings add or override, as they stand there: the back end checks them. */
export function currentModels(): readonly unknown[] {
  const models: unknown = vscode.workspace.getConfiguration('abai').get('models');
  return Array.isArray(models) ? models : [];
}

/** @throws AbaiError `invalid` when the setting is a relative path. */
export function currentDataDirectory(context: vscode.ExtensionContext): string {
  const setting = vscode.workspace.getConfiguration('abai').get('dataDirectory');
  return dataDirectory(setting, context.globalStorageUri.fsPath, (wanted) =>
    vscode.l10n.t(
      'The setting abai.dataDirectory is “{0}”, which is a relative path. Give an absolute one, or leave it empty.',
      wanted,
    ),
  );
}
