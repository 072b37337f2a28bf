import type * as vscode from 'vscode';
import type { StoredEvent } from '../../protocol/events.ts';
import type { Run } from '../../protocol/runs.ts';
import { ActivityBar } from '../activity/activity-bar.ts';
import { tellBudget, tellReachedBudgets } from '../activity/budget-notice.ts';
import type { ThisWindow } from '../this-window.ts';
import { EndNotice } from './end-notice.ts';
import type { RunPanels } from './run-panels.ts';
import { RunProgress } from './run-progress.ts';
import { runsContinue } from './runs-continue.ts';
import { unfinishedRunsKey } from './unfinished-runs.ts';

/** Milliseconds that a run has to last before it gets a notification. */
const shortMs = 1500;

/** Runs asked for when the back end opens: those under way are among the newest. */
const lookedAt = 200;

const isInterrupted = ({ status, pausedBecause }: Run) =>
  status === 'paused' && pausedBecause === 'interrupted';

/** Shows what runs, and tells when it is over. One for a window; hears every run of the data folder. */
export class RunWatch implements vscode.Disposable {
  readonly #window: ThisWindow;
  readonly #panels: RunPanels;
  readonly #bar: ActivityBar;
  readonly #notice: EndNotice;
  readonly #running = new Map<string, Run>();
  /** Of runs that were set going in this window since it was loaded, once there is one. */
  readonly #progress = new Map<string, { since: number; shown?: RunProgress }>();
  readonly #stops: (() => void)[] = [];

  constructor(window: ThisWindow, panels: RunPanels) {
    this.#window = window;
    this.#panels = panels;
    this.#bar = new ActivityBar(window);
    this.#notice = new EndNotice(window, panels);
    this.#stops.push(
      window.link.onEvent((event) => this.#hear(event)),
      window.ownRuns.onTaken((run) => this.#took(run)),
      window.link.onOpened((link) => {
        link.onReset(() => this.#look());
        this.#look();
        tellReachedBudgets(window).catch((error: unknown) =>
          window.log.warn('The budgets could not be looked at.', { error }),
        );
      }),
    );
  }

  get running(): readonly Run[] {
    return [...this.#running.values()];
  }

  /** What the status bar says; undefined while it says nothing. */
  get statusBarText(): string | undefined {
    return this.#bar.text;
  }

  #look(): void {
    const look = async (): Promise<void> => {
      const runs = await this.#window.link.request('run:list', { limit: lookedAt });
      const running = new Set<string>();
      for (const run of runs) {
        if (isInterrupted(run)) this.#interrupted(run);
        if (run.status !== 'running') continue;
        running.add(run.id);
        const known = this.#running.get(run.id);
        if (!known || known.updatedAt < run.updatedAt) this.#running.set(run.id, run);
      }
      for (const id of [...this.#running.keys()]) if (!running.has(id)) this.#forget(id);
      this.#show();
    };
    look().catch((error: unknown) => this.#window.log.warn('The runs could not be read.', { error }));
  }

  #hear(event: StoredEvent): void {
    if (event.type === 'run:created' || event.type === 'run:updated') this.#moveOn(event.data.run);
    else if (event.type === 'run:deleted') this.#forget(event.data.runId);
    else if (event.type === 'data:replaced') this.#look();
    else {
      if (event.type === 'budget:crossed') void tellBudget(this.#window, event.data);
      return;
    }
    this.#show();
  }

  #moveOn(run: Run): void {
    const wasRunning = this.#running.has(run.id);
    if (run.status === 'running') {
      this.#running.set(run.id, run);
      this.#showProgress(run);
      return;
    }
    const setGoingHere = this.#progress.has(run.id);
    this.#forget(run.id);
    if (isInterrupted(run)) this.#interrupted(run, setGoingHere);
    else if (wasRunning) void this.#notice.tell(run);
  }

  /** It goes on by itself where a person agreed to that, or set it going in this very window; else a person is asked. */
  #interrupted(run: Run, setGoingHere = false): void {
    const mayGoOn = setGoingHere || (run.consent !== undefined && runsContinue());
    if (!mayGoOn) return void this.#notice.tell(run);
    const { ownRuns, link, log } = this.#window;
    ownRuns
      .through(link)
      .request('run:resume', { runId: run.id, ifInterrupted: true })
      .catch((error: unknown) => log.warn('A run that was under way does not go on.', { error }));
  }

  /** The answer to an action can be older than the event of its end. */
  #took(run: Run): void {
    if (this.#running.has(run.id)) this.#progress.set(run.id, { since: Date.now() });
  }

  /** A run whose tab is in sight shows by itself how far it is. */
  #showProgress(run: Run): void {
    const progress = this.#progress.get(run.id);
    if (!progress) return;
    if (progress.shown) progress.shown.show(run);
    else if (Date.now() - progress.since > shortMs && !this.#panels.visible(run.id)) {
      progress.shown = new RunProgress(this.#window, run);
    }
  }

  #forget(runId: string): void {
    this.#running.delete(runId);
    this.#progress.get(runId)?.shown?.end();
    this.#progress.delete(runId);
  }

  #show(): void {
    this.#bar.showRuns(this.running);
    const { globalState } = this.#window.context;
    const unfinished = this.#running.size > 0;
    if (globalState.get(unfinishedRunsKey, false) !== unfinished) {
      void globalState.update(unfinishedRunsKey, unfinished);
    }
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    for (const { shown } of this.#progress.values()) shown?.end();
    this.#bar.dispose();
  }
}
