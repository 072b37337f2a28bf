import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { seconds } from '../../state/metrics.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';
import '../rich-text/rich-text.ts';

/** What a model thought before it answered, folded away under how long that took. */
@customElement('abai-thinking')
export class Thinking extends LitElement {
  static override styles = [
    baseLook,
    css`
      :host {
        display: block;
        min-width: 0;
      }

      details {
        border-inline-start: 2px solid var(--abai-line);
        padding-inline-start: 10px;
        color: var(--abai-muted);
      }

      summary {
        display: flex;
        align-items: center;
        gap: 4px;
        width: fit-content;
        border-radius: 3px;
        cursor: pointer;
        list-style: none;
        user-select: none;
      }

      summary:hover {
        color: var(--vscode-foreground);
      }

      summary vscode-icon {
        --vscode-icon-foreground: currentColor;
      }

      abai-rich-text {
        margin-block-start: 6px;
        font-size: 0.95em;
      }

      @media (prefers-reduced-motion: no-preference) {
        .active {
          animation: breathe 1.6s ease-in-out infinite alternate;
        }

        @keyframes breathe {
          to {
            opacity: 0.5;
          }
        }
      }
    `,
  ];

  @property({ attribute: false }) text = '';
  /** It thinks at this moment. */
  @property({ attribute: false }) active = false;
  /** Milliseconds, once the back end has told them. */
  @property({ attribute: false }) ms: number | undefined;
  @state() private open = false;
  /** When this page saw it begin, and how long it took then: until the end tells it better. */
  #since: number | undefined;
  #seenMs: number | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('active')) return;
    if (this.active) this.#since ??= performance.now();
    else if (this.#since !== undefined) this.#seenMs ??= performance.now() - this.#since;
  }

  protected override render() {
    return html`
      <details
        ?open=${this.open}
        @toggle=${(event: Event) => {
          this.open = (event.target as HTMLDetailsElement).open;
        }}
      >
        <summary>
          <vscode-icon name=${this.open ? 'chevron-down' : 'chevron-right'}></vscode-icon>
          ${this.active ? html`<span class="active">${t('Thinking…')}</span>` : this.#outcome()}
        </summary>
        ${
          this.open
            ? html`<abai-rich-text .text=${this.text} .ended=${!this.active}></abai-rich-text>`
            : nothing
        }
      </details>
    `;
  }

  #outcome(): string {
    const ms = this.ms ?? this.#seenMs;
    return ms === undefined ? t('Thinking') : t('Thought for {0}', seconds(ms));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-thinking': Thinking;
  }
}
