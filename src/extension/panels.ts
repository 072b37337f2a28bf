import * as vscode from 'vscode';
import type { PromptSource } from '../protocol/comparisons.ts';
import { type FirstSight, PanelState } from '../protocol/page.ts';
import { Panel, panelViewType } from './panel.ts';
import { projectDefaults } from './projects/project-defaults.ts';
import { showFailure } from './show-failure.ts';
import type { ThisWindow } from './this-window.ts';
import { panelOptions } from './webview-page.ts';
import type { EditorHandlers } from './workbench.ts';

export interface Start {
  prompt: string;
  system?: string;
  models: string[];
  source?: PromptSource;
}

/** The panels of this window. */
export class Panels {
  readonly #window: ThisWindow;
  readonly #open = new Set<Panel>();
  readonly #handlers: EditorHandlers;

  constructor(window: ThisWindow, handlers: EditorHandlers) {
    this.#window = window;
    this.#handlers = handlers;
  }

  #add(panel: vscode.WebviewPanel, wanted?: Promise<FirstSight>): Panel {
    const added = new Panel(this.#window, panel, this.#handlers, wanted);
    this.#open.add(added);
    panel.onDidDispose(() => this.#open.delete(added));
    return added;
  }

  #create(title: string, wanted: Promise<FirstSight>): Panel {
    const panel = vscode.window.createWebviewPanel(
      panelViewType,
      title,
      vscode.ViewColumn.Active,
      panelOptions(this.#window.context),
    );
    return this.#add(panel, wanted);
  }

  /**
   * Starts a comparison and shows it. The page loads while the back end starts the models; if that fails, it comes up
   * as a composer with everything still in it.
   */
  async start({ prompt, system, models, source }: Start): Promise<void> {
    const draft = { prompt, models, ...(system ? { system } : {}), ...(source ? { source } : {}) };
    // In the next moment: the tab is asked for first.
    const starting = Promise.resolve().then(() => this.#window.link.request('comparison:start', draft));
    const wanted = starting.then(
      (detail): FirstSight => ({ state: { comparisonId: detail.comparison.id }, detail }),
      (): FirstSight => ({ state: { draft } }),
    );
    this.#create(vscode.l10n.t('Comparing…'), wanted);
    await starting;
  }

  /** Opens a composer; the page loads while the draft is made. */
  async compose(drafting: Promise<NonNullable<PanelState['draft']>>): Promise<void> {
    const empty = { prompt: '', models: [] };
    const wanted = drafting.then(
      (draft) => ({ state: { draft } }),
      () => ({ state: { draft: empty } }),
    );
    this.#create(vscode.l10n.t('New Comparison'), wanted);
    await drafting;
  }

  /** Shows which models are preferred; behind it is a composer. */
  async standings(): Promise<void> {
    const wanted = projectDefaults(this.#window).then(
      (defaults): FirstSight => ({ state: { standings: true, draft: { prompt: '', ...defaults } } }),
      (): FirstSight => ({ state: { standings: true, draft: { prompt: '', models: [] } } }),
    );
    this.#create(vscode.l10n.t('Standings'), wanted);
    await wanted;
  }

  /** Brings the panel of a comparison to the front, or opens one. */
  show(comparisonId: string, title: string): void {
    for (const panel of this.#open) {
      if (panel.comparisonId === comparisonId) {
        panel.reveal();
        return;
      }
    }
    const panel = this.#create(title, this.#sight(comparisonId));
    panel.comparisonId = comparisonId;
  }

  async #sight(comparisonId: string): Promise<FirstSight> {
    const state = { comparisonId };
    const loading = this.#window.link.request('comparison:get', { comparisonId });
    return loading.then(
      (detail) => ({ state, detail }),
      () => ({ state }),
    );
  }

  /** After a reload: the page finds by itself what it showed. VS Code may have lost that; then it is a composer. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const shown = PanelState.safeParse(state);
    const composer = () =>
      projectDefaults(this.#window).then(
        (defaults): FirstSight => ({ state: { draft: { prompt: '', ...defaults } } }),
        (): FirstSight => ({ state: {} }),
      );
    const restored = this.#add(panel, shown.success ? undefined : composer());
    if (shown.success) restored.comparisonId = shown.data.comparisonId;
    this.#window.link.link().catch((error: unknown) => showFailure(this.#window, error));
  }
}
