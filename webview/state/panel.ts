import type { Comparison } from '../../src/protocol/comparisons.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { HostPort } from '../connection/host-port.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';
import { t } from '../words/translate.ts';
import { type Announcement, withAnnouncement } from './announcements.ts';
import type { Arrangement } from './arrangement.ts';
import { Attaching } from './attaching.ts';
import type { Blind } from './blind.ts';
import { ComposerDesk } from './composer-desk.ts';
import { firstAttachments } from './first-attachments.ts';
import { firstState, freshSight } from './first-sight.ts';
import { MessageRequests } from './message-requests.ts';
import type { ModelIndex } from './model-index.ts';
import { Overruled } from './overruled.ts';
import { PanelLook } from './panel-look.ts';
import { Picking } from './picking.ts';
import { PromptHistory } from './prompt-history.ts';
import { type Draft, readSavedState, toKept } from './saved-state.ts';
import { Sender } from './sender.ts';
import { Stage } from './stage.ts';
import { ToolApprovals } from './tool-approvals.ts';
import type { View } from './view.ts';
import { WindowRequests } from './window-requests.ts';

/** All that the panel knows and can do, without any drawing. Each subject is in a piece of its own. */
export class Panel {
  /** For what loads later and asks for itself. */
  readonly client: PageClient;
  readonly window: WindowRequests;
  readonly messages: MessageRequests;
  readonly approvals: ToolApprovals;
  readonly attaching: Attaching;
  readonly prompts: PromptHistory;
  readonly picking: Picking;
  readonly #host: HostPort;
  readonly #changed: (urgent: boolean) => void;
  readonly #stage: Stage;
  readonly #desk: ComposerDesk;
  readonly #look = new PanelLook();
  readonly #sender: Sender;
  readonly #overruled: Overruled;
  /** The first sight that this panel has had. */
  #seen: string | undefined;

  /** Why the last thing that was asked for did not happen. */
  problem: Failure | undefined;
  /** The last things that a screen reader should say, oldest first. */
  announcements: readonly Announcement[] = [];

