import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { PromptSource } from '../protocol/comparisons.ts';
import type { MessageStatus } from '../protocol/conversations.ts';
import type { FirstSight, PanelState } from '../protocol/page.ts';
import { KeptSights } from '../store/kept-sights.ts';
import { Panel, panelViewType } from './panel.ts';
import type { ProjectDefaults } from './projects/project-defaults.ts';
import type { ThisWindow } from './this-window.ts';
import { panelOptions } from './webview-page.ts';
import { currentDataDirectory } from './window-settings.ts';

export interface Start {
  prompt: string;
  system?: string;
  models: string[];
  source?: PromptSource;
}

/** Milliseconds that a window which closes gives to it. */
const keepMs = 1000;
const moving: ReadonlySet<MessageStatus> = new Set(['generating', 'running_tools']);

/** Which comparison a page showed, by what it kept with VS Code; the page checks the whole of that. */
function shownBy(state: unknown): { comparisonId?: string; standings: boolean } {
  const { comparisonId, standings } = (state ?? {}) as { comparisonId?: unknown; standings?: unknown };
  return {
    ...(typeof comparisonId === 'string' ? { comparisonId } : {}),
    standings: standings === true,
  };
}

/** The panels of this window. */
export class Panels {
  readonly #window: ThisWindow;
  readonly #open = new Set<Panel>();

  constructor(window: ThisWindow) {
    this.#window = window;
  }

  #add(panel: vscode.WebviewPanel, wanted: Promise<FirstSight | undefined>, atStart = false): Panel {
    const added = new Panel(this.#window, panel, wanted, atStart);
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
    const wanted = this.#defaults().then(
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

  /**
   * After a reload: the page finds by itself what it showed. VS Code may have lost that; then it is a composer. All that is
   * not needed for the first sight is loaded later.
   */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const { comparisonId, standings } = shownBy(state);
    const sight =
      (state ?? undefined) === undefined
        ? this.#composer()
        : this.#keptSight(standings ? undefined : comparisonId);
    this.#add(panel, sight, true).comparisonId = comparisonId;
    const opening = sight.then(async (first) => {
      // With words in sight the page opens the back end itself, when they are drawn: both need the processor.
      if (!first?.detail) await this.#window.link.link();
    });
    opening.catch(async (error: unknown) => {
      const { showFailure } = await import('./show-failure.ts');
      await showFailure(this.#window, error);
    });
  }

  async #defaults(): Promise<ProjectDefaults> {
    const { projectDefaults } = await import('./projects/project-defaults.ts');
    return projectDefaults(this.#window);
  }

  #composer(): Promise<FirstSight> {
    return this.#defaults().then(
      (defaults) => ({ state: { draft: { prompt: '', ...defaults } } }),
      () => ({ state: {} }),
    );
  }

  async #keptSight(comparisonId: string | undefined): Promise<FirstSight | undefined> {
    try {
      return comparisonId === undefined ? undefined : (this.#sights().take(comparisonId) as FirstSight);
    } catch {
      // A setting that names no folder is told by the link.
      return undefined;
    }
  }

  #sights(): KeptSights {
    const { context } = this.#window;
    return new KeptSights(currentDataDirectory(context), String(context.extension.packageJSON.version));
  }

  /** Keeps what is in sight, for the window that opens next. What still moves would be another thing by then. */
  async keepSights(): Promise<void> {
    const link = this.#window.link.current;
    if (!link) return;
    const inSight = [...this.#open].filter(({ isInSight }) => isInSight);
    const keepings = inSight.map(async ({ comparisonId }) => {
      if (comparisonId === undefined) return;
      const asked = link.request('comparison:get', { comparisonId });
      const detail = await Promise.race([asked, sleep(keepMs)]);
      if (!detail) return;
      const messages = Object.values(detail.messages).flat();
      if (messages.some(({ status }) => moving.has(status))) return;
      await this.#sights().keep(comparisonId, { state: { comparisonId }, detail } satisfies FirstSight);
    });
    await Promise.allSettled(keepings);
  }
}
