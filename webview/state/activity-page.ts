import type { ActivityPart } from '../../src/core/activity-sums.ts';
import { activitySums } from '../../src/core/activity-sums.ts';
import type { Activity, Task } from '../../src/protocol/activity.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { Project } from '../../src/protocol/projects.ts';
import type { HostPort } from '../connection/host-port.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';
import { BudgetFeed } from './activity-budgets.ts';
import { CallsFeed } from './activity-calls.ts';
import {
  type ActivityFilter,
  type ActivityMeasure,
  type ActivityTab,
  askedFor,
  type CallFilter,
  callsAskedFor,
  fits,
  readSavedActivity,
  type SavedActivity,
} from './activity-filter.ts';
import { ModelIndex } from './model-index.ts';

/** Milliseconds after a call ended before the figures are read again: many end together. */
const quietMs = 1000;

/** Whether figures may be others after this. */
function changesActivity(event: StoredEvent): boolean {
  switch (event.type) {
    case 'message:updated':
      return event.data.message.status !== 'generating';
    case 'run:updated':
    case 'budget:crossed':
    case 'run:deleted':
    case 'comparison:deleted':
    case 'project:created':
    case 'project:updated':
    case 'data:replaced':
      return true;
    default:
      return false;
  }
}

/** All that the page of the activity knows and can do, without any drawing. */
export class ActivityPage {
  readonly client: PageClient;
  readonly #host: HostPort;
  readonly #changed: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #saved: SavedActivity;

  /** Of the range and the project; undefined until they were read for the first time. */
  rows: readonly Activity[] | undefined;
  /** Why they could not be read; the ones from before are still there. */
  failure: Failure | undefined;
  /** Why the last thing that was asked for did not happen. */
  problem: Failure | undefined;
  projects: readonly Project[] = [];
  models = new ModelIndex();
  readonly calls: CallsFeed;
  readonly budgets: BudgetFeed;

  constructor(client: PageClient, host: HostPort, changed: () => void) {
    this.client = client;
    this.#host = host;
    this.#changed = changed;
    this.#saved = readSavedActivity(host.getState());
    this.calls = new CallsFeed(client, changed);
    this.budgets = new BudgetFeed(client, changed);
    client.onEvent((event) => {
      if (!changesActivity(event)) return;
      if (event.type.startsWith('project:') || event.type === 'data:replaced') void this.#loadNames();
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.load();
      }, quietMs);
    });
  }

  get tab(): ActivityTab {
    return this.#saved.tab;
  }

  get filter(): ActivityFilter {
    return this.#saved.filter;
  }

  get part(): ActivityPart {
    return this.#saved.part;
  }

  get measure(): ActivityMeasure {
    return this.#saved.measure;
  }

  async start(): Promise<void> {
    this.#showCalls();
    await Promise.all([this.#loadNames(), this.load()]);
  }

  /** Rows that the filter lets through. */
  get shown(): readonly Activity[] {
    return (this.rows ?? []).filter((row) => fits(this.filter, row));
  }

  /** Everything that can be chosen in the range, by name. */
  get choices(): { providers: string[]; models: string[] } {
    const rows = this.rows ?? [];
    const { provider, model } = this.filter;
    const ofProvider = provider ? rows.filter((row) => row.provider === provider) : rows;
    // What is chosen stays among them, even when the range has nothing of it.
    const names = (found: Iterable<string>, chosen?: string) =>
      [...new Set([...found, ...(chosen ? [chosen] : [])])].sort();
    return {
      providers: names(activitySums(rows, 'provider').keys(), provider),
      models: names(activitySums(ofProvider, 'model').keys(), model),
    };
  }

  projectName(id: string): string | undefined {
    return this.projects.find((project) => project.id === id)?.name;
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const rows = await this.client.request('activity:get', askedFor(this.filter, Date.now()));
      if (asked !== this.#asked) return;
      this.rows = rows;
      this.failure = undefined;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.failure = toFailure(thrown);
    }
    if (this.tab === 'calls') void this.calls.refresh();
    void this.budgets.load(this.projects);
    this.#changed();
  }

  /** Without them there are ids, which is better than nothing. */
  async #loadNames(): Promise<void> {
    const [projects, models, providers] = await Promise.all([
      this.client.request('project:list', { archived: true }).catch(() => this.projects),
      this.client.request('models:get-all', {}).catch(() => undefined),
      this.client.request('providers:list', {}).catch(() => undefined),
    ]);
    this.projects = projects;
    if (models) this.models = new ModelIndex(models, providers);
    void this.budgets.load(projects);
    this.#changed();
  }

  /** A model belongs to one provider: choosing another provider takes it away. */
  setFilter(filter: ActivityFilter): void {
    const { provider, model, ...rest } = filter;
    const keeps = model && (!provider || model.startsWith(`${provider}:`));
    this.#keep({ filter: { ...rest, ...(provider ? { provider } : {}), ...(keeps ? { model } : {}) } });
    this.#showCalls();
    void this.load();
  }

  get callFilter(): CallFilter {
    return this.#saved.calls;
  }

  setCallFilter(calls: CallFilter): void {
    this.#keep({ calls });
    this.#showCalls();
  }

  /** Nobody asks for calls that are not looked at. */
  #showCalls(): void {
    if (this.tab === 'calls') void this.calls.show(callsAskedFor(this.filter, this.callFilter, Date.now()));
  }

  showTab(tab: ActivityTab): void {
    this.#keep({ tab });
    this.#showCalls();
  }

  /** Opens what a call belongs to. */
  async open({ comparisonId, runId, name }: Task): Promise<void> {
    const place = { ...(comparisonId ? { comparisonId } : {}), ...(runId ? { runId } : {}) };
    await this.#inWindow(() => this.client.workbench('activity-page:open', { ...place, title: name }));
  }

  /** Writes the calls that are shown, and those that would be with further pages, to a file. */
  async exportCalls(): Promise<void> {
    const filter = callsAskedFor(this.filter, this.callFilter, Date.now());
    await this.#inWindow(() => this.client.workbench('activity-page:export', { filter }));
  }

  async projectSettings(projectId: string): Promise<void> {
    await this.#inWindow(() => this.client.workbench('activity-page:project-settings', { projectId }));
  }

  async #inWindow(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.#tell(thrown);
    }
  }

  addUpBy(part: ActivityPart): void {
    this.#keep({ part });
  }

  draw(measure: ActivityMeasure): void {
    this.#keep({ measure });
  }

  #keep(change: Partial<SavedActivity>): void {
    this.#saved = { ...this.#saved, ...change };
    this.#host.setState(this.#saved);
    this.#changed();
  }

  #tell(thrown: unknown): void {
    const failure = toFailure(thrown);
    if (failure.code === 'cancelled') return;
    this.problem = failure;
    this.#changed();
  }

  dismissProblem(): void {
    this.problem = undefined;
    this.#changed();
  }
}
