import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { Message } from '../../../src/protocol/conversations.ts';
import type { Panel } from '../../state/panel.ts';
import type { Alternatives } from '../../state/shown-branches.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';
import '../message-tools/message-tools.ts';

/** What somebody has asked in one thread; it can be asked again in other words. */
@customElement('abai-question')
export class Question extends LitElement {
  static override styles = [
    baseLook,
    css`
      :host {
        display: flex;
        flex-direction: column;
        align-items: flex-end;
        gap: 2px;
        min-width: 0;
      }

      .words,
      textarea {
        flex: none;
        max-width: 92%;
        padding: 6px 10px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: var(--abai-radius);
        background: var(--vscode-chat-requestBubbleBackground, var(--vscode-textBlockQuote-background));
        color: inherit;
        font: inherit;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        max-height: 12em;
        overflow: auto;
      }

      textarea {
        width: 92%;
        border-color: var(--vscode-focusBorder);
        resize: none;
        field-sizing: content;
      }

      textarea:focus {
        outline: none;
      }

      abai-attachment-list {
        margin-block-start: 4px;
      }

      .row {
        display: flex;
        gap: 6px;
        margin-block-start: 4px;
      }

      /* As high as the tools that come in its place; what is sent at once does not flash it. */
      .sending {
        min-height: 22px;
        line-height: 22px;
        color: var(--abai-muted);
        font-size: 0.92em;
        animation: appear 0s 400ms both;
      }

      @keyframes appear {
        from {
          visibility: hidden;
        }
      }
    `,
  ];

  @property({ attribute: false }) message!: Message;
  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) modelName = '';
  @property({ attribute: false }) alternatives: Alternatives | undefined;
  @property({ attribute: false }) busy = false;
  /** On its way: nobody answers it yet. */
  @property({ attribute: false }) sending = false;
  @state() private draft: string | undefined;
  /** Other words for it that are on their way. */
  @state() private sent: string | undefined;
  @query('textarea') private box!: HTMLTextAreaElement | null;

  async #edit(words = this.message.content): Promise<void> {
    this.draft = words;
    await this.updateComplete;
    this.box?.focus();
  }

  get #blocked(): boolean {
    return this.busy || (this.draft ?? '').trim() === '';
  }

  /** What is written is shown as sent at once, and to be written on when it was not. */
  async #send(): Promise<void> {
    const { draft } = this;
    if (draft === undefined || this.#blocked) return;
    this.sent = draft;
    this.draft = undefined;
    if (!(await this.panel.messages.edit(this.message.id, draft))) void this.#edit(draft);
    this.sent = undefined;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape') this.draft = undefined;
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.#send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  protected override render() {
    if (this.draft !== undefined) return this.#editor(this.draft);
    return html`
      <div class="words" dir="auto" role="note" tabindex="0" aria-label=${t('Your message')}>${this.sent ?? this.message.content}</div>
      ${this.#attachments()}
      ${this.sending || this.sent !== undefined ? html`<div class="sending">${t('Sending…')}</div>` : this.#tools()}
    `;
  }

  #tools() {
    return html`
      <abai-message-tools
        .message=${this.message}
        .panel=${this.panel}
        .modelName=${this.modelName}
        .alternatives=${this.alternatives}
        .busy=${this.busy}
        @edit=${() => this.#edit()}
      ></abai-message-tools>
    `;
  }

  #attachments() {
    const { attachments } = this.message;
    if (!attachments?.length) return nothing;
    // Without its element the question can be read all the same.
    void import('../attachment-list/attachment-list.ts').catch(() => undefined);
    return html`
      <abai-attachment-list
        .attachments=${attachments}
        .attaching=${this.panel.attaching}
      ></abai-attachment-list>
    `;
  }

  #editor(draft: string) {
    return html`
      <textarea
        dir="auto"
        rows="1"
        aria-label=${t('Your message in other words')}
        .value=${draft}
        @keydown=${this.#onKey}
        @input=${(event: Event) => {
          this.draft = (event.target as HTMLTextAreaElement).value;
        }}
      ></textarea>
      <div class="row">
        <vscode-button
          secondary
          @click=${() => {
            this.draft = undefined;
          }}
          >${t('Cancel')}</vscode-button
        >
        <vscode-button ?disabled=${this.#blocked} @click=${() => this.#send()}>${t('Send to {0}', this.modelName)}</vscode-button>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-question': Question;
  }
}
