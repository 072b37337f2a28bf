import * as vscode from 'vscode';
import type { WorkbenchHandlers } from '../../gateway/page-session.ts';
import { openRun } from '../runs/run-actions.ts';
import type { ThisWindow } from '../this-window.ts';
import { exportActivity } from './export-activity.ts';

/** What this window does for the page of the activity, beside what it does for all pages. */
export function activityPageHandlers(window: ThisWindow) {
  return {
    'activity-page:open': async ({ comparisonId, runId, title }) => {
      if (runId !== undefined) await openRun(window, { id: runId, name: title });
      else if (comparisonId !== undefined) (await window.panels()).show(comparisonId, title);
      return {};
    },
    'activity-page:export': async ({ filter }) => {
      await exportActivity(window, filter);
      return {};
    },
    'activity-page:project-settings': async ({ projectId }) => {
      await vscode.commands.executeCommand('abai.projectSettings', projectId);
      return {};
    },
  } satisfies WorkbenchHandlers;
}
