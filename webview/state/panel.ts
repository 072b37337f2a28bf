import type { Comparison, ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { Failure } from '../../src/protocol/errors.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';
import type { Params } from '../../src/protocol/methods.ts';
import type { PanelMethodName } from '../connection/action-names.ts';
import type { HostPort } from '../connection/host-port.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';
import { type Announcement, withAnnouncement } from './announcements.ts';
import { type Arrangement, asTheyCome } from './arrangement.ts';
import { Blind } from './blind.ts';
import { ComparisonFeed } from './comparison-feed.ts';
import { freshSight } from './first-sight.ts';
import { countGenerating, findMessage, type LiveComparison } from './live-comparison.ts';
import { ModelIndex } from './model-index.ts';
import { recipients } from './recipients.ts';
import { type Draft, emptyDraft, readSavedState, toPanelState } from './saved-state.ts';
import { shownBranches } from './shown-branches.ts';
import type { EmptyView, View } from './view.ts';
import { WindowRequests } from './window-requests.ts';

/** Milliseconds after the last key before a draft is kept. */
const keepDraftMs = 250;

/** All that the panel knows and can do, without any drawing. */
export class Panel {
  readonly #client: PageClient;
  readonly #host: HostPort;
  readonly #changed: (urgent: boolean) => void;
  readonly #feed: ComparisonFeed;
  readonly window: WindowRequests;
  #showing: EmptyView | { kind: 'showing' } = { kind: 'starting' };
  /** Of the comparison that is shown or being loaded. */
  #comparisonId: string | undefined;
  /** The first sight that this panel has had. */
  #seen: string | undefined;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;

  draft: Draft = emptyDraft;
  models = new ModelIndex();
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
  /** Things to know that stop nobody, as sentences. */
  notices: readonly string[] = [];
  /** The last things that a screen reader should say, oldest first. */
  announcements: readonly Announcement[] = [];

  /** `changed` is called after each change; `urgent` is false for text that streams in. */
  constructor(client: PageClient, host: HostPort, changed: (urgent: boolean) => void) {
    this.#client = client;
    this.#host = host;
    this.#changed = changed;
    this.window = new WindowRequests(client, (thrown) => this.#tell(toFailure(thrown)));
    this.#feed = new ComparisonFeed({
      load: (comparisonId) => client.request('comparison:get', { comparisonId }),
      changed,
      failed: (thrown) => this.#tell(toFailure(thrown)),
    });
    client.onEvent((event) => this.#hear(event));
    client.onDelta((delta) => this.#feed.hearDelta(delta));
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
    if (words) this.draft = words;
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
    this.draft = { ...emptyDraft, models };
    this.#compose();
    this.#leaveOutMissing();
  }

  /** The same prompt, system prompt and models in the composer, to be changed and sent again. */
  reuse(comparison: Comparison): void {
    const { live } = this.#feed;
    // What is shown may be without its names.
    const { prompt, system, threads, source } =
      live?.comparison.id === comparison.id ? live.comparison : comparison;
    this.draft = {
      prompt,
      system: system ?? '',
      models: threads.map(({ model }) => model),
      ...(source === undefined ? {} : { source }),
    };
    this.#compose();
    this.#leaveOutMissing();
  }

  edit(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
    this.problem = undefined;
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.keep(), keepDraftMs);
    this.#changed(true);
  }

  /** Keeps what is shown for the next page of this panel; also to be called when the page goes away. */
  keep(): void {
    clearTimeout(this.#keepTimer);
    const state = toPanelState(this.#comparisonId, this.draft);
    const { saved: blind } = this.blind;
    this.#host.setState({
      ...state,
      ...(blind === undefined ? {} : { blind }),
      ...(this.standings ? { standings: true } : {}),
      ...(this.#seen === undefined ? {} : { seen: this.#seen }),
      ...(this.arrangement === asTheyCome ? {} : { arrangement: this.arrangement }),
    });
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
      else await this.#begin(content);
    } catch (thrown) {
      this.#tell(toFailure(thrown));
    } finally {
      this.sending = false;
      this.#changed(true);
    }
  }

  stop(messageId?: string): Promise<void> {
    const comparisonId = this.#comparisonId;
    if (messageId !== undefined) return this.#request('chat:cancel', { messageId });
    return comparisonId === undefined ? Promise.resolve() : this.#request('chat:cancel', { comparisonId });
  }

  retry(messageId: string): Promise<void> {
    return this.#request('chat:retry', { messageId });
  }

  /** Asks once more for an answer; the one that is there stays as a branch. */
  regenerate(messageId: string): Promise<void> {
    return this.#request('chat:regenerate', { messageId });
  }

  /** Asks a question in other words; the old one stays as a branch. Whether it was sent. */
  async editQuestion(messageId: string, content: string): Promise<boolean> {
    const before = this.problem;
    await this.#request('chat:edit', { messageId, content });
    return this.problem === before;
  }

  /** Shows the branch of its thread that goes through a message. */
  switchBranch(messageId: string): Promise<void> {
    return this.#request('conversation:switch-branch', { messageId });
  }

  /** Asks for a provider's key and, when one was given, for the answer that failed without it. */
  async setKey(provider: string, messageId?: string): Promise<void> {
    if (!(await this.window.setKey(provider))) return;
    await this.#loadModels();
    if (messageId !== undefined) await this.retry(messageId);
  }

  dismissProblem(): void {
    this.problem = undefined;
    this.#changed(true);
  }

  dismissNotice(notice: string): void {
    this.notices = this.notices.filter((other) => other !== notice);
    this.#changed(true);
  }

  async #begin(prompt: string): Promise<void> {
    const { system, models, source } = this.draft;
    const params: Params<'comparison:start'> = {
      prompt,
      models: [...models],
      ...(system.trim() === '' ? {} : { system }),
      ...(source === undefined ? {} : { source: source as Comparison['source'] }),
    };
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
      this.draft = { ...emptyDraft, models };
      this.#opened();
    }
  }

  async #ask(live: LiveComparison, content: string): Promise<void> {
    const { id: comparisonId, threads } = live.comparison;
    const meant = recipients(threads, this.draft.to);
    const able = meant.filter(({ model }) => this.models.mayExist(model));
    if (able.length < meant.length) {
      this.#notice(
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
      const [models, providers] = await Promise.all([
        this.#client.request('models:get-all', {}),
        this.#client.request('providers:list', {}),
      ]);
      this.models = new ModelIndex(models, providers);
      this.#leaveOutMissing();
      this.#changed(true);
    } catch (thrown) {
      // A comparison can be read without the list; only who composes needs it.
      if (this.#showing.kind === 'compose') this.#tell(toFailure(thrown));
    }
  }

  #leaveOutMissing(): void {
    if (this.#showing.kind === 'showing' || this.#showing.kind === 'loading') return;
    const missing = this.draft.models.filter((model) => !this.models.mayExist(model));
    if (missing.length === 0) return;
    this.#notice(missing);
    this.edit({ models: this.draft.models.filter((model) => !missing.includes(model)) });
  }

  #notice(missing: readonly string[]): void {
    const notice =
      missing.length === 1
        ? `The model ${missing[0]} no longer exists. It was left out.`
        : `The models ${missing.join(', ')} no longer exist. They were left out.`;
    if (!this.notices.includes(notice)) this.notices = [...this.notices, notice];
    this.#changed(true);
  }

  #tell(failure: Failure): void {
    if (failure.code === 'cancelled') return;
    this.problem = this.blind.failure(this.#feed.live, failure);
    this.#changed(true);
  }

  async #request<M extends PanelMethodName>(method: M, params: Params<M>): Promise<void> {
    try {
      await this.#client.request(method, params);
    } catch (thrown) {
      this.#tell(toFailure(thrown));
    }
  }
}
