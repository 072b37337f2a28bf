import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Message, MessageStatus } from '../../../src/protocol/conversations.ts';
import type { Place } from '../../state/arrangement.ts';
import { type BaseAnswer, isComparable } from '../../state/base-answer.ts';
import type { ModelLabel } from '../../state/model-index.ts';
import type { Panel } from '../../state/panel.ts';
import type { ThreadBranches } from '../../state/shown-branches.ts';
import '../answer/answer.ts';
import '../message-tools/message-tools.ts';
import '../question/question.ts';
import type { ColumnActions } from '../columns/column-actions.ts';
import { baseLook } from '../look/base-look.ts';
import { answerFigures, stateIcon, states } from './answer-figures.ts';
import { columnLook } from './column.styles.ts';
import { ColumnMenuEvent, ColumnScrollEvent } from './column-events.ts';
import { ScrollPosition } from './scroll-position.ts';

/** One model's thread: who answers, in which state, at what cost, and the answers. */
@customElement('abai-column')
export class Column extends LitElement {
  static override styles = [baseLook, columnLook];

  @property({ attribute: false }) label!: ModelLabel;
  @property({ attribute: false }) messages: readonly Message[] = [];
  @property({ attribute: false }) branches: ThreadBranches | undefined;
  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) conversationId!: string;
  @property({ attribute: false }) actions!: ColumnActions;
  @property({ reflect: true }) place: Place = 'alone';
  /** The others are compared with this one. */
  @property({ attribute: false }) base = false;
  /** What the newest answer is compared with. */
  @property({ attribute: false }) against: BaseAnswer | undefined;
  @query('.body') private body!: HTMLElement;
  /** The column has been painted once: words come before buttons. */
  @state() private stands = false;
  readonly #position = new ScrollPosition(() => this.body);
  #hadFocus = false;
  readonly #growth = new ResizeObserver(() => this.#followEnd());

  get #answer(): Message | undefined {
    return this.messages.findLast(({ role }) => role === 'assistant');
  }

  #scrolled(): void {
    const share = this.#position.scrolled();
    if (share !== undefined) this.dispatchEvent(new ColumnScrollEvent(share));
  }

  /** Scrolls to a share of the way to the end, from 0 to 1. */
  scrollToShare(share: number): void {
    this.#position.goTo(share);
  }

  #followEnd(): void {
    if (this.#answer?.status === 'generating') this.#position.followEnd();
  }

  protected override firstUpdated(): void {
    this.#observe();
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.stands = true;
      }),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#observe();
  }

  #observe(): void {
    this.#growth.observe(this.renderRoot.querySelector('.thread')!);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#growth.disconnect();
  }

  /** What had the focus may be gone: it goes on where the column goes on. */
  protected override updated(changed: PropertyValues): void {
    if (changed.has('base') || changed.has('against')) this.#showCompared();
    const before = changed.get('place') as Place | undefined;
    if (!before || !this.#hadFocus) return;
    if (this.place === 'narrow') this.renderRoot.querySelector<HTMLElement>('.rail')!.focus();
    else if (before === 'narrow') this.body.focus();
  }

  protected override willUpdate(): void {
    this.#hadFocus = this.shadowRoot?.activeElement != null;
  }

  /** What is compared is the newest answer, which may be below what is in sight. */
  #showCompared(): void {
    const newest = this.base || this.against ? this.renderRoot.querySelector('.latest') : null;
    if (!newest) return;
    const below = newest.getBoundingClientRect().top - this.body.getBoundingClientRect().top;
    if (below > this.body.clientHeight / 2) this.#position.moveBy(below);
  }

  #openMenu(event: Event): void {
    const button = event.currentTarget as HTMLElement;
    const opener = button.shadowRoot?.querySelector('button') ?? button;
    this.dispatchEvent(new ColumnMenuEvent(this.conversationId, this.label.name, opener));
  }

  protected override render() {
    const answer = this.#answer;
    const { name, shortName, providerName } = this.label;
    // The first question stands above all columns, unless it was asked here in other words.
    const [first] = this.messages;
    const later = this.messages.slice(first?.role === 'user' && !this.branches?.[first.id] ? 1 : 0);
    return html`
      ${this.place === 'narrow' ? this.#rail(answer) : nothing}
      <header>
        <div class="title">
          ${answer ? this.#state(answer.status) : nothing}
          <h2 title="${name} (${this.label.reference})">
            <span>${shortName}</span><span class="provider">${providerName}</span>
          </h2>
          <div class="tools" role="toolbar" aria-label="${name}">
            ${answer && this.stands ? this.#tools(answer) : nothing}
            ${this.stands && this.place !== 'alone' ? this.#arranging(answer) : nothing}
          </div>
        </div>
        ${answer ? answerFigures(answer) : nothing}
      </header>
      <div class="body" tabindex="0" role="region" aria-label="Answers of ${name}" @scroll=${this.#scrolled}>
        <div class="thread">
          ${repeat(
            later,
            ({ id }) => id,
            (message) => this.#message(message, message === answer),
          )}
        </div>
      </div>
    `;
  }

  #state(status: MessageStatus) {
    return html`${stateIcon(status)}<span class="for-screen-readers">${states[status].text}</span>`;
  }

  /** All that is seen of a narrow column. */
  #rail(answer: Message | undefined) {
    const { name, shortName } = this.label;
    const label = answer ? `Show ${name} (${states[answer.status].text})` : `Show ${name}`;
    return html`
      <button
        class="rail"
        aria-label=${label}
        aria-expanded="false"
        title=${label}
        @click=${() => this.actions.open(this.conversationId)}
      >
        ${answer ? stateIcon(answer.status) : nothing}<span class="name">${shortName}</span>
      </button>
    `;
  }

  #tool(icon: string, text: string, act: (event: Event) => unknown) {
    return html`
      <vscode-toolbar-button
        icon=${icon}
        label="${text}: ${this.label.name}"
        title=${text}
        @click=${act}
      ></vscode-toolbar-button>
    `;
  }

  #toggle(icon: string, text: string, checked: boolean, act: () => void) {
    return html`
      <vscode-toolbar-button
        icon=${icon}
        label="${text}: ${this.label.name}"
        title=${text}
        toggleable
        .checked=${live(checked)}
        @click=${act}
      ></vscode-toolbar-button>
    `;
  }

  /** What there is to do with a column beside others. */
  #arranging(answer: Message | undefined) {
    const { actions, conversationId: id } = this;
    const focused = this.place === 'focused';
    return html`
      ${
        this.base || (answer && isComparable(answer))
          ? this.#toggle('diff', 'Compare others with this answer', this.base, () => actions.toggleBase(id))
          : nothing
      }
      ${this.#toggle(focused ? 'screen-normal' : 'screen-full', 'Focus this column', focused, () =>
        actions.toggleFocus(id),
      )}
      ${this.#tool('ellipsis', 'More actions', (event) => this.#openMenu(event))}
    `;
  }

  #tools({ id, status, content }: Message) {
    const running = status === 'generating';
    const broken = !running && status !== 'complete';
    return html`
      ${running ? this.#tool('debug-stop', 'Stop', () => this.panel.messages.stop(id)) : nothing}
      ${broken ? this.#tool('refresh', 'Retry', () => this.panel.messages.retry(id)) : nothing}
      ${content === '' ? nothing : this.#tool('copy', 'Copy answer', () => this.panel.window.copy(this.#text()))}
      ${
        content === '' || this.place !== 'alone' // Beside others it is in the menu.
          ? nothing
          : this.#tool('go-to-file', 'Open answer in editor', () =>
              this.panel.window.openDocument(this.#text()),
            )
      }
    `;
  }

  /** The answer as it is at the click, which may be more than at the last paint. */
  #text(): string {
    return this.#answer?.content ?? '';
  }

  #message(message: Message, last: boolean) {
    if (message.role === 'user') {
      return html`
        <abai-question
          .message=${message}
          .panel=${this.panel}
          .modelName=${this.label.name}
          .alternatives=${this.branches?.[message.id]}
          .busy=${this.#answer?.status === 'generating'}
        ></abai-question>
      `;
    }
    const against = last && isComparable(message) ? this.against : undefined;
    return html`
      <div class=${last ? 'latest' : 'earlier'}>
        ${last && this.base && isComparable(message) ? this.#baseNote() : nothing}
        ${
          against
            ? html`
                <abai-answer-diff .base=${against} .content=${message.content}>
                  ${this.#stopComparing()}
                </abai-answer-diff>
              `
            : nothing
        }
        <abai-answer
          ?hidden=${against !== undefined}
          .message=${message}
          .panel=${this.panel}
          .modelName=${this.label.name}
          .last=${last}
        ></abai-answer>
        <div class="after">
        <abai-message-tools
          .message=${message}
          .panel=${this.panel}
          .modelName=${this.label.name}
          .alternatives=${this.branches?.[message.id]}
          .busy=${this.#answer?.status === 'generating'}
        ></abai-message-tools>
        ${last ? nothing : answerFigures(message)}
        </div>
      </div>
    `;
  }

  #baseNote() {
    return html`
      <div class="base-note">
        <span>The others are compared with this answer.</span>
        ${this.#stopComparing()}
      </div>
    `;
  }

  #stopComparing() {
    return html`
      <button class="link" slot="actions" @click=${() => this.actions.stopComparing()}>Stop comparing</button>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-column': Column;
  }
}
