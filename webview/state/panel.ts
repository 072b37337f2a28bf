import type { Comparison, ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { Failure } from '../../src/protocol/errors.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';
import type { HostPort } from '../connection/host-port.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';
import { type Announcement, withAnnouncement } from './announcements.ts';
import { type Arrangement, asTheyCome } from './arrangement.ts';
import { Blind } from './blind.ts';
import { ComparisonFeed } from './comparison-feed.ts';
import { ComposerDesk } from './composer-desk.ts';
import { freshSight } from './first-sight.ts';
import { countGenerating, findMessage, type LiveComparison } from './live-comparison.ts';
import { MessageRequests } from './message-requests.ts';
import type { ModelIndex } from './model-index.ts';
import { recipients } from './recipients.ts';
import { type Draft, readSavedState, toKept } from './saved-state.ts';
import { shownBranches } from './shown-branches.ts';
import type { EmptyView, View } from './view.ts';
import { WindowRequests } from './window-requests.ts';

/** All that the panel knows and can do, without any drawing. */
export class Panel {
  readonly #client: PageClient;
  readonly #host: HostPort;
  readonly #changed: (urgent: boolean) => void;
  readonly #feed: ComparisonFeed;
  readonly window: WindowRequests;
  readonly messages: MessageRequests;
  #showing: EmptyView | { kind: 'showing' } = { kind: 'starting' };
  /** Of the comparison that is shown or being loaded. */
  #comparisonId: string | undefined;
  /** The first sight that this panel has had. */
  #seen: string | undefined;
  readonly #desk: ComposerDesk;

  /** Which models are preferred is shown, in front of all else. */
  standings = false;
  /** Of the names of models. */
  blind = new Blind();
  /** Of the columns. */
  arrangement: Arrangement = asTheyCome;
  /** A send is on its way. */
  sending = false;
  /** Why the last thing that was asked for did not happen. */
  problem: Failure | undefined;
  /** The last things that a screen reader should say, oldest first. */
  announcements: readonly Announcement[] = [];

  /** `changed` is called after each change; `urgent` is false for text that streams in. */
  constructor(client: PageClient, host: HostPort, changed: (urgent: boolean) => void) {
    this.#client = client;
    this.#host = host;
    this.#changed = changed;
    this.#desk = new ComposerDesk({ client, changed: () => changed(true), keep: () => this.keep() });
    const failed = (thrown: unknown): void => this.#tell(toFailure(thrown));
    this.window = new WindowRequests(client, failed);
    this.messages = new MessageRequests(client, failed);
    this.#feed = new ComparisonFeed({
      load: (comparisonId) => client.request('comparison:get', { comparisonId }),
      changed,
      failed,
    });
    client.onEvent((event) => this.#hear(event));
    client.onDelta((delta) => this.#feed.hearDelta(delta));
  }

  get draft(): Draft {
    return this.#desk.draft;
  }

  get models(): ModelIndex {
    return this.#desk.models;
  }

  /** Things to know that stop nobody, as sentences. */
  get notices(): readonly string[] {
    return this.#desk.notices;
  }

  /** For what loads later and asks for itself. */
  get client(): PageClient {
    return this.#client;
  }

  get view(): View {
    if (this.standings) return { kind: 'standings' };
    if (this.#showing.kind !== 'showing') return this.#showing;
    return this.#feed.live
      ? { kind: 'showing', live: this.blind.show(shownBranches(this.#feed.live)) }
      : { kind: 'loading' };
  }

  get generating(): boolean {
    return this.streams > 0;
  }

  /** How many answers are arriving. */
  get streams(): number {
    return this.#feed.live ? countGenerating(this.#feed.live) : 0;
  }

  /** Shows what the host wants, else what the last page of this panel showed. */
  async start(): Promise<void> {
    const own = readSavedState(this.#host.getState());
    this.blind = new Blind(own.blind);
    const sight = freshSight(this.#host, own);
    this.#seen = sight?.id ?? own.seen;
    const wanted = readSavedState(
      sight ? sight.state : await this.#client.workbench('panel:state', {}).catch(() => ({})),
    );
    const { comparisonId, draft, standings } = wanted.comparisonId || wanted.draft ? wanted : own;
    this.standings = standings ?? false;
    // The host may know the comparison without the words that were being written to it.
    const words = draft ?? (own.comparisonId === comparisonId ? own.draft : undefined);
    if (words) this.#desk.draft = words;
    if (own.arrangement && own.comparisonId === comparisonId) this.arrangement = own.arrangement;
    if (sight?.detail && sight.detail.comparison.id === comparisonId) await this.#see(sight.detail);
    const shown = comparisonId === undefined ? this.#compose() : this.open(comparisonId);
    const known = this.#loadModels();
    await shown;
    await known;
  }

  /** Shows a comparison as the host wrote it into the page; what has happened since is not in it. */
  async #see(detail: ComparisonDetail): Promise<void> {
    this.#comparisonId = detail.comparison.id;
    await this.#feed.show(
      async () => detail,
      () => true,
    );
    this.#show({ kind: 'showing' });
  }

  /** Loads and shows a comparison. */
  async open(comparisonId: string): Promise<void> {
    this.#comparisonId = comparisonId;
    if (this.#feed.live?.comparison.id !== comparisonId) {
      this.#feed.clear();
      this.#show({ kind: 'loading' });
    }
    const wanted = (): boolean => this.#comparisonId === comparisonId;
    try {
      await this.#feed.show(() => this.#client.request('comparison:get', { comparisonId }), wanted);
      if (wanted()) this.#opened();
    } catch (thrown) {
      if (wanted()) this.#show({ kind: 'failed', failure: toFailure(thrown) });
    }
  }

  /** Tries again to load what could not be loaded. */
  async reopen(): Promise<void> {
    await (this.#comparisonId === undefined ? this.#compose() : this.open(this.#comparisonId));
    if (!this.models.loaded) await this.#loadModels();
  }

  /** An empty composer that keeps the models. */
  newComparison(): void {
    const models = this.#feed.live?.comparison.threads.map(({ model }) => model) ?? this.draft.models;
    this.#desk.clear(models);
    this.#compose();
    this.#leaveOutMissing();
  }

  /** The same prompt, system prompt and models in the composer, to be changed and sent again. */
  reuse(comparison: Comparison): void {
    const { live } = this.#feed;
    // What is shown may be without its names.
    this.#desk.reuse(live?.comparison.id === comparison.id ? live.comparison : comparison);
    this.#compose();
    this.#leaveOutMissing();
  }

  edit(change: Partial<Draft>): void {
    this.problem = undefined;
    this.#desk.edit(change);
  }

  /** Keeps what is shown for the next page of this panel; also to be called when the page goes away. */
  keep(): void {
    this.#desk.settle();
    const { draft, standings, arrangement } = this;
    this.#host.setState(
      toKept({
        comparisonId: this.#comparisonId,
        draft,
        standings,
        blind: this.blind.saved,
        seen: this.#seen,
        arrangement: arrangement === asTheyCome ? undefined : arrangement,
      }),
    );
  }

  /** Lays the columns out anew. */
  arrange(arrangement: Arrangement): void {
    this.arrangement = arrangement;
    this.keep();
    this.#changed(true);
  }

  /** Of the comparison that is shown; without one, the current project counts. */
  get projectId(): string | undefined {
    return this.#feed.live?.comparison.projectId;
  }

  setStandings(shown: boolean): void {
    this.standings = shown;
    this.#changed(true);
    this.#shown(this.#feed.live?.comparison.name ?? 'New Comparison');
  }

  /** Whether the next comparison hides the names of its models. */
  setBlind(wanted: boolean): void {
    this.blind.wanted = wanted;
    this.keep();
    this.#changed(true);
  }

  /** Whose answers are shown is not to be seen. */
  get namesHidden(): boolean {
    return this.blind.hides(this.#comparisonId);
  }

  showNames(): void {
    this.blind.reveal();
    this.problem = undefined;
    this.keep();
    this.#changed(true);
  }

  async pickModels(): Promise<void> {
    const models = await this.window.pickModels(this.draft.models);
    if (models) this.edit({ models });
  }

  /** Sends the draft: a new comparison, or one more turn of the one that is shown. */
  async send(): Promise<void> {
    const content = this.draft.prompt;
    if (this.sending || content.trim() === '') return;
    const { live } = this.#feed;
    this.sending = true;
    this.problem = undefined;
    this.#changed(true);
    try {
      if (this.#showing.kind === 'showing' && live) await this.#ask(live, content);
      else await this.#begin();
    } catch (thrown) {
      this.#tell(toFailure(thrown));
    } finally {
      this.sending = false;
      this.#changed(true);
    }
  }

  /** Stops every answer of the comparison. */
  async stopAll(): Promise<void> {
    if (this.#comparisonId !== undefined) await this.messages.stopAll(this.#comparisonId);
  }

  /** Asks for a provider's key and, when one was given, for the answer that failed without it. */
  async setKey(provider: string, messageId?: string): Promise<void> {
    if (!(await this.window.setKey(provider))) return;
    await this.#loadModels();
    if (messageId !== undefined) await this.messages.retry(messageId);
  }

  dismissProblem(): void {
    this.problem = undefined;
    this.#changed(true);
  }

  dismissNotice(notice: string): void {
    this.#desk.dismiss(notice);
  }

  async #begin(): Promise<void> {
    const { models } = this.draft;
    const params = this.#desk.toStart();
    let detail: ComparisonDetail | undefined;
    await this.#feed.show(
      async () => {
        detail = await this.#client.request('comparison:start', params);
        this.blind.begin(detail.comparison.id, detail.comparison.threads.length);
        return detail;
      },
      () => this.#showing.kind === 'compose',
    );
    if (detail && this.#feed.live?.comparison.id === detail.comparison.id) {
      this.#comparisonId = detail.comparison.id;
      this.#desk.clear(models);
      this.#opened();
    }
  }

  async #ask(live: LiveComparison, content: string): Promise<void> {
    const { id: comparisonId, threads } = live.comparison;
    const meant = recipients(threads, this.draft.to);
    const able = meant.filter(({ model }) => this.models.mayExist(model));
    if (able.length < meant.length) {
      this.#desk.tellMissing(
        meant.filter((thread) => !able.includes(thread)).map((thread) => this.blind.nameOf(live, thread)),
      );
    }
    const asked = able.length > 0 ? able : meant;
    await this.#feed.show(
      () =>
        this.#client.request('comparison:send', {
          comparisonId,
          content,
          ...(asked.length < threads.length
            ? { conversationIds: asked.map(({ conversationId }) => conversationId) }
            : {}),
        }),
      () => this.#comparisonId === comparisonId,
    );
    if (this.draft.prompt === content) this.edit({ prompt: '' });
    this.keep();
  }

  #compose(): void {
    this.#comparisonId = undefined;
    this.arrangement = { ...asTheyCome, together: this.arrangement.together };
    this.#feed.clear();
    this.#show({ kind: 'compose' });
    this.#shown('New Comparison');
  }

  #opened(): void {
    this.#show({ kind: 'showing' });
    const { live } = this.#feed;
    if (live) this.#shown(live.comparison.name);
  }

  #show(showing: EmptyView | { kind: 'showing' }): void {
    this.#showing = showing;
    this.problem = undefined;
    this.#changed(true);
  }

  #shown(title: string): void {
    this.keep();
    const comparisonId = this.#comparisonId;
    // A title that could not be set is no reason to bother anybody.
    this.#client
      .workbench('panel:showing', {
        title: this.standings ? 'Standings' : title,
        ...(comparisonId === undefined ? {} : { comparisonId }),
      })
      .catch(() => undefined);
  }

  #hear(event: StoredEvent): void {
    const { live } = this.#feed;
    const message = event.type === 'message:updated' ? event.data.message : undefined;
    const before = live && message && findMessage(live, message.conversationId, message.id);
    this.#feed.hearEvent(event);
    if (live && message && before) {
      const [shown, after] = [this.blind.show(live), this.blind.message(live, message)];
      this.announcements = withAnnouncement(this.announcements, shown, before, after);
    }
    const name = live?.comparison.name;
    if (this.#feed.live && this.#feed.live.comparison.name !== name && name !== undefined) {
      this.#shown(this.#feed.live.comparison.name);
    }
    if (event.type === 'comparison:deleted' && event.data.comparisonId === this.#comparisonId && live) {
      this.#show({ kind: 'deleted', comparison: live.comparison });
    } else if (event.type === 'comparison:created' && event.data.comparison.id === this.#comparisonId) {
      if (this.#showing.kind === 'deleted') void this.open(event.data.comparison.id);
    } else if (event.type === 'models:changed' || event.type === 'settings:changed') {
      void this.#loadModels();
    } else if (event.type === 'data:replaced') {
      void this.#loadModels();
      if (this.#comparisonId !== undefined) void this.open(this.#comparisonId);
    }
  }

  async #loadModels(): Promise<void> {
    try {
      await this.#desk.load();
      this.#leaveOutMissing();
      this.#changed(true);
    } catch (thrown) {
      // A comparison can be read without the list; only who composes needs it.
      if (this.#showing.kind === 'compose') this.#tell(toFailure(thrown));
    }
  }

  #leaveOutMissing(): void {
    if (this.#showing.kind === 'showing' || this.#showing.kind === 'loading') return;
    this.#desk.leaveOutMissing();
  }

  #tell(failure: Failure): void {
    if (failure.code === 'cancelled') return;
    this.problem = this.blind.failure(this.#feed.live, failure);
    this.#changed(true);
  }
}
