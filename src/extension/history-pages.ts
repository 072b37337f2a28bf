import type { Client } from '../protocol/client.ts';
import type { StoredEvent } from '../protocol/events.ts';
import type { Project } from '../protocol/projects.ts';
import type { Run } from '../protocol/runs.ts';
import { emptyPage, type HistoryPage, hasMore, horizonOf } from './history-page.ts';

/** Comparisons or runs asked for at once. */
export const pageSize = 100;
/** What `comparison:list` and `run:list` give at once. */
const listLimit = 1000;

interface Entry {
  page: HistoryPage;
  fresh: boolean;
}

/** A message in mid-stream changes every half second and nothing of that shows in the history. */
function changesHistory(event: StoredEvent): boolean {
  switch (event.type) {
    case 'message:updated':
      return event.data.comparisonId !== undefined && event.data.message.status !== 'generating';
    case 'message:added':
      return event.data.comparisonId !== undefined && event.data.message.role === 'assistant';
    case 'comparison:created':
    case 'comparison:updated':
    case 'comparison:deleted':
    case 'run:created':
    case 'run:deleted':
    case 'project:created':
    case 'project:switched':
    case 'project:updated':
    case 'data:replaced':
      return true;
    default:
      return false;
  }
}

/** What the history view has loaded, kept up to date by events: nothing is asked again before it is looked at again. */
export class HistoryPages {
  readonly #client: Client;
  readonly #entries = new Map<string, Entry>();
  /** As events told of them last: an answer that was under way meanwhile may be older. */
  readonly #heard = new Map<string, Run>();
  #projects: readonly Project[] | undefined;
  #currentProject: string | undefined;

  #tellProjects: (current: Project, count: number) => void = () => {};

  constructor(client: Client) {
    this.#client = client;
  }

  /** Calls back each time that projects were loaded, with the current one and how many there are. */
  onProjects(listener: (current: Project, count: number) => void): void {
    this.#tellProjects = listener;
  }

  /** By last use, newest first. */
  async projects(): Promise<readonly Project[]> {
    if (!this.#projects) {
      const projects = await this.#client.request('project:list', {});
      const current = await this.#client.request('project:get', {});
      this.#projects = projects;
      this.#currentProject = current.id;
      this.#tellProjects(current, projects.length);
    }
    return this.#projects;
  }

  /** Whether no project has any comparison or run. */
  async isEmpty(): Promise<boolean> {
    for (const { page, fresh } of this.#entries.values())
      if (fresh && page.comparisons.length + page.runs.length > 0) return false;
    const comparisons = await this.#client.request('comparison:list', { limit: 1 });
    return comparisons.length === 0 && (await this.#client.request('run:list', { limit: 1 })).length === 0;
  }

  /** The project that what is new goes to; undefined before `projects` was asked. */
  get currentProject(): string | undefined {
    return this.#currentProject;
  }

  /** As much of a project as was loaded before, at least one page. */
  async page(projectId: string): Promise<HistoryPage> {
    const entry = this.#entries.get(projectId);
    if (entry?.fresh) return entry.page;
    const wanted = (loaded = 0) => Math.min(Math.max(loaded, pageSize), listLimit);
    const fresh: Entry = { page: emptyPage, fresh: true };
    // Marked before the answer: an event that arrives meanwhile makes it stale again.
    this.#entries.set(projectId, { page: entry?.page ?? emptyPage, fresh: true });
    try {
      const [comparisons, runs] = await Promise.all([
        this.#comparisons(projectId, wanted(entry?.page.comparisons.length)),
        this.#runs(projectId, wanted(entry?.page.runs.length)),
      ]);
      fresh.page = { ...comparisons, ...runs };
      fresh.fresh = this.#entries.get(projectId)?.fresh ?? false;
      this.#entries.set(projectId, fresh);
      return fresh.page;
    } catch (error) {
      this.#entries.delete(projectId);
      throw error;
    }
  }

  async #comparisons(projectId: string, limit: number) {
    const comparisons = await this.#client.request('comparison:list', { projectId, limit });
    return { comparisons, moreComparisons: comparisons.length === limit };
  }

  async #runs(projectId: string, limit: number, last?: Run) {
    const before = last && { createdAt: last.createdAt, id: last.id };
    const runs = await this.#client.request('run:list', { projectId, limit, ...(before ? { before } : {}) });
    return { runs: runs.map((run) => this.#newest(run)), moreRuns: runs.length === limit };
  }

  async #olderRuns(projectId: string, page: HistoryPage): Promise<Partial<HistoryPage>> {
    const { runs, moreRuns } = await this.#runs(projectId, pageSize, page.runs.at(-1));
    return { runs: [...page.runs, ...runs], moreRuns };
  }

  #newest(run: Run): Run {
    const heard = this.#heard.get(run.id);
    return heard && heard.updatedAt >= run.updatedAt ? heard : run;
  }

