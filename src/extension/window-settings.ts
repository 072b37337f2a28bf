import * as vscode from 'vscode';
import type { Endpoints } from '../core/ports/endpoints.ts';
import { dataDirectory } from './data-directory.ts';
import { endpointsFromSetting } from './endpoints.ts';

/** Endpoints as the user's settings have them now. The setting has machine scope: no workspace can reach it. */
export function currentEndpoints(): Endpoints {
  return endpointsFromSetting(vscode.workspace.getConfiguration('abai').get('providers'));
}

/** @throws AbaiError `invalid` when the setting is a relative path. */
export function currentDataDirectory(context: vscode.ExtensionContext): string {
  const setting = vscode.workspace.getConfiguration('abai').get('dataDirectory');
  return dataDirectory(setting, context.globalStorageUri.fsPath);
}
