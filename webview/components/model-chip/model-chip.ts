import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { ModelLabel } from '../../state/model-index.ts';
import { baseLook } from '../look/base-look.ts';

/** A chosen model. Dispatches `remove`, and `set-key` when its provider has no key yet. */
@customElement('abai-model-chip')
export class ModelChip extends LitElement {
  static override styles = [
    baseLook,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        max-width: 100%;
        height: 24px;
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 12px;
        background: var(--vscode-badge-background);
        color: var(--vscode-badge-foreground);
        font-size: 0.92em;
      }

      span {
        padding-inline-start: 9px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      button {
        flex: none;
        display: flex;
        padding: 3px;
        margin-inline: 1px 2px;
        border: 0;
        border-radius: 50%;
        background: none;
        color: inherit;
        cursor: pointer;
      }

      button:hover {
        background: color-mix(in srgb, currentColor 20%, transparent);
      }

      button.key {
        margin-inline: 3px 0;
      }

      button.key + span {
        padding-inline-start: 1px;
      }

      vscode-icon {
        --vscode-icon-foreground: currentColor;
      }
    `,
  ];

  @property({ attribute: false }) label!: ModelLabel;

  #send(type: 'remove' | 'set-key') {
    return () => this.dispatchEvent(new Event(type));
  }

  protected override render() {
    const { name, providerName, problem, needsKey, reference } = this.label;
    return html`
      ${
        problem
          ? html`<button
              class="key"
              title="${problem}"
              aria-label="${needsKey ? `Set the API key of ${providerName}` : problem}"
              @click=${needsKey ? this.#send('set-key') : undefined}
            >
              <vscode-icon name=${needsKey ? 'key' : 'warning'} size="14"></vscode-icon>
            </button>`
          : nothing
      }
      <span title="${providerName} · ${reference}">${name}</span>
      <button aria-label="Remove ${name}" title="Remove" @click=${this.#send('remove')}>
        <vscode-icon name="close" size="14"></vscode-icon>
      </button>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-model-chip': ModelChip;
  }
}