  /** Adds what comes next: of the list that is known less far back. */
  async loadMore(projectId: string): Promise<void> {
    const page = await this.page(projectId);
    if (!hasMore(page)) return;
    const horizon = horizonOf(page);
    const more =
      horizon.comparisons >= horizon.runs
        ? await this.#olderComparisons(projectId, page)
        : await this.#olderRuns(projectId, page);
    const entry = this.#entries.get(projectId);
    this.#entries.set(projectId, { page: { ...page, ...more }, fresh: entry?.fresh ?? false });
  }

  async #olderComparisons(projectId: string, { comparisons }: HistoryPage): Promise<Partial<HistoryPage>> {
    const last = comparisons.at(-1);
    if (!last) return { moreComparisons: false };
    const before = { createdAt: last.createdAt, id: last.id };
    const more = await this.#client.request('comparison:list', { projectId, limit: pageSize, before });
    return { comparisons: [...comparisons, ...more], moreComparisons: more.length === pageSize };
  }

  /** Takes over what a run is now. It comes four times a second while the run runs, so nothing is asked for it. */
  updateRun(run: Run): void {
    this.#heard.set(run.id, run);
    const entry = this.#entries.get(run.projectId);
    const at = entry?.page.runs.findIndex(({ id }) => id === run.id) ?? -1;
    if (entry && at >= 0) entry.page = { ...entry.page, runs: entry.page.runs.with(at, run) };
  }

  /** Marks what the event changes. @returns whether the history shows anything of it. */
  apply(event: StoredEvent): boolean {
    if (!changesHistory(event)) return false;
    if (event.type.startsWith('project:')) {
      // Of what is in a project nothing has changed.
      this.#projects = undefined;
      return true;
    }
    if (event.type === 'data:replaced') this.reset();
    if (event.type === 'run:created') this.#heard.set(event.data.run.id, event.data.run);
    const projectId = this.#projectOf(event);
    for (const [id, entry] of this.#entries) if (!projectId || id === projectId) entry.fresh = false;
    return true;
  }

  #projectOf(event: StoredEvent): string | undefined {
    switch (event.type) {
      case 'comparison:created':
      case 'comparison:updated':
        return event.data.comparison.projectId;
      case 'run:created':
        return event.data.run.projectId;
      case 'comparison:deleted':
      case 'run:deleted':
        return event.data.projectId;
      case 'message:added':
      case 'message:updated': {
        const { comparisonId } = event.data;
        for (const [id, { page }] of this.#entries) {
          if (page.comparisons.some((comparison) => comparison.id === comparisonId)) return id;
        }
        return undefined;
      }
      default:
        return undefined;
    }
  }

  /** Forgets everything: it is loaded anew when looked at. */
  reset(): void {
    this.#projects = undefined;
    this.#heard.clear();
    for (const entry of this.#entries.values()) entry.fresh = false;
  }
}
