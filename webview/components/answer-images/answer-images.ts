import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Attachment } from '../../../src/protocol/attachments.ts';
import type { Panel } from '../../state/panel.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';

/** The images that a model gave, each opened in an editor by a click. Loaded when it is first wanted. */
@customElement('abai-answer-images')
export class AnswerImages extends LitElement {
  static override styles = [
    baseLook,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }

      button {
        max-width: 100%;
        min-height: 40px;
        padding: 0;
        border: 1px solid var(--abai-line);
        border-radius: 4px;
        overflow: hidden;
        background: var(--vscode-textCodeBlock-background);
        color: var(--abai-muted);
        font: inherit;
        cursor: pointer;
      }

      img {
        display: block;
        max-width: 100%;
        max-height: 480px;
      }

      span {
        display: block;
        padding: 8px 12px;
      }
    `,
  ];

  @property({ attribute: false }) attachments: readonly Attachment[] = [];
  @property({ attribute: false }) panel!: Panel;
  /** By hash; null for one that could not be read. */
  @state() private addresses: ReadonlyMap<string, string | null> = new Map();
  readonly #asked = new Set<string>();

  protected override willUpdate(): void {
    for (const attachment of this.attachments) {
      if (this.#asked.has(attachment.hash)) continue;
      this.#asked.add(attachment.hash);
      void this.#read(attachment);
    }
  }

  async #read(attachment: Attachment): Promise<void> {
    let address: string | null = null;
    try {
      const { content } = await this.panel.client.request('attachment:read', { attachment });
      if (attachment.kind === 'image') address = `data:${attachment.mimeType};base64,${content}`;
    } catch {
      // Its place says so.
    }
    this.addresses = new Map([...this.addresses, [attachment.hash, address]]);
  }

  protected override render() {
    return repeat(
      this.attachments,
      ({ hash }) => hash,
      (attachment, index) => this.#image(attachment, index),
    );
  }

  #image(attachment: Attachment, index: number) {
    const address = this.addresses.get(attachment.hash);
    const label = t('Image {0} of the answer', index + 1);
    return html`
      <button title=${t('Click to open')} aria-label=${label} @click=${() => this.panel.attaching.open(attachment)}>
        ${address ? html`<img src=${address} alt=${label} />` : nothing}
        ${address === undefined ? html`<span>${t('Loading…')}</span>` : nothing}
        ${address === null ? html`<span>${t('This image cannot be shown any more.')}</span>` : nothing}
      </button>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-answer-images': AnswerImages;
  }
}
