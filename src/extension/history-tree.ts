import * as vscode from 'vscode';
import { dayKey, dayLabel } from './days.ts';
import { type ComparisonNode, type DayNode, type HistoryNode, treeItem } from './history-items.ts';
import type { HistoryPage, HistoryPages } from './history-pages.ts';

/** Milliseconds in which changes are collected: eight answers often end together. */
const quietMs = 100;

/** The native tree project > day > comparison. It asks only for what is unfolded and changes with events. */
export class HistoryTree implements vscode.TreeDataProvider<HistoryNode>, vscode.Disposable {
  readonly #pages: HistoryPages;
  readonly #failed: (error: unknown) => void;
  readonly #changed = new vscode.EventEmitter<undefined>();
  #timer: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  /** `failed` is told why the history could not be read; the view is then empty. */
  constructor(pages: HistoryPages, failed: (error: unknown) => void) {
    this.#pages = pages;
    this.#failed = failed;
  }

  getTreeItem(node: HistoryNode): vscode.TreeItem {
    return treeItem(node);
  }

  async getChildren(node?: HistoryNode): Promise<HistoryNode[]> {
    try {
      if (!node) return await this.#roots();
      if (node.kind === 'project')
        return this.#days(node.project.id, await this.#pages.page(node.project.id));
      if (node.kind === 'day')
        return node.comparisons.map((comparison) => ({ kind: 'comparison', comparison }));
      return [];
    } catch (error) {
      this.#failed(error);
      return [];
    }
  }

  async #roots(): Promise<HistoryNode[]> {
    const projects = await this.#pages.projects();
    if (await this.#pages.isEmpty()) return [];
    const current = this.#pages.currentProject;
    return projects.map((project) => ({ kind: 'project', project, current: project.id === current }));
  }

  #days(projectId: string, { comparisons, hasMore }: HistoryPage): HistoryNode[] {
    const words = {
      today: vscode.l10n.t('Today'),
      yesterday: vscode.l10n.t('Yesterday'),
      language: vscode.env.language,
    };
    const now = Date.now();
    const days = new Map<string, DayNode>();
    for (const comparison of comparisons) {
      const key = dayKey(comparison.createdAt);
      const label = dayLabel(comparison.createdAt, now, words);
      const day = days.get(key) ?? {
        kind: 'day',
        projectId,
        key,
        label,
        newest: days.size === 0,
        comparisons: [],
      };
      day.comparisons.push(comparison);
      days.set(key, day);
    }
    return [...days.values(), ...(hasMore ? [{ kind: 'more', projectId } as const] : [])];
  }

  /** Has the view look again, soon: several calls make one. */
  refresh(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire(undefined);
    }, quietMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
  }
}

export function isComparisonNode(value: unknown): value is ComparisonNode {
  return typeof value === 'object' && value !== null && (value as ComparisonNode).kind === 'comparison';
}
