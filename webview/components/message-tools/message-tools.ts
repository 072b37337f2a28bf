import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Message } from '../../../src/protocol/conversations.ts';
import type { Panel } from '../../state/panel.ts';
import type { Alternatives } from '../../state/shown-branches.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';

/** What can be done with one message: led to what stands in its place elsewhere, and asked anew. */
@customElement('abai-message-tools')
export class MessageTools extends LitElement {
  static override styles = [
    baseLook,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 2px;
        min-height: 22px;
        color: var(--abai-muted);
        font-size: 0.92em;
        --vscode-icon-foreground: var(--abai-muted);
      }

      .place {
        padding-inline: 2px;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) message!: Message;
  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) modelName = '';
  @property({ attribute: false }) alternatives: Alternatives | undefined;
  /** The thread is being answered: nothing can be asked in it. */
  @property({ attribute: false }) busy = false;

  #tool(icon: string, text: string, act: () => unknown, disabled = false) {
    return html`
      <vscode-toolbar-button
        icon=${icon}
        label="${text}: ${this.modelName}"
        title=${text}
        ?disabled=${disabled}
        @click=${() => {
          if (!disabled) act();
        }}
      ></vscode-toolbar-button>
    `;
  }

  protected override render() {
    const { message, alternatives, panel, busy } = this;
    const own = message.role === 'user';
    if (!own && message.status === 'generating') return alternatives ? this.#switcher(alternatives) : nothing;
    return html`
      ${alternatives ? this.#switcher(alternatives) : nothing}
      ${
        own
          ? this.#tool('edit', t('Edit and send again'), () => this.dispatchEvent(new Event('edit')), busy)
          : this.#tool('sync', t('Regenerate answer'), () => panel.messages.regenerate(message.id), busy)
      }
    `;
  }

  #switcher({ index, ids }: Alternatives) {
    const own = this.message.role === 'user';
    const before = own ? t('Previous question') : t('Previous answer');
    const after = own ? t('Next question') : t('Next answer');
    const many = own
      ? t('This question has {0} branches', ids.length)
      : t('This answer has {0} branches', ids.length);
    const go = (to: number) => {
      const id = ids[to];
      if (id !== undefined) void this.panel.messages.switchBranch(id);
    };
    return html`
      ${this.#tool('chevron-left', before, () => go(index - 1), index === 0)}
      <span class="place" title=${many}>${index + 1} / ${ids.length}</span>
      ${this.#tool('chevron-right', after, () => go(index + 1), index === ids.length - 1)}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-message-tools': MessageTools;
  }
}
