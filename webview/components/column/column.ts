import { html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Message, MessageStatus } from '../../../src/protocol/conversations.ts';
import { metrics } from '../../state/metrics.ts';
import type { ModelLabel } from '../../state/model-index.ts';
import type { Panel } from '../../state/panel.ts';
import '../answer/answer.ts';
import { baseLook } from '../look/base-look.ts';
import { columnLook } from './column.styles.ts';

const states: Record<MessageStatus, { icon: string; text: string }> = {
  generating: { icon: 'loading', text: 'Answering' },
  complete: { icon: 'pass', text: 'Answered' },
  failed: { icon: 'error', text: 'Failed' },
  cancelled: { icon: 'circle-slash', text: 'Stopped' },
  interrupted: { icon: 'warning', text: 'Interrupted' },
};

/** Pixels from the end at which somebody still counts as reading the end, so that new text is followed. */
const followWithin = 24;

/** One model's thread: who answers, in which state, at what cost, and the answers. */
@customElement('abai-column')
export class Column extends LitElement {
  static override styles = [baseLook, columnLook];

  @property({ attribute: false }) label!: ModelLabel;
  @property({ attribute: false }) messages: readonly Message[] = [];
  @property({ attribute: false }) panel!: Panel;
  @query('.body') private body!: HTMLElement;
  #following = true;
  #lastTop = 0;
  readonly #growth = new ResizeObserver(() => this.#followEnd());

  get #answer(): Message | undefined {
    return this.messages.findLast(({ role }) => role === 'assistant');
  }

  /** Scrolling up ends the following, reaching the end begins it again. Growing text alone does neither. */
  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.body;
    if (scrollTop < this.#lastTop) this.#following = false;
    if (scrollHeight - scrollTop - clientHeight <= followWithin) this.#following = true;
    this.#lastTop = scrollTop;
  }

  #followEnd(): void {
    if (!this.#following || this.#answer?.status !== 'generating') return;
    this.body.scrollTop = this.body.scrollHeight;
    this.#lastTop = this.body.scrollTop;
  }

  protected override firstUpdated(): void {
    this.#observe();
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

  protected override render() {
    const answer = this.#answer;
    const { name, shortName, providerName } = this.label;
    // The first question stands above all columns.
    const later = this.messages.slice(this.messages[0]?.role === 'user' ? 1 : 0);
    return html`
      <header>
        <div class="title">
          ${answer ? this.#state(answer.status) : nothing}
          <h2 title="${name} (${this.label.reference})">
            <span>${shortName}</span><span class="provider">${providerName}</span>
          </h2>
          <div class="tools" role="toolbar" aria-label="${name}">${answer ? this.#tools(answer) : nothing}</div>
        </div>
        ${answer ? this.#figures(answer) : nothing}
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
    const { icon, text } = states[status];
    return html`
      <vscode-icon
        class="state ${status}"
        name=${icon}
        title=${text}
        ?spin=${status === 'generating' && !matchMedia('(prefers-reduced-motion: reduce)').matches}
      ></vscode-icon>
      <span class="for-screen-readers">${text}</span>
    `;
  }

  #tools({ id, status, content }: Message) {
    const { name } = this.label;
    const tool = (icon: string, text: string, act: () => unknown) => html`
      <vscode-toolbar-button icon=${icon} label="${text}: ${name}" title=${text} @click=${act}></vscode-toolbar-button>
    `;
    const running = status === 'generating';
    const broken = !running && status !== 'complete';
    return html`
      ${running ? tool('debug-stop', 'Stop', () => this.panel.stop(id)) : nothing}
      ${broken ? tool('refresh', 'Retry', () => this.panel.retry(id)) : nothing}
      ${content === '' ? nothing : tool('copy', 'Copy answer', () => this.panel.window.copy(this.#text()))}
      ${content === '' ? nothing : tool('go-to-file', 'Open answer in editor', () => this.panel.window.openDocument(this.#text()))}
    `;
  }

  /** The answer as it is at the click, which may be more than at the last paint. */
  #text(): string {
    return this.#answer?.content ?? '';
  }

  #figures(message: Message) {
    const { status, content, thinking, waiting } = message;
    if (status === 'generating') {
      const doing =
        content !== '' ? 'Answering…' : thinking ? 'Thinking…' : waiting?.until ? 'Paused' : 'Waiting…';
      return html`<div class="figures">${doing}</div>`;
    }
    const figures = metrics(message);
    if (figures.length === 0) return html`<div class="figures">${states[status].text}</div>`;
    return html`
      <dl class="figures">
        ${figures.map(
          ({ id, text, label }) => html`
            <div class=${id} title=${label}>
              <dt class="for-screen-readers">${label}</dt>
              <dd>${text}</dd>
            </div>
          `,
        )}
      </dl>
    `;
  }

  #message(message: Message, last: boolean) {
    if (message.role === 'user') {
      return html`<div class="question" dir="auto" role="note" aria-label="Your message">${message.content}</div>`;
    }
    return html`
      <div class=${last ? 'latest' : 'earlier'}>
        <abai-answer
          .message=${message}
          .panel=${this.panel}
          .modelName=${this.label.name}
          .last=${last}
        ></abai-answer>
        ${last ? nothing : this.#figures(message)}
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-column': Column;
  }
}
