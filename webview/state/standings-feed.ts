import type { EventType } from '../../src/protocol/events.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { Result } from '../../src/protocol/methods.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';

export type Standings = Result<'vote:standings'>;

/** Milliseconds: votes that come together are counted together. */
const pauseMs = 200;

/** After these, other votes count. */
const changing: ReadonlySet<EventType> = new Set([
  'vote:cast',
  'vote:withdrawn',
  'comparison:deleted',
  'comparison:created',
  'project:switched',
  'data:replaced',
]);

/** The standings of a project, kept up to date. */
export class StandingsFeed {
  readonly projectId: string | undefined;
  readonly #client: PageClient;
  readonly #changed: () => void;
  readonly #stop: () => void;
  standings: Standings | undefined;
  failure: Failure | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(client: PageClient, projectId: string | undefined, changed: () => void) {
    this.#client = client;
    this.projectId = projectId;
    this.#changed = changed;
    this.#stop = client.onEvent(({ type }) => {
      if (!changing.has(type)) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.load(), pauseMs);
    });
    void this.load();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#stop();
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    const { projectId } = this;
    try {
      const standings = await this.#client.request(
        'vote:standings',
        projectId === undefined ? {} : { projectId },
      );
      if (asked !== this.#asked) return;
      this.standings = standings;
      this.failure = undefined;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.failure = toFailure(thrown);
    }
    this.#changed();
  }
}
