import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import { isInFlight } from '../../../src/core/in-flight.ts';
import type { Message } from '../../../src/protocol/conversations.ts';
import type { Place } from '../../state/arrangement.ts';
import { isComparable } from '../../state/base-answer.ts';
import type { ModelLabel } from '../../state/model-index.ts';
import type { Panel } from '../../state/panel.ts';
import { t } from '../../words/translate.ts';
import type { ColumnActions } from '../columns/column-actions.ts';
import { columnDragType } from '../columns/column-drag.ts';
import { baseLook } from '../look/base-look.ts';
import { answerFiguresLook } from './answer-figures.styles.ts';
import { answerFigures, stateIcon, stateWord } from './answer-figures.ts';
import { ColumnMenuEvent } from './column-events.ts';
import { columnHeadLook } from './column-head.styles.ts';

/** What stands over a column: who answers, in which state, at what cost, and what there is to do with it. */
@customElement('abai-column-head')
export class ColumnHead extends LitElement {
  static override styles = [baseLook, answerFiguresLook, columnHeadLook];

  @property({ attribute: false }) label!: ModelLabel;
  /** The newest one. */
  @property({ attribute: false }) answer: Message | undefined;
  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) conversationId!: string;
  @property({ attribute: false }) actions!: ColumnActions;
  @property({ attribute: false }) place: Place = 'alone';
  /** The others are compared with this one. */
  @property({ attribute: false }) base = false;
  /** The column has been painted once: words come before buttons. */
  @state() private stands = false;

  protected override firstUpdated(): void {
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.stands = true;
      }),
    );
  }

  #openMenu(event: Event): void {
    const button = event.currentTarget as HTMLElement;
    const opener = button.shadowRoot?.querySelector('button') ?? button;
    this.dispatchEvent(new ColumnMenuEvent(this.conversationId, this.label.name, opener));
  }

  /** Over the columns it moves its own; over an editor it is the answer, as it is at that moment. */
  #drag({ dataTransfer }: DragEvent): void {
    if (!dataTransfer) return;
    dataTransfer.effectAllowed = 'copyMove';
    dataTransfer.setData(columnDragType, this.conversationId);
    if (this.#text() !== '') dataTransfer.setData('text/plain', this.#text());
  }

  protected override render() {
    const { answer, label, stands } = this;
    const { name, shortName, providerName, reference } = label;
    return html`
      <header draggable="true" @dragstart=${this.#drag}>
        <div class="title">
          ${
            answer
              ? html`${stateIcon(answer.status)}<span class="for-screen-readers">${stateWord(answer.status)}</span>`
              : nothing
          }
          <h2 title="${name} (${reference})">
            <span>${shortName}</span><span class="provider">${providerName}</span>
          </h2>
          <div class="tools" role="toolbar" aria-label="${name}">
            ${answer && stands ? this.#tools(answer) : nothing}
            ${stands && this.place !== 'alone' ? this.#arranging(answer) : nothing}
          </div>
        </div>
        ${answer ? answerFigures(answer) : nothing}
      </header>
    `;
  }

  #tool(icon: string, text: string, act: (event: Event) => unknown) {
    return html`
      <vscode-toolbar-button
        icon=${icon}
        label=${t('{0}: {1}', text, this.label.name)}
        title=${text}
        @click=${act}
      ></vscode-toolbar-button>
    `;
  }

  #toggle(icon: string, text: string, checked: boolean, act: () => void) {
    return html`
      <vscode-toolbar-button
        icon=${icon}
        label=${t('{0}: {1}', text, this.label.name)}
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
          ? this.#toggle('diff', t('Compare others with this answer'), this.base, () =>
              actions.toggleBase(id),
            )
          : nothing
      }
      ${this.#toggle(focused ? 'screen-normal' : 'screen-full', t('Focus this column'), focused, () =>
        actions.toggleFocus(id),
      )}
      ${this.#tool('ellipsis', t('More actions'), (event) => this.#openMenu(event))}
    `;
  }

  #tools({ id, status, content }: Message) {
    const running = isInFlight(status);
    const broken = status === 'failed' || status === 'cancelled' || status === 'interrupted';
    return html`
      ${running ? this.#tool('debug-stop', t('Stop'), () => this.panel.messages.stop(id)) : nothing}
      ${broken ? this.#tool('refresh', t('Retry'), () => this.panel.messages.retry(id)) : nothing}
      ${content === '' ? nothing : this.#tool('copy', t('Copy answer'), () => this.panel.window.copy(this.#text()))}
      ${
        content === '' || this.place !== 'alone' // Beside others it is in the menu.
          ? nothing
          : this.#tool('go-to-file', t('Open answer in editor'), () =>
              this.panel.window.openDocument(this.#text()),
            )
      }
    `;
  }

  /** The answer as it is at the click, which may be more than at the last paint. */
  #text(): string {
    return this.answer?.content ?? '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-column-head': ColumnHead;
  }
}
