import type * as vscode from 'vscode';
import type { Vault } from '../core/ports/vault.ts';
import type { ActivityPanel } from './activity/activity-panel.ts';
import type { CodePreviews } from './code/code-previews.ts';
import type { WindowLog } from './log.ts';
import type { Panels } from './panels.ts';
import type { OwnRuns } from './runs/own-runs.ts';
import type { RunPanels } from './runs/run-panels.ts';
import type { RunWatch } from './runs/run-watch.ts';
import type { WindowLink } from './window-link.ts';
import type { EditorHandlers } from './workbench.ts';

/** What the parts of the extension share in one VS Code window. */
export interface ThisWindow {
  readonly context: vscode.ExtensionContext;
  readonly log: WindowLog;
  readonly link: WindowLink;
  /** Loaded with the first use, like everything that asks a promise here. */
  vault(): Promise<Vault>;
  panels(): Promise<Panels>;
  /** What every page of this window can ask it for. */
  pageHandlers(): Promise<EditorHandlers>;
  /** Files beside themselves with code of an answer in them. */
  codePreviews(): Promise<CodePreviews>;
  runPanels(): Promise<RunPanels>;
  activityPanel(): Promise<ActivityPanel>;
  /** Follows the runs of the data folder, once the back end is open. */
  runWatch(): Promise<RunWatch>;
  readonly ownRuns: OwnRuns;
}
