import * as vscode from 'vscode';
import type { Link, OwnerTrouble } from '../gateway/link.ts';
import type { Run } from '../protocol/runs.ts';
import { HistoryDrops } from './history-drops.ts';
import type { ComparisonNode, HistoryNode } from './history-items.ts';
import { HistoryPages } from './history-pages.ts';
import { HistoryTree, isComparisonNode } from './history-tree.ts';
import { isRunNode, type RunNode } from './runs/run-item.ts';
import { said } from './said.ts';
import type { ThisWindow } from './this-window.ts';

export const historyViewId = 'abai.history';

/** Which welcome text an empty view shows; see `viewsWelcome` in package.json. */
const stateContext = 'abai.state';

/** Who owns the data, when it is not this window; undefined when all is as usual. */
function ownerMessage(link: Link): string | undefined {
  if (link.ownerSilent) return said(link.ownerSilent.message);
  if (link.role === 'owner') return undefined;
  const owner = link.owner();
  if (!owner) return undefined;
  return owner.kind === 'cli'
    ? vscode.l10n.t(
        'The data is open in a command line (process {0}); this window works through it.',
        owner.pid,
      )
    : vscode.l10n.t(
        'The data is open in another window (process {0}); this window works through it.',
        owner.pid,
      );
}

/** The view in the Activity Bar. */
export class HistoryView implements vscode.Disposable {
  readonly pages: HistoryPages;
  readonly tree: HistoryTree;
  readonly #view: vscode.TreeView<HistoryNode>;
  readonly #stops: (() => void)[] = [];

  constructor(window: ThisWindow) {
    const { link } = window;
    this.pages = new HistoryPages(link);
    this.tree = new HistoryTree(this.pages, (error) => this.#failed(window, error));
    this.pages.onProjects(({ name }, count) => {
      // In the title: of a view that has its container to itself, VS Code shows no description.
      this.#view.title = count > 1 ? vscode.l10n.t('History: {0}', name) : vscode.l10n.t('History');
    });
    this.#view = vscode.window.createTreeView(historyViewId, {
      treeDataProvider: this.tree,
      canSelectMany: true,
      dragAndDropController: new HistoryDrops(window),
      showCollapseAll: true,
    });
    this.#stops.push(
      link.onEvent((event) => {
        if (event.type === 'run:updated') this.#moveOn(event.data.run);
        else if (this.pages.apply(event)) this.tree.refresh();
        if (event.type === 'data:damaged') void offerRestore(event.data.backup);
      }),
      link.onOpened((opened) => {
        void vscode.commands.executeCommand('setContext', stateContext, 'open');
        const show = (): void => {
          this.#view.message = ownerMessage(opened);
        };
        const showTrouble = (): void => {
          show();
          if (opened.ownerSilent) void offerTakeOver(opened.ownerSilent);
        };
        showTrouble();
        opened.onRole(show);
        opened.onOwnerSilent(showTrouble);
        opened.onReset(() => this.reload());
      }),
    );
  }

  /** Looks at everything again. */
  reload(): void {
    this.pages.reset();
    this.tree.refresh();
  }

  async loadMore(projectId: string): Promise<void> {
    await this.pages.loadMore(projectId);
    this.tree.refresh();
  }

  #moveOn(run: Run): void {
    this.pages.updateRun(run);
    this.tree.refreshRun(run);
  }

  /** The comparisons and runs that are selected. */
  selected(): (ComparisonNode | RunNode)[] {
    return this.#view.selection.filter((node) => isComparisonNode(node) || isRunNode(node));
  }

  #failed(window: ThisWindow, error: unknown): void {
    void vscode.commands.executeCommand('setContext', stateContext, 'failed');
    void import('./show-failure.ts').then(({ showFailure }) => showFailure(window, error));
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.#view.dispose();
    this.tree.dispose();
  }
}

async function offerRestore(backup: string | undefined): Promise<void> {
  const restore = vscode.l10n.t('Restore Data…');
  const message = backup
    ? vscode.l10n.t('The database of A-B/AI is damaged. The newest backup is {0}.', backup)
    : vscode.l10n.t('The database of A-B/AI is damaged, and there is no backup of it.');
  if ((await vscode.window.showWarningMessage(message, ...(backup ? [restore] : []))) === restore) {
    await vscode.commands.executeCommand('abai.restoreData');
  }
}

/** A newer version of A-B/AI cannot be driven out: this window has to be updated or reloaded. */
async function offerTakeOver({ reason, message }: OwnerTrouble): Promise<void> {
  const takeOver = vscode.l10n.t('Take Over…');
  const actions = reason === 'newer-version' ? [] : [takeOver];
  if ((await vscode.window.showWarningMessage(said(message), ...actions)) === takeOver) {
    await vscode.commands.executeCommand('abai.takeOverDataFolder');
  }
}
