import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { Message } from '../../../src/protocol/conversations.ts';
import { columnWidthStyle, type Place } from '../../state/arrangement.ts';
import { type BaseAnswer, isComparable } from '../../state/base-answer.ts';
import type { ModelLabel } from '../../state/model-index.ts';
import type { Panel } from '../../state/panel.ts';
import type { ThreadBranches } from '../../state/shown-branches.ts';
import '../answer/answer.ts';
import '../message-tools/message-tools.ts';
import '../question/question.ts';
import { t } from '../../words/translate.ts';
import type { ColumnActions } from '../columns/column-actions.ts';
import { baseLook } from '../look/base-look.ts';
import { answerFiguresLook } from './answer-figures.styles.ts';
import { answerFigures, stateIcon, stateWord } from './answer-figures.ts';
import { columnLook } from './column.styles.ts';
import { ColumnScrollEvent } from './column-events.ts';
import './column-head.ts';
import { ScrollPosition } from './scroll-position.ts';
import { ThreadFill } from './thread-fill.ts';

/** One model's thread: who answers, in which state, at what cost, and the answers. */
@customElement('abai-column')
export class Column extends LitElement {
  static override styles = [baseLook, answerFiguresLook, columnLook];

  @property({ attribute: false }) label!: ModelLabel;
  @property({ attribute: false }) messages: readonly Message[] = [];
  @property({ attribute: false }) branches: ThreadBranches | undefined;
  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) conversationId!: string;
  @property({ attribute: false }) actions!: ColumnActions;
  @property({ reflect: true }) place: Place = 'alone';
  /** Pixels; undefined when it shares what is left with others. */
  @property({ attribute: false }) width: number | undefined;
  /** The others are compared with this one. */
  @property({ attribute: false }) base = false;
  /** What the newest answer is compared with. */
  @property({ attribute: false }) against: BaseAnswer | undefined;
  @query('.body') private body!: HTMLElement;
  readonly #position = new ScrollPosition(() => this.body);
  readonly #fill = new ThreadFill(this, this.#position);
  #hadFocus = false;
  readonly #growth = new ResizeObserver(() => this.#grown());

  get #answer(): Message | undefined {
    return this.messages.findLast(({ role }) => role === 'assistant');
  }

  #scrolled(): void {
    const share = this.#position.scrolled();
    if (share !== undefined) this.dispatchEvent(new ColumnScrollEvent(share));
  }

  /** Somebody moves about in it. */
  #takeOver(): void {
    this.#position.unpin();
  }

  /** Scrolls to a share of the way to the end, from 0 to 1. */
  scrollToShare(share: number): void {
    this.#position.goTo(share);
  }

  #grown(): void {
    if (this.#answer?.status === 'generating') this.#position.followEnd();
    else this.#position.keepPinned();
  }

  protected override firstUpdated(): void {
    this.#observe();
    if (this.#answer?.status !== 'generating') this.#showNewest();
  }

  /** A conversation opens at its newest question, as long as it is not the first. */
  #showNewest(): void {
    const questions = this.renderRoot.querySelectorAll('abai-question');
    const newest = questions[questions.length - 1];
    if (newest && newest !== this.renderRoot.querySelector('.thread')!.firstElementChild)
      this.#position.pin(newest);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasUpdated) return;
    this.#observe();
    this.#position.restore();
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
    if (changed.has('width')) this.style.cssText = columnWidthStyle(this.width);
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

  protected override render() {
    const answer = this.#answer;
    const { name } = this.label;
    // The first question stands above all columns, unless it was asked here in other words.
    const [first] = this.messages;
    const later = this.messages.slice(first?.role === 'user' && !this.branches?.[first.id] ? 1 : 0);
    return html`
      ${this.place === 'narrow' ? this.#rail(answer) : nothing}
      <abai-column-head
        .label=${this.label}
        .answer=${answer}
        .panel=${this.panel}
        .conversationId=${this.conversationId}
        .actions=${this.actions}
        .place=${this.place}
        .base=${this.base}
      ></abai-column-head>
      <div class="body" tabindex="0" role="region" aria-label=${t('Answers of {0}', name)}
        @scroll=${this.#scrolled}
        @wheel=${this.#takeOver}
        @pointerdown=${this.#takeOver}
        @keydown=${this.#takeOver}
      >
        <div class="thread">
          ${repeat(
            this.#fill.drawn(later),
            ({ id }) => id,
            (message) => this.#message(message, message === answer),
          )}
        </div>
      </div>
    `;
  }

  /** Nothing can be asked in another way meanwhile. */
  get #busy(): boolean {
    const status = this.#answer?.status;
    return status === 'generating' || status === 'running_tools';
  }

  /** All that is seen of a narrow column. */
  #rail(answer: Message | undefined) {
    const { name, shortName } = this.label;
    const label = answer ? t('Show {0} ({1})', name, stateWord(answer.status)) : t('Show {0}', name);
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

  #message(message: Message, last: boolean) {
    if (message.role === 'user') {
      return html`
        <abai-question
          .message=${message}
          .panel=${this.panel}
          .modelName=${this.label.name}
          .alternatives=${this.branches?.[message.id]}
          .busy=${this.#busy}
          .sending=${message === this.messages.at(-1)}
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
          .busy=${this.#busy}
        ></abai-message-tools>
        ${last ? nothing : answerFigures(message)}
        </div>
      </div>
    `;
  }

  #baseNote() {
    return html`
      <div class="base-note">
        <span>${t('The others are compared with this answer.')}</span>
        ${this.#stopComparing()}
      </div>
    `;
  }

  #stopComparing() {
    return html`
      <button class="link" slot="actions" @click=${() => this.actions.stopComparing()}>
        ${t('Stop comparing')}
      </button>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-column': Column;
  }
}
