import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { ModelLabel } from '../../state/model-index.ts';
import { said } from '../../words/sentence.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';

/** A chosen model. Dispatches `remove`, `set-key` when its provider has no key yet, and `edit` for its own parameters. */
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

      .name {
        padding-inline-start: 9px;
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .price {
        flex: none;
        padding-inline-start: 6px;
        font-size: 0.92em;
        white-space: nowrap;
      }

      button.name {
        height: 100%;
        padding-block: 0;
        padding-inline-end: 0;
        border: 0;
        background: none;
        color: inherit;
        font: inherit;
        cursor: pointer;
      }

      button.name:hover {
        text-decoration: underline;
      }

      button:not(.name) {
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

      button:not(.name):hover {
        background: color-mix(in srgb, currentColor 20%, transparent);
      }

      button.key {
        margin-inline: 3px 0;
      }

      button.key + .name {
        padding-inline-start: 1px;
      }

      vscode-icon {
        --vscode-icon-foreground: currentColor;
      }
    `,
  ];

  @property({ attribute: false }) label!: ModelLabel;
  /** Its own parameters can be set, by its name. */
  @property({ type: Boolean }) editable = false;
  /** It has parameters of its own. */
  @property({ type: Boolean }) own = false;
  @property({ attribute: false }) price = '';
  @property({ attribute: false }) priceDetail = '';

  #send(type: 'remove' | 'set-key' | 'edit') {
    return () => this.dispatchEvent(new Event(type));
  }

  protected override render() {
    const { name, providerName, needsKey } = this.label;
    const problem = said(this.label.problem ?? '');
    return html`
      ${
        problem
          ? html`<button
              class="key"
              title="${problem}"
              aria-label=${needsKey ? t('Set the API key of {0}', providerName) : problem}
              @click=${needsKey ? this.#send('set-key') : undefined}
            >
              <vscode-icon name=${needsKey ? 'key' : 'warning'} size="14"></vscode-icon>
            </button>`
          : nothing
      }
      ${this.#name()}${this.price ? html`<span class="price">${this.price}</span>` : nothing}
      <button aria-label=${t('Remove {0}', name)} title=${t('Remove')} @click=${this.#send('remove')}>
        <vscode-icon name="close" size="14"></vscode-icon>
      </button>
    `;
  }

  #name() {
    const { name, providerName, reference } = this.label;
    const about = [`${providerName} · ${reference}`, this.priceDetail].filter(Boolean).join('\n');
    if (!this.editable) return html`<span class="name" title=${about}>${name}</span>`;
    const own = this.own ? t('It has parameters of its own.') : t('Click to give it parameters of its own.');
    return html`
      <button class="name" title=${`${about}\n${own}`} @click=${this.#send('edit')}>
        ${this.own ? `${name} *` : name}
      </button>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-model-chip': ModelChip;
  }
}
