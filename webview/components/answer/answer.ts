import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { visibleText } from '../../../src/core/visible-text.ts';
import type { Attachment } from '../../../src/protocol/attachments.ts';
import type { Message, Waiting } from '../../../src/protocol/conversations.ts';
import type { Panel } from '../../state/panel.ts';
import { baseLook } from '../look/base-look.ts';
import '../message-box/message-box.ts';
import '../rich-text/rich-text.ts';
import { OpenLinkEvent } from '../rich-text/rich-text.ts';
import '../thinking/thinking.ts';
import { said } from '../../words/sentence.ts';
import { pageLanguage, t } from '../../words/translate.ts';
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

  protected override render() {
    const { content, status, thinking } = this.message;
    const running = status === 'generating';
    return html`
      ${
        thinking
          ? html`
              <abai-thinking
                .text=${thinking}
                .active=${running && content === ''}
                .ms=${this.message.timing?.thinkingMs}
              ></abai-thinking>
            `
          : nothing
      }
      ${
        content === ''
          ? this.#nothingYet(running)
          : html`<abai-rich-text .text=${content} .ended=${!running}></abai-rich-text>`
      }
      ${this.message.toolCalls?.length ? this.#toolCalls() : nothing}
      ${this.message.attachments?.length ? this.#images(this.message.attachments) : nothing}
      ${this.#sources()} ${this.#warnings()} ${this.#outcome()}
    `;
  }

  #toolCalls() {
    void import('../tool-calls/tool-calls.ts').catch(() => undefined);
    return html`
      <abai-tool-calls
        .message=${this.message}
        .panel=${this.panel}
        .modelName=${this.modelName}
      ></abai-tool-calls>
    `;
  }

  #nothingYet(running: boolean) {
    if (running) {
      if (this.message.waiting) return this.#waiting(this.message.waiting);
      return this.message.thinking
        ? nothing
        : html`<div class="waiting">${t('Waiting for the first token…')}</div>`;
    }
    const { status, toolCalls, attachments } = this.message;
    return status === 'complete' && !toolCalls?.length && !attachments?.length
      ? html`<div class="note">${t('The answer is empty.')}</div>`
      : nothing;
  }

  #waiting({ until, reason }: Waiting) {
    const clock = new Intl.DateTimeFormat(pageLanguage(), { timeStyle: 'medium' });
    return html`
      <abai-message-box>
        ${until === null ? t('Waiting.') : t('Paused until {0}.', clock.format(until))} ${said(reason)}
      </abai-message-box>
    `;
  }

  #images(attachments: readonly Attachment[]) {
    // Without its element the answer can be read all the same.
    void import('../answer-images/answer-images.ts').catch(() => undefined);
    return html`<abai-answer-images .attachments=${attachments} .panel=${this.panel}></abai-answer-images>`;
  }

  #sources() {
    const { citations } = this.message;
    if (!citations?.length) return nothing;
    const follow = (url: string) => (event: Event) => {
      event.preventDefault();
      this.dispatchEvent(new OpenLinkEvent(url));
    };
    return html`
      <ol class="sources" aria-label=${t('Sources')}>
        ${citations.map(
          ({ url, title }) =>
            html`<li>
              <button class="link" title=${url} @click=${follow(url)}>${visibleText(title || url)}</button>
            </li>`,
        )}
      </ol>
    `;
  }

  #warnings() {
    const { stopReason, warnings = [] } = this.message;
    const sentences = warnings.map(({ message }) => said(message));
    if (stopReason === 'length')
      sentences.push(t('The answer reached the limit of its length and stops here.'));
    if (stopReason === 'content-filter') sentences.push(t("The provider's content filter ended the answer."));
    if (stopReason === 'refusal') sentences.push(t('The model declined to answer.'));
    return sentences.map((sentence) => html`<abai-message-box kind="warning">${sentence}</abai-message-box>`);
  }

  #outcome() {
    const { status, error, content } = this.message;
    switch (status) {
      case 'failed':
        return html`
          <abai-message-box kind="error">
            ${error ? said(error.message) : t('The model could not answer.')} ${this.#actions(error?.code === 'auth')}
          </abai-message-box>
        `;
      case 'interrupted':
        return html`
          <abai-message-box kind="warning">
            ${content === '' ? t('Interrupted before the first word was saved.') : t('Interrupted: the text ends here.')}
            ${this.#actions(false)}
          </abai-message-box>
        `;
      case 'cancelled':
        return html`
          <div class="note">
            ${t('Stopped here.')}
            ${this.last ? html`<button class="link" @click=${() => this.panel.messages.retry(this.message.id)}>${t('Retry')}</button>` : nothing}
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
              >${t('Set API Key…')}</vscode-button
            >`
          : nothing
      }
      <vscode-button
        slot="actions"
        secondary
        icon="refresh"
        aria-label=${t('Retry {0}', this.modelName)}
        @click=${() => this.panel.messages.retry(id)}
        >${t('Retry')}</vscode-button
      >
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-answer': Answer;
  }
}
