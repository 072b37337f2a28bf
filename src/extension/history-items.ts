import * as vscode from 'vscode';
import type { ComparisonSummary } from '../protocol/comparisons.ts';
import type { MessageStatus } from '../protocol/conversations.ts';
import type { Project } from '../protocol/projects.ts';
import { costWord } from './cost-word.ts';
import { type RunNode, runItem } from './runs/run-item.ts';

export interface ProjectNode {
  kind: 'project';
  project: Project;
  current: boolean;
}
export interface DayNode {
  kind: 'day';
  projectId: string;
  key: string;
  label: string;
  newest: boolean;
  /** Newest first. */
  entries: (ComparisonNode | RunNode)[];
}
export interface ComparisonNode {
  kind: 'comparison';
  comparison: ComparisonSummary;
}
export interface MoreNode {
  kind: 'more';
  projectId: string;
}
export type HistoryNode = ProjectNode | DayNode | ComparisonNode | RunNode | MoreNode;

/** The one state that a person should see of several, the most pressing first. */
export function overallStatus(statuses: readonly MessageStatus[]): MessageStatus {
  const order: MessageStatus[] = [
    'awaiting_tool_approval',
    'generating',
    'running_tools',
    'failed',
    'interrupted',
    'cancelled',
  ];
  return order.find((status) => statuses.includes(status)) ?? 'complete';
}

function statusWord(status: MessageStatus): string {
  switch (status) {
    case 'generating':
      return vscode.l10n.t('answering');
    case 'awaiting_tool_approval':
      return vscode.l10n.t('waits for your approval of a tool');
    case 'running_tools':
      return vscode.l10n.t('running tools');
    case 'failed':
      return vscode.l10n.t('some answers failed');
    case 'interrupted':
      return vscode.l10n.t('interrupted');
    case 'cancelled':
      return vscode.l10n.t('stopped');
    case 'complete':
      return vscode.l10n.t('complete');
  }
}

function statusIcon(status: MessageStatus): vscode.ThemeIcon {
  switch (status) {
    case 'generating':
    case 'running_tools':
      return new vscode.ThemeIcon('loading~spin');
    case 'awaiting_tool_approval':
      return new vscode.ThemeIcon('question');
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
    case 'interrupted':
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground'));
    case 'cancelled':
      return new vscode.ThemeIcon('circle-slash');
    case 'complete':
      return new vscode.ThemeIcon('split-horizontal');
  }
}

function modelCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 model') : vscode.l10n.t('{0} models', count);
}

function tooltip(comparison: ComparisonSummary): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**');
  text.appendText(comparison.name);
  text.appendMarkdown('**\n\n');
  for (const [index, model] of comparison.models.entries()) {
    const status = comparison.statuses[index];
    text.appendMarkdown('- ');
    text.appendText(status && status !== 'complete' ? `${model} (${statusWord(status)})` : model);
    text.appendMarkdown('\n');
  }
  text.appendMarkdown('\n');
  const at = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
  text.appendText(
    `${vscode.l10n.t('Cost: {0}', costWord(comparison.cost))} · ${at.format(comparison.createdAt)}`,
  );
  return text;
}

function comparisonItem(node: ComparisonNode): vscode.TreeItem {
  const { comparison } = node;
  const status = overallStatus(comparison.statuses);
  const count = modelCount(comparison.models.length);
  const item = new vscode.TreeItem(comparison.name);
  item.id = `comparison:${comparison.id}`;
  item.description = count;
  item.iconPath = statusIcon(status);
  item.tooltip = tooltip(comparison);
  item.contextValue = 'comparison';
  item.command = { command: 'abai.history.open', title: vscode.l10n.t('Open'), arguments: [node] };
  item.accessibilityInformation = { label: `${comparison.name}, ${count}, ${statusWord(status)}` };
  return item;
}

export function treeItem(node: HistoryNode): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  if (node.kind === 'comparison') return comparisonItem(node);
  if (node.kind === 'run') return runItem(node);
  if (node.kind === 'more') {
    const item = new vscode.TreeItem(vscode.l10n.t('Load more…'));
    item.id = `more:${node.projectId}`;
    item.iconPath = new vscode.ThemeIcon('ellipsis');
    item.command = {
      command: 'abai.history.loadMore',
      title: vscode.l10n.t('Load more…'),
      arguments: [node],
    };
    return item;
  }
  if (node.kind === 'day') {
    const item = new vscode.TreeItem(node.label, node.newest ? Expanded : Collapsed);
    item.id = `day:${node.projectId}:${node.key}`;
    const count = node.entries.length;
    item.description = String(count);
    item.accessibilityInformation = {
      label:
        count === 1
          ? vscode.l10n.t('{0}, 1 item', node.label)
          : vscode.l10n.t('{0}, {1} items', node.label, count),
    };
    item.contextValue = 'day';
    return item;
  }
  const item = new vscode.TreeItem(node.project.name, node.current ? Expanded : Collapsed);
  item.id = `project:${node.project.id}`;
  item.iconPath = new vscode.ThemeIcon('project');
  item.contextValue = node.current ? 'project.current' : 'project';
  if (node.current) item.description = vscode.l10n.t('current');
  item.accessibilityInformation = {
    label: node.current
      ? vscode.l10n.t('Project {0}, current', node.project.name)
      : vscode.l10n.t('Project {0}', node.project.name),
  };
  if (node.project.description) item.tooltip = node.project.description;
  return item;
}
