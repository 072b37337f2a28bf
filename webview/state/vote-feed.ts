import type { StoredEvent } from '../../src/protocol/events.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { Vote } from '../../src/protocol/votes.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';

/** The votes on one comparison, from here and from other windows. */
export class VoteFeed {
  readonly comparisonId: string;
  readonly #client: PageClient;
  readonly #changed: () => void;
  readonly #stop: () => void;
  /** Newest first; undefined until they are loaded. */
  votes: readonly Vote[] | undefined;
  failure: Failure | undefined;
  /** A vote is on its way. */
  busy = false;
  /** Votes that an event has told of. */
  readonly #told = new Set<string>();
  #stopped = false;

  constructor(client: PageClient, comparisonId: string, changed: () => void) {
    this.#client = client;
    this.comparisonId = comparisonId;
    this.#changed = () => {
      if (!this.#stopped) changed();
    };
    this.#stop = client.onEvent((event) => this.#hear(event));
    void this.load();
  }

  stop(): void {
    this.#stopped = true;
    this.#stop();
  }

  async load(): Promise<void> {
    this.failure = undefined;
    const heard: StoredEvent[] = [];
    const stop = this.#client.onEvent((event) => heard.push(event));
    try {
      const { comparisonId } = this;
      this.votes = await this.#client.request('vote:list', { comparisonId });
      // What was told while the list was on its way may not be in it.
      for (const event of heard) this.#take(event);
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      stop();
      this.#changed();
    }
  }

  async cast(choice: Pick<Vote, 'verdict' | 'blind'> & { conversationId?: string }): Promise<void> {
    await this.#act(async () => {
      const { comparisonId } = this;
      const vote = await this.#client.request('vote:cast', { comparisonId, ...choice });
      // What was told of it may have been overruled by another window since.
      if (!this.#told.has(vote.id)) this.#add(vote);
    });
  }

  async withdraw(vote: Vote): Promise<void> {
    await this.#act(async () => {
      await this.#client.request('vote:withdraw', { voteId: vote.id });
      this.#drop(vote.id);
    });
  }

  async #act(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = undefined;
    this.#changed();
    try {
      await act();
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (failure.code !== 'cancelled') this.failure = failure;
    } finally {
      this.busy = false;
      this.#changed();
    }
  }

  #hear(event: StoredEvent): void {
    if (event.type === 'data:replaced') void this.load();
    else if (this.#take(event)) this.#changed();
  }

  /** Whether the event was about a vote on this comparison. */
  #take(event: StoredEvent): boolean {
    if (event.type === 'vote:cast' && event.data.vote.comparisonId === this.comparisonId) {
      this.#told.add(event.data.vote.id);
      this.#add(event.data.vote);
      return true;
    }
    if (event.type === 'vote:withdrawn' && event.data.comparisonId === this.comparisonId) {
      this.#drop(event.data.voteId);
      return true;
    }
    return false;
  }

  /** A vote takes the place of an earlier one on the same answers, as in the store. */
  #add(vote: Vote): void {
    const others = (this.votes ?? []).filter(
      ({ id, messageIds }) => id !== vote.id && String(messageIds) !== String(vote.messageIds),
    );
    this.votes = [vote, ...others];
  }

  #drop(voteId: string): void {
    this.votes = this.votes?.filter(({ id }) => id !== voteId);
  }
}
