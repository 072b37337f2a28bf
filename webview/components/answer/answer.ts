import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { Message, Waiting } from '../../../src/protocol/conversations.ts';
import type { Panel } from '../../state/panel.ts';
import { baseLook } from '../look/base-look.ts';
import '../message-box/message-box.ts';
import '../rich-text/rich-text.ts';
import { OpenLinkEvent } from '../rich-text/rich-text.ts';
import { answerLook } from './answer.styles.ts';

/** One answer of a model: thinking, text, what should be known about it, and what can be done when it broke off. */
@customElement('abai-answer')
export class Answer extends LitElement {
  static override styles = [baseLook, answerLook];

  @property({ attribute: false }) message!: Message;
  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) modelName = '';
  /** Only the last answer of a thread can be asked for again. */
  @property({ attribute: false }) last = true;
  @state() private thinkingOpen = false;

  protected override render() {
    const { content, status, thinking } = this.message;
    const running = status === 'generating';
    return html`
      ${thinking ? this.#thinking(thinking, running && content === '') : nothing}
      ${
        content === ''
          ? this.#nothingYet(running)
          : html`<abai-rich-text .text=${content} .ended=${!running}></abai-rich-text>`
      }
      ${this.#sources()} ${this.#warnings()} ${this.#outcome()}
    `;
  }

  #thinking(thinking: string, active: boolean) {
    return html`
      <details
        ?open=${this.thinkingOpen}
        @toggle=${(event: Event) => {
          this.thinkingOpen = (event.target as HTMLDetailsElement).open;
        }}
      >
        <summary>
          <vscode-icon name=${this.thinkingOpen ? 'chevron-down' : 'chevron-right'}></vscode-icon>
          ${active ? html`<span class="waiting">Thinking…</span>` : 'Thinking'}
        </summary>
        ${
          this.thinkingOpen
            ? html`<abai-rich-text .text=${thinking} .ended=${!active}></abai-rich-text>`
            : nothing
        }
      </details>
    `;
  }

  #nothingYet(running: boolean) {
    if (running) {
      if (this.message.waiting) return this.#waiting(this.message.waiting);
      return this.message.thinking ? nothing : html`<div class="waiting">Waiting for the first token…</div>`;
    }
    return this.message.status === 'complete' ? html`<div class="note">The answer is empty.</div>` : nothing;
  }

  #waiting({ until, reason }: Waiting) {
    const clock = new Intl.DateTimeFormat(document.documentElement.lang || 'en', { timeStyle: 'medium' });
    return html`
      <abai-message-box>
        ${until === null ? 'Waiting.' : `Paused until ${clock.format(until)}.`} ${reason}
      </abai-message-box>
    `;
  }

  #sources() {
    const { citations } = this.message;
    if (!citations?.length) return nothing;
    const follow = (url: string) => (event: Event) => {
      event.preventDefault();
      this.dispatchEvent(new OpenLinkEvent(url));
    };
    return html`
      <ul class="sources" aria-label="Sources">
        ${citations.map(
          ({ url, title }) =>
            html`<li>
              <button class="link" title=${url} @click=${follow(url)}>${title || url}</button>
            </li>`,
        )}
      </ul>
    `;
  }

  #warnings() {
    const { stopReason, warnings = [] } = this.message;
    const sentences = warnings.map(({ message }) => message);
    if (stopReason === 'length') sentences.push('The answer reached the limit of its length and stops here.');
    if (stopReason === 'content-filter') sentences.push("The provider's content filter ended the answer.");
    if (stopReason === 'refusal') sentences.push('The model declined to answer.');
    return sentences.map((sentence) => html`<abai-message-box kind="warning">${sentence}</abai-message-box>`);
  }

  #outcome() {
    const { status, error, content } = this.message;
    switch (status) {
      case 'failed':
        return html`
          <abai-message-box kind="error">
            ${error?.message ?? 'The model could not answer.'} ${this.#actions(error?.code === 'auth')}
          </abai-message-box>
        `;
      case 'interrupted':
        return html`
          <abai-message-box kind="warning">
            ${content === '' ? 'Interrupted before the first word was saved.' : 'Interrupted: the text ends here.'}
            ${this.#actions(false)}
          </abai-message-box>
        `;
      case 'cancelled':
        return html`
          <div class="note">
            Stopped here.
            ${this.last ? html`<button class="link" @click=${() => this.panel.messages.retry(this.message.id)}>Retry</button>` : nothing}
          </div>
        `;
      default:
        return nothing;
    }
  }

  #actions(needsKey: boolean) {
    const { id, provider } = this.message;
    if (!this.last) return nothing;
    return html`
      ${
        needsKey && provider
          ? html`<vscode-button slot="actions" icon="key" @click=${() => this.panel.setKey(provider, id)}
              >Set API Key…</vscode-button
            >`
          : nothing
      }
      <vscode-button
        slot="actions"
        secondary
        icon="refresh"
        aria-label="Retry ${this.modelName}"
        @click=${() => this.panel.messages.retry(id)}
        >Retry</vscode-button
      >
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-answer': Answer;
  }
}
