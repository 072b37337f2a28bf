import type * as vscode from 'vscode';
import type { Vault } from '../core/ports/vault.ts';
import type { WindowLog } from './log.ts';
import type { Panels } from './panels.ts';
import type { WindowLink } from './window-link.ts';

/** What the parts of the extension share in one VS Code window. */
export interface ThisWindow {
  readonly context: vscode.ExtensionContext;
  readonly log: WindowLog;
  readonly link: WindowLink;
  /** Loaded with the first use, like everything that asks a promise here. */
  vault(): Promise<Vault>;
  panels(): Promise<Panels>;
}
