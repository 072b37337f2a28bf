import type { Client } from '../protocol/client.ts';
import type { ComparisonSummary } from '../protocol/comparisons.ts';
import type { StoredEvent } from '../protocol/events.ts';
import type { Project } from '../protocol/projects.ts';

/** Comparisons asked for at once. */
export const pageSize = 100;
/** What `comparison:list` gives at most. */
const listLimit = 1000;

export interface HistoryPage {
  /** Newest first. */
  comparisons: readonly ComparisonSummary[];
  hasMore: boolean;
}

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
    case 'project:created':
    case 'project:switched':
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
  #projects: readonly Project[] | undefined;
  #currentProject: string | undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** By last use, newest first. */
  async projects(): Promise<readonly Project[]> {
    if (!this.#projects) {
      const projects = await this.#client.request('project:list', {});
      const current = await this.#client.request('project:get', {});
      this.#projects = projects;
      this.#currentProject = current.id;
    }
    return this.#projects;
  }

  /** Whether no project has any comparison. */
  async isEmpty(): Promise<boolean> {
    for (const { page, fresh } of this.#entries.values())
      if (fresh && page.comparisons.length > 0) return false;
    return (await this.#client.request('comparison:list', { limit: 1 })).length === 0;
  }

  /** The project that new comparisons go to; undefined before `projects` was asked. */
  get currentProject(): string | undefined {
    return this.#currentProject;
  }

  /** As much of a project as was loaded before, at least one page. */
  async page(projectId: string): Promise<HistoryPage> {
    const entry = this.#entries.get(projectId);
    if (entry?.fresh) return entry.page;
    const wanted = Math.min(Math.max(entry?.page.comparisons.length ?? 0, pageSize), listLimit);
    const fresh: Entry = { page: { comparisons: [], hasMore: false }, fresh: true };
    // Marked before the answer: an event that arrives meanwhile makes it stale again.
    this.#entries.set(projectId, { page: entry?.page ?? fresh.page, fresh: true });
    try {
      const comparisons = await this.#client.request('comparison:list', { projectId, limit: wanted });
      fresh.page = { comparisons, hasMore: comparisons.length === wanted };
      fresh.fresh = this.#entries.get(projectId)?.fresh ?? false;
      this.#entries.set(projectId, fresh);
      return fresh.page;
    } catch (error) {
      this.#entries.delete(projectId);
      throw error;
    }
  }

  /** Adds the next older page. */
  async loadMore(projectId: string): Promise<void> {
    const { comparisons, hasMore } = await this.page(projectId);
    const last = comparisons.at(-1);
    if (!hasMore || !last) return;
    const before = { createdAt: last.createdAt, id: last.id };
    const more = await this.#client.request('comparison:list', { projectId, limit: pageSize, before });
    const entry = this.#entries.get(projectId);
    this.#entries.set(projectId, {
      page: { comparisons: [...comparisons, ...more], hasMore: more.length === pageSize },
      fresh: entry?.fresh ?? false,
    });
  }

  /** Marks what the event changes. @returns whether the history shows anything of it. */
  apply(event: StoredEvent): boolean {
    if (!changesHistory(event)) return false;
    if (event.type === 'project:created' || event.type === 'project:switched') this.#projects = undefined;
    if (event.type === 'data:replaced') this.reset();
    const projectId = this.#projectOf(event);
    for (const [id, entry] of this.#entries) if (!projectId || id === projectId) entry.fresh = false;
    return true;
  }

  #projectOf(event: StoredEvent): string | undefined {
    switch (event.type) {
      case 'comparison:created':
      case 'comparison:updated':
        return event.data.comparison.projectId;
      case 'comparison:deleted':
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
    for (const entry of this.#entries.values()) entry.fresh = false;
  }
}
