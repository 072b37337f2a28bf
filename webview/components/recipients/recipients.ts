import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { Thread } from '../../../src/protocol/comparisons.ts';
import type { ModelIndex } from '../../state/model-index.ts';
import { type Chosen, isChoice, pressed, recipients } from '../../state/recipients.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';

/** Somebody chose which threads a follow-up goes to. */
export class ChooseRecipientsEvent extends Event {
  static readonly type = 'choose-recipients';
  readonly chosen: Chosen;

  constructor(chosen: Chosen) {
    super(ChooseRecipientsEvent.type);
    this.chosen = chosen;
  }
}

/** High contrast themes have no fills that would tell what is pressed. */
const check = html`<vscode-icon name="check" size="14"></vscode-icon>`;

/** Which threads a follow-up goes to: all, or those that are pressed. */
@customElement('abai-recipients')
export class Recipients extends LitElement {
  static override styles = [
    baseLook,
    css`
      :host {
        display: block;
        min-width: 0;
      }

      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px;
        /* Many columns must not push the answers away. */
        max-height: 84px;
        overflow-y: auto;
      }

      .to {
        padding-inline-end: 2px;
        color: var(--abai-muted);
        font-size: 0.92em;
      }

      button {
        display: flex;
        align-items: center;
        gap: 4px;
        max-width: min(260px, 100%);
        height: 24px;
        padding: 0 9px;
        border: 1px solid var(--vscode-contrastBorder, var(--abai-line));
        border-radius: 12px;
        background: none;
        color: inherit;
        font: inherit;
        font-size: 0.92em;
        cursor: pointer;
      }

      button span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      vscode-icon {
        flex: none;
        margin-inline-start: -3px;
        --vscode-icon-foreground: currentColor;
      }

      button:hover {
        background: var(--vscode-toolbar-hoverBackground);
      }

      button[aria-pressed='true'] {
        border-color: var(--vscode-contrastActiveBorder, var(--vscode-contrastBorder, transparent));
        background: var(--vscode-badge-background);
        color: var(--vscode-badge-foreground);
      }
    `,
  ];

  @property({ attribute: false }) threads: readonly Thread[] = [];
  @property({ attribute: false }) models!: ModelIndex;
  @property({ attribute: false }) chosen: Chosen;

  #choose(chosen: Chosen): void {
    this.dispatchEvent(new ChooseRecipientsEvent(chosen));
  }

  protected override render() {
    const { threads, chosen } = this;
    const some = isChoice(threads, chosen);
    const picked = recipients(threads, chosen);
    return html`
      <div class="row" role="group" aria-label=${t('Goes to')}>
        <span class="to" aria-hidden="true">${t('To:')}</span>
        <button
          aria-pressed=${!some}
          title=${t('Go on with all {0} models', threads.length)}
          @click=${() => this.#choose(undefined)}
        >
          ${some ? nothing : check}<span>${t('All {0}', threads.length)}</span>
        </button>
        ${repeat(
          threads,
          ({ conversationId }) => conversationId,
          (thread) => {
            const { name, shortName } = this.models.label(thread.model, thread.modelName);
            const on = some && picked.includes(thread);
            return html`
              <button
                aria-pressed=${on}
                title=${on ? t('Do not go on with {0}', name) : some ? t('Go on with {0}, too', name) : t('Go on with {0} only', name)}
                @click=${() => this.#choose(pressed(threads, chosen, thread.conversationId))}
              >
                ${on ? check : nothing}<span>${shortName}</span>
              </button>
            `;
          },
        )}
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-recipients': Recipients;
  }
}
