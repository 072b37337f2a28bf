import * as vscode from 'vscode';
import type { Run } from '../protocol/runs.ts';
import { dayKey, dayLabel } from './days.ts';
import { type ComparisonNode, type DayNode, type HistoryNode, treeItem } from './history-items.ts';
import { entriesOf, type HistoryEntry, type HistoryPage, hasMore } from './history-page.ts';
import type { HistoryPages } from './history-pages.ts';
import { looksDifferent, type RunNode } from './runs/run-item.ts';

/** Milliseconds in which changes are collected: eight answers often end together. */
const quietMs = 100;

/** The native tree project > day > comparison or run. It asks only for what is unfolded and changes with events. */
export class HistoryTree implements vscode.TreeDataProvider<HistoryNode>, vscode.Disposable {
  readonly #pages: HistoryPages;
  readonly #failed: (error: unknown) => void;
  readonly #changed = new vscode.EventEmitter<HistoryNode | undefined>();
  /** One object for each run: VS Code refreshes an item by its node. */
  readonly #runNodes = new Map<string, RunNode>();
  readonly #movedOn = new Set<RunNode>();
  #all = false;
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
      if (node.kind === 'day') return node.entries;
      return [];
    } catch (error) {
      this.#failed(error);
      return [];
    }
  }

  async #roots(): Promise<HistoryNode[]> {
    const projects = await this.#pages.projects();
    // Who has made a second project wants to see it; before that, a welcome says more.
    if (projects.length === 1 && (await this.#pages.isEmpty())) return [];
    const current = this.#pages.currentProject;
    return projects.map((project) => ({ kind: 'project', project, current: project.id === current }));
  }

  #days(projectId: string, page: HistoryPage): HistoryNode[] {
    const words = {
      today: vscode.l10n.t('Today'),
      yesterday: vscode.l10n.t('Yesterday'),
      language: vscode.env.language,
    };
    const now = Date.now();
    const days = new Map<string, DayNode>();
    for (const entry of entriesOf(page)) {
      const key = dayKey(entry.createdAt);
      const label = dayLabel(entry.createdAt, now, words);
      const newest = days.size === 0;
      const day = days.get(key) ?? { kind: 'day', projectId, key, label, newest, entries: [] };
      day.entries.push(this.#nodeOf(entry));
      days.set(key, day);
    }
    return [...days.values(), ...(hasMore(page) ? [{ kind: 'more', projectId } as const] : [])];
  }

  #nodeOf(entry: HistoryEntry): ComparisonNode | RunNode {
    if ('comparison' in entry) return { kind: 'comparison', comparison: entry.comparison };
    const { run } = entry;
    const node = this.#runNodes.get(run.id) ?? { kind: 'run', run };
    node.run = run;
    this.#runNodes.set(run.id, node);
    return node;
  }

  /** Has the view look at one run again, if anything of it shows. */
  refreshRun(run: Run): void {
    const node = this.#runNodes.get(run.id);
    if (!node) return;
    const different = looksDifferent(node.run, run);
    node.run = run;
    if (!different) return;
    this.#movedOn.add(node);
    this.#soon();
  }

  /** Has the view look again, soon: several calls make one. */
  refresh(): void {
    this.#all = true;
    this.#soon();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const nodes = this.#all ? [undefined] : [...this.#movedOn];
      this.#all = false;
      this.#movedOn.clear();
      for (const node of nodes) this.#changed.fire(node);
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
