import * as vscode from 'vscode';
import { spentOn } from '../../core/cost.ts';
import type { Run } from '../../protocol/runs.ts';
import { costWord } from '../cost-word.ts';
import { said } from '../said.ts';
import { endedCells, shapeOf, shownNumber, standing } from './run-words.ts';

/** A run in the history. The node stays the same object while the run moves on. */
export interface RunNode {
  kind: 'run';
  run: Run;
}

export function isRunNode(value: unknown): value is RunNode {
  return typeof value === 'object' && value !== null && (value as RunNode).kind === 'run';
}

function statusWord({ status, cells }: Run): string {
  switch (status) {
    case 'running':
      return vscode.l10n.t('running');
    case 'paused':
      return vscode.l10n.t('paused');
    case 'cancelled':
      return vscode.l10n.t('cancelled');
    case 'completed':
      return cells.failed > 0 ? vscode.l10n.t('some answers failed') : vscode.l10n.t('complete');
  }
}

function statusIcon({ status, cells, pausedBecause, waitsForKey }: Run): vscode.ThemeIcon {
  const warning = new vscode.ThemeColor('problemsWarningIcon.foreground');
  switch (status) {
    case 'running':
      return waitsForKey === undefined
        ? new vscode.ThemeIcon('loading~spin')
        : new vscode.ThemeIcon('key', warning);
    case 'paused':
      return new vscode.ThemeIcon('debug-pause', pausedBecause === 'person' ? undefined : warning);
    case 'cancelled':
      return new vscode.ThemeIcon('circle-slash');
    case 'completed':
      return cells.failed > 0
        ? new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'))
        : new vscode.ThemeIcon('table');
  }
}

function tooltip(run: Run): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**');
  text.appendText(run.name);
  text.appendMarkdown('**\n\n');
  for (const { label } of run.variants) {
    text.appendMarkdown('- ');
    text.appendText(label);
    text.appendMarkdown('\n');
  }
  text.appendMarkdown('\n');
  const { succeeded, failed, total } = run.cells;
  const counts = [
    vscode.l10n.t('{0} of {1} answered', shownNumber(succeeded), shownNumber(total)),
    ...(failed > 0 ? [vscode.l10n.t('{0} failed', shownNumber(failed))] : []),
  ];
  const at = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
  text.appendText(`${statusWord(run)}: ${counts.join(', ')}`);
  const why = run.reason ?? run.waitsForDisk ?? run.waitsForKey;
  if (why) {
    text.appendMarkdown('\n\n');
    text.appendText(said(why));
  }
  text.appendMarkdown('\n\n');
  text.appendText(`${vscode.l10n.t('Cost: {0}', costWord(spentOn(run)))} · ${at.format(run.createdAt)}`);
  return text;
}

/**
 * What the `when` clauses of package.json go by: `run.running`, and `run.completed.failed` when something failed that
 * can be asked again.
 */
function contextValue({ status, cells }: Run): string {
  return `run.${status}${cells.failed > 0 ? '.failed' : ''}`;
}

export function runItem(node: RunNode): vscode.TreeItem {
  const { run } = node;
  const item = new vscode.TreeItem(run.name);
  const shape = shapeOf(run);
  item.id = `run:${run.id}`;
  item.description = [shape, standing(run)].filter(Boolean).join(' · ');
  item.iconPath = statusIcon(run);
  item.tooltip = tooltip(run);
  item.contextValue = contextValue(run);
  item.command = { command: 'abai.history.open', title: vscode.l10n.t('Open'), arguments: [node] };
  item.accessibilityInformation = { label: `${run.name}, ${shape}, ${standing(run) || statusWord(run)}` };
  return item;
}

/** Whether the history shows anything else of the run now: its sums change four times a second. */
export function looksDifferent(before: Run, now: Run): boolean {
  return (
    before.name !== now.name ||
    before.reason !== now.reason ||
    before.rows.taken !== now.rows.taken ||
    contextValue(before) !== contextValue(now) ||
    standing(before) !== standing(now) ||
    (now.status !== 'running' && endedCells(before) !== endedCells(now))
  );
}
