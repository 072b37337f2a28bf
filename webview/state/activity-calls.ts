import type { Task, TaskFilter } from '../../src/protocol/activity.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';

/** Calls that are asked for at once. */
const pageSize = 100;

/** Single calls that fit, the newest first: some of them, and more whenever they are wanted. */
export class CallsFeed {
  readonly #client: PageClient;
  readonly #changed: () => void;
  #filter: TaskFilter | undefined;
  #next: string | null = null;
  /** Of what is asked for now. */
  #asking: AbortController | undefined;

  /** Undefined until the first have come. */
  tasks: readonly Task[] | undefined;
  failure: Failure | undefined;
  /** Down to when all was looked through, while there is more. Milliseconds since 1970. */
  reached: number | undefined;

  constructor(client: PageClient, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  get busy(): boolean {
    return this.#asking !== undefined;
  }

  get hasMore(): boolean {
    return this.#next !== null;
  }

  /** Shows other calls, from the newest on. */
  async show(filter: TaskFilter): Promise<void> {
    const same = JSON.stringify(filter) === JSON.stringify(this.#filter);
    if (same && this.tasks && !this.failure) return;
    this.#filter = filter;
    this.tasks = undefined;
    this.#next = null;
    this.reached = undefined;
    await this.#ask(pageSize, undefined);
  }

  async more(): Promise<void> {
    if (this.#next !== null && !this.busy) await this.#ask(pageSize, this.#next);
  }

  /** Tries again what failed. */
  async retry(): Promise<void> {
    await this.#ask(pageSize, this.tasks ? (this.#next ?? undefined) : undefined);
  }

  /** Stops looking further back; what was found stays. */
  stop(): void {
    this.#asking?.abort();
    this.#asking = undefined;
    this.#changed();
  }

  /** Puts what has come and changed since before what is shown. */
  async refresh(): Promise<void> {
    const filter = this.#filter;
    if (!filter || !this.tasks || this.busy) return;
    try {
      const page = await this.#client.request('activity:tasks', { filter, limit: pageSize });
      if (filter !== this.#filter || this.busy || !this.tasks) return;
      const last = page.tasks.at(-1);
      const known = new Set(page.tasks.map(({ id }) => id));
      const older =
        page.next === null || !last ? [] : this.tasks.filter(({ id, at }) => at <= last.at && !known.has(id));
      this.tasks = [...page.tasks, ...older];
      if (older.length === 0) this.#came(page);
      this.#changed();
    } catch {
      // What is shown stays; the figures say that they are old.
    }
  }

  #came({ next, reached }: { next: string | null; reached: number | null }): void {
    this.#next = next;
    this.reached = reached ?? undefined;
  }

  /** Until so many have come or there are no more: what is rare takes several requests. */
  async #ask(wanted: number, from: string | undefined): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.failure = undefined;
    this.#changed();
    try {
      let before = from;
      for (let left = wanted; left > 0; ) {
        const page = await this.#client.request(
          'activity:tasks',
          { filter: this.#filter ?? {}, limit: left, ...(before ? { before } : {}) },
          asking.signal,
        );
        if (this.#asking !== asking) return;
        this.tasks = [...(this.tasks ?? []), ...page.tasks];
        this.#came(page);
        left -= page.tasks.length;
        if (page.next === null) break;
        before = page.next;
        this.#changed();
      }
    } catch (thrown) {
      if (this.#asking !== asking) return;
      this.failure = toFailure(thrown);
    }
    this.#asking = undefined;
    this.#changed();
  }
}