  /** `changed` is called after each change; `urgent` is false for text that streams in. */
  constructor(client: PageClient, host: HostPort, changed: (urgent: boolean) => void) {
    this.client = client;
    this.#host = host;
    this.#changed = changed;
    const urgently = (): void => changed(true);
    const renewed = (): void => this.dismissProblem();
    const shown = (title: string): void => this.#shown(title);
    const failed = (thrown: unknown): void => this.#tell(toFailure(thrown));
    const ports = { client, failed, keep: () => this.keep() };
    const stage = new Stage({ ...ports, changed, turned: renewed, shown });
    const desk = new ComposerDesk({ ...ports, changed: urgently, composing: () => stage.composing });
    this.#stage = stage;
    this.#desk = desk;
    this.#sender = new Sender({ ...ports, stage, desk, look: this.#look, begins: renewed, ended: urgently });
    this.window = new WindowRequests(client, failed);
    this.messages = new MessageRequests(client, failed);
    this.approvals = new ToolApprovals({ client, failed, live: () => stage.live });
    const draft = {
      attachments: () => desk.draft.attachments,
      change: (attachments: Draft['attachments']) => this.edit({ attachments }),
    };
    this.attaching = new Attaching({ client, failed, ...draft });
    this.prompts = new PromptHistory(client);
    const edit = (change: Partial<Draft>) => this.edit(change);
    this.picking = new Picking({ client, failed, edit, draft: () => desk.draft });
    this.#overruled = new Overruled((requestId) => client.isOwn(requestId));
    client.onEvent((event) => this.#hear(event));
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

  /** Of the columns. */
  get arrangement(): Arrangement {
    return this.#look.arrangement;
  }

  /** Of the names of models. */
  get blind(): Blind {
    return this.#look.blind;
  }

  /** A send is on its way. */
  get sending(): boolean {
    return this.#sender.sending;
  }

  get view(): View {
    const { showing, live } = this.#stage;
    const { begun } = this.#sender;
    if (this.#look.standings) return { kind: 'standings' };
    if (showing.kind === 'compose' && begun) return { kind: 'showing', live: this.#look.of(begun) };
    if (showing.kind !== 'showing') return showing;
    return live ? { kind: 'showing', live: this.#sender.echoIn(this.#look.of(live)) } : { kind: 'loading' };
  }

  get generating(): boolean {
    return this.streams > 0;
  }

  /** How many answers are arriving. */
  get streams(): number {
    return this.#stage.streams;
  }

  /** Of the comparison that is shown; without one, the current project counts. */
  get projectId(): string | undefined {
    return this.#stage.live?.comparison.projectId;
  }

  /** Whose answers are shown is not to be seen. */
  get namesHidden(): boolean {
    return this.blind.hides(this.#stage.comparisonId);
  }

  /** Shows what the host wants, else what the last page of this panel showed. */
  async start(): Promise<void> {
    const own = readSavedState(this.#host.getState());
    const sight = freshSight(this.#host, own);
    this.#seen = sight?.id ?? own.seen;
    this.#look.recall(own);
    const first = await firstState(this.client, sight, own);
    const { comparisonId, draft } = first;
    if (draft) this.#desk.draft = draft;
    this.#look.begin(first, own);
    if (sight?.detail && sight.detail.comparison.id === comparisonId) await this.#stage.see(sight.detail);
    const shown = comparisonId === undefined ? this.#compose() : this.#stage.open(comparisonId);
    const sent = own.outgoing && this.#sender.resume(own.outgoing);
    const known = this.#desk.load();
    await Promise.all([shown, sent, known]);
  }

  /** Tries again to load what could not be loaded. */
  async reopen(): Promise<void> {
    const { comparisonId } = this.#stage;
    await (comparisonId === undefined ? this.#compose() : this.#stage.open(comparisonId));
    if (!this.models.loaded) await this.#desk.load();
  }

  /** An empty composer that keeps the models. */
  newComparison(): void {
    const threads = this.#stage.live?.comparison.threads;
    this.#desk.clear(threads?.map(({ model }) => model) ?? this.draft.models, this.#unsent);
    this.#compose();
    void this.#desk.beginAsProject();
  }

  /** The same prompt, system prompt and models in the composer, to be changed and sent again. */
  reuse(comparison: Comparison): void {
    const { live } = this.#stage;
    // What is shown may be without its names.
    const known = live?.comparison.id === comparison.id ? live : undefined;
    this.#desk.reuse(known?.comparison ?? comparison, known && firstAttachments(known), this.#unsent);
    this.#compose();
  }

  edit(change: Partial<Draft>): void {
    this.problem = undefined;
    this.#desk.edit(change);
  }

  async pickModels(): Promise<void> {
    const models = await this.window.pickModels(this.draft.models);
    if (models) this.edit({ models });
  }

  /** Takes a model out of the draft, and out of what the next one begins with. */
  removeModel(reference: string): void {
    this.edit({ models: this.draft.models.filter((other) => other !== reference) });
    void this.window.leaveOutModel(reference);
  }

  /** Sends the draft: a new comparison, or one more turn of the one that is shown. */
  send(): Promise<void> {
    return this.#sender.send();
  }

  /** Stops every answer of the comparison. */
  async stopAll(): Promise<void> {
    const { comparisonId } = this.#stage;
    if (comparisonId !== undefined) await this.messages.stopAll(comparisonId);
  }

  /** Asks for a provider's key and, when one was given, for the answer that failed without it. */
  async setKey(provider: string, messageId?: string): Promise<void> {
    if (!(await this.window.setKey(provider))) return;
    await this.#desk.load();
    if (messageId !== undefined) await this.messages.retry(messageId);
  }

  /** Lays the columns out anew. */
  arrange(arrangement: Arrangement): void {
    this.#look.arrangement = arrangement;
    this.keep();
    this.#changed(true);
  }

  setStandings(shown: boolean): void {
    this.#look.standings = shown;
    this.#changed(true);
    this.#shown(this.#stage.title);
  }

  /** Whether the next comparison hides the names of its models. */
  setBlind(wanted: boolean): void {
    this.blind.wanted = wanted;
    this.keep();
    this.#changed(true);
  }

  showNames(): void {
    this.blind.reveal();
    this.problem = undefined;
    this.keep();
    this.#changed(true);
  }

  dismissProblem(): void {
    this.problem = undefined;
    this.#changed(true);
  }

  dismissNotice(notice: string): void {
    this.#desk.dismiss(notice);
  }

  /** Keeps what is shown for the next page of this panel; also to be called when the page goes away. */
  keep(): void {
    this.#desk.settle();
    // What the last page kept is not read yet.
    if (this.#stage.showing.kind === 'starting') return;
    const { comparisonId } = this.#stage;
    const { outgoing } = this.#sender;
    this.#host.setState(
      toKept({ comparisonId, draft: this.draft, seen: this.#seen, outgoing, ...this.#look.saved }),
    );
  }

  /** What was being written to a comparison that another window has deleted. */
  get #unsent(): Draft | undefined {
    return this.#stage.showing.kind === 'deleted' ? this.draft : undefined;
  }

  #compose(): void {
    this.#look.layOutAnew();
    this.#stage.compose();
    this.#desk.leaveOutMissing();
  }

  #shown(title: string): void {
    this.keep();
    void this.window.tellShown(this.#look.standings ? t('Standings') : title, this.#stage.comparisonId);
  }

  #hear(event: StoredEvent): void {
    const { live } = this.#stage;
    this.#stage.hear(event);
    if (event.type === 'message:updated') this.approvals.changed();
    if (live) {
      this.announcements = withAnnouncement(this.announcements, this.blind, live, event);
      const overruled = this.#overruled.hear(live, event);
      if (overruled !== undefined) this.#desk.tell(overruled);
    }
    if (['models:changed', 'settings:changed', 'data:replaced'].includes(event.type)) void this.#desk.load();
  }

  #tell(failure: Failure): void {
    if (failure.code === 'cancelled') return;
    this.problem = this.blind.failure(this.#stage.live, failure);
    this.#changed(true);
  }
}
