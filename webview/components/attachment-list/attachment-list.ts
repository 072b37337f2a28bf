import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { Attachment } from '../../../src/protocol/attachments.ts';
import type { Attaching } from '../../state/attaching.ts';
import { count } from '../../state/metrics.ts';
import { sourceName } from '../../state/source-name.ts';
import { number, t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';

/** What a question carries, each opened by a click; of a draft it can be taken off again. */
@customElement('abai-attachment-list')
export class AttachmentList extends LitElement {
  static override styles = [
    baseLook,
    css`
      :host {
        display: block;
        min-width: 0;
        max-width: 100%;
      }

      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin: 0;
        padding: 0;
        list-style: none;
      }

      li {
        display: flex;
        align-items: center;
        min-width: 0;
        max-width: 100%;
        height: 24px;
        border: 1px solid var(--abai-line);
        border-radius: 4px;
        font-size: 0.92em;
      }

      button {
        display: flex;
        align-items: center;
        gap: 4px;
        height: 100%;
        border: 0;
        border-radius: 3px;
        background: none;
        color: inherit;
        font: inherit;
        cursor: pointer;
      }

      button:hover {
        background: var(--vscode-toolbar-hoverBackground);
        outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
        outline-offset: -1px;
      }

      button:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
      }

      button.open {
        min-width: 0;
        padding: 0 6px;
      }

      button.remove {
        flex: none;
        padding: 0 3px;
      }

      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .size {
        flex: none;
        color: var(--abai-muted);
        white-space: nowrap;
      }

      vscode-icon {
        flex: none;
        --vscode-icon-foreground: currentColor;
      }
    `,
  ];

  @property({ attribute: false }) attachments: readonly Attachment[] = [];
  @property({ attribute: false }) attaching!: Attaching;
  @property({ type: Boolean }) removable = false;

  protected override render() {
    return html`
      <ul aria-label=${t('Attachments')}>
        ${repeat(
          this.attachments,
          ({ hash, name }) => `${hash} ${name}`,
          (attachment) => this.#item(attachment),
        )}
      </ul>
    `;
  }

  #item(attachment: Attachment) {
    const { kind } = attachment;
    const name = shortName(attachment);
    const icon = kind === 'image' ? 'file-media' : attachment.range ? 'selection' : 'file';
    return html`
      <li>
        <button
          class="open"
          title=${`${attachment.name}\n${exactSize(attachment)}\n${t('Click to open')}`}
          @click=${() => this.attaching.open(attachment)}
        >
          <vscode-icon name=${icon} size="14"></vscode-icon>
          <span class="name">${name}</span>
          <span class="size">${sizeOf(attachment)}</span>
        </button>
        ${
          this.removable
            ? html`<button
                class="remove"
                title=${t('Remove')}
                aria-label=${t('Remove {0}', name)}
                @click=${() => this.attaching.remove(attachment)}
              >
                <vscode-icon name="close" size="14"></vscode-icon>
              </button>`
            : nothing
        }
      </li>
    `;
  }
}

/** The file alone, with its lines: `parse.ts:10-24`. */
function shortName(attachment: Attachment): string {
  const file = attachment.name.split('/').at(-1) || attachment.name;
  if (attachment.kind === 'image' || !attachment.range) return file;
  return sourceName({ uri: encodeURIComponent(file), range: attachment.range }) ?? file;
}

function sizeOf(attachment: Attachment): string {
  return attachment.kind === 'text' ? t('~{0} tok', count(attachment.tokens)) : bytes(attachment.bytes);
}

function exactSize(attachment: Attachment): string {
  const size = bytes(attachment.bytes);
  return attachment.kind === 'text' ? t('{0}, about {1} tokens', size, attachment.tokens) : size;
}

function bytes(size: number): string {
  if (size < 1000) return t('{0} bytes', size);
  return size < 1_000_000 ? `${number(size / 1000, 1)} KB` : `${number(size / 1_000_000, 1)} MB`;
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-attachment-list': AttachmentList;
  }
}
