import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { baseLook } from '../look/base-look.ts';

const icons = { error: 'error', warning: 'warning', info: 'info' } as const;

/** A sentence for people in a box, with what can be done about it in the slot `actions`. */
@customElement('abai-message-box')
export class MessageBox extends LitElement {
  static override styles = [
    baseLook,
    css`
      :host {
        display: block;
        border: 1px solid var(--edge);
        border-radius: 4px;
        background: var(--fill);
        --edge: var(--vscode-inputValidation-infoBorder);
        --fill: var(--vscode-inputValidation-infoBackground);
        --sign: var(--vscode-notificationsInfoIcon-foreground, var(--vscode-editorInfo-foreground));
      }

      :host([kind='error']) {
        --edge: var(--vscode-inputValidation-errorBorder);
        --fill: var(--vscode-inputValidation-errorBackground);
        --sign: var(--vscode-notificationsErrorIcon-foreground, var(--vscode-errorForeground));
      }

      :host([kind='warning']) {
        --edge: var(--vscode-inputValidation-warningBorder);
        --fill: var(--vscode-inputValidation-warningBackground);
        --sign: var(--vscode-notificationsWarningIcon-foreground, var(--vscode-editorWarning-foreground));
      }

      .box {
        display: grid;
        grid-template-columns: 16px 1fr auto;
        gap: 0 8px;
        padding: 8px 10px;
        align-items: start;
      }

      vscode-icon {
        margin-block-start: 1px;
        --vscode-icon-foreground: var(--sign);
      }

      .words {
        min-width: 0;
        overflow-wrap: anywhere;
        unicode-bidi: isolate;
      }

      slot[name='actions'] {
        display: flex;
        grid-column: 2 / -1;
        flex-wrap: wrap;
        gap: 6px;
      }

      ::slotted([slot='actions']) {
        margin-block-start: 8px;
      }

      ::slotted([slot='close']) {
        margin: -2px -4px -2px 0;
      }
    `,
  ];

  @property({ reflect: true }) kind: 'error' | 'warning' | 'info' = 'info';

  protected override render() {
    return html`
      <div class="box">
        <vscode-icon name=${icons[this.kind]}></vscode-icon>
        <div class="words"><slot></slot></div>
        <slot name="close"></slot>
        <slot name="actions"></slot>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-message-box': MessageBox;
  }
}
