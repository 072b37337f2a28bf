import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { Comparison } from '../../../src/protocol/comparisons.ts';
import type { Arrangement } from '../../state/arrangement.ts';
import { attachedTexts } from '../../state/attached-texts.ts';
import { firstAttachments } from '../../state/first-attachments.ts';
import type { Panel } from '../../state/panel.ts';
import { askedWith } from '../../state/parameter-words.ts';
import { sourceName } from '../../state/source-name.ts';
import { comparisonDocument } from '../../state/thread-document.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';

/** Characters of a prompt that are drawn; the rest is shown in an editor. */
const drawn = 20_000;

/** Characters that surely fill the lines that are shown at first. */
const shownAtFirst = 2000;

/** The question above all columns: a few lines, more on demand. */
@customElement('abai-turn-banner')
export class TurnBanner extends LitElement {
  static override styles = [
    baseLook,
    css`
      :host {
        display: block;
        border-block-end: 1px solid var(--abai-line);
      }

      .row {
        display: flex;
        align-items: flex-start;
        gap: 8px;
        padding: 8px 8px 8px 14px;
      }

      .words {
        flex: 1;
        min-width: 0;
        max-width: 90em;
      }

      .prompt {
        margin: 0;
        padding-block-start: 2px;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        overflow: hidden;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        line-clamp: 2;
      }

      .open .prompt {
        display: block;
        max-height: 40vh;
        overflow: auto;
      }

      .about {
        display: flex;
        flex-wrap: wrap;
        gap: 0 12px;
        margin-block-start: 2px;
        color: var(--abai-muted);
        font-size: 0.92em;
      }

      .about span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .open .about span {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      abai-attachment-list {
        margin-block: 6px 2px;
      }

      .tools {
        flex: none;
        margin-inline-start: auto;
        display: flex;
        gap: 2px;
      }
    `,
  ];

  @property({ attribute: false }) comparison!: Comparison;
  @property({ attribute: false }) panel!: Panel;
  @property({ attribute: false }) arrangement!: Arrangement;
  @state() private open = false;
  @state() private clamped = false;
  @query('.prompt') private prompt!: HTMLElement;
  #observer = new ResizeObserver(() => this.#measure());

  protected override firstUpdated(): void {
    this.#observer.observe(this.prompt);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#observer.observe(this.prompt);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  /** Whether there is more of the prompt than is shown. */
  #measure(): void {
    if (!this.open) this.clamped = this.prompt.scrollHeight > this.prompt.clientHeight + 1;
  }

  /** Blank lines would use up the few that are shown at first. */
  #text(prompt: string): string {
    return this.open
      ? prompt.slice(0, drawn)
      : prompt
          .slice(0, shownAtFirst)
          .trim()
          .replace(/\n\s*\n/g, '\n');
  }

  protected override render() {
    const { prompt, system, source } = this.comparison;
    const file = sourceName(source);
    const long = prompt.length > drawn;
    const tool = (icon: string, text: string, act: () => unknown) => html`
      <vscode-toolbar-button icon=${icon} label=${text} title=${text} @click=${act}></vscode-toolbar-button>
    `;
    return html`
      <div class="row ${this.open ? 'open' : ''}" role="region" aria-label=${t('Prompt')}>
        <div class="words">
          <p class="prompt" dir="auto" tabindex=${this.open ? 0 : -1}>${this.#text(prompt)}</p>
          ${this.#attachments()}
          <div class="about">
            ${file ? html`<span>${t('From {0}', file)}</span>` : nothing}
            ${askedWith(this.comparison).map((words) => html`<span title=${words}>${words}</span>`)}
            ${system ? html`<span title=${system}>${t('System: {0}', system)}</span>` : nothing}
            ${
              this.clamped || this.open
                ? html`<button
                    class="link"
                    aria-expanded=${this.open}
                    @click=${() => {
                      this.open = !this.open;
                    }}
                  >
                    ${this.open ? t('Show less') : t('Show more')}
                  </button>`
                : nothing
            }
            ${
              long
                ? html`<button class="link" @click=${() => this.panel.window.openDocument(prompt, 'plaintext')}>
                    ${t('Open all {0} characters in an editor', prompt.length)}
                  </button>`
                : nothing
            }
          </div>
        </div>
        <div class="tools" role="toolbar" aria-label=${t('Comparison')}>
          ${this.comparison.threads.length > 1 ? this.#arranging() : nothing}
          ${tool('markdown', t('Open all as Markdown'), () => this.#openAll())}
          ${tool('edit', t('Edit prompt and compare again'), () => this.panel.reuse(this.comparison))}
          ${tool('add', t('New comparison'), () => this.panel.newComparison())}
        </div>
      </div>
    `;
  }

  #attachments() {
    const { view, attaching } = this.panel;
    const attachments = view.kind === 'showing' ? firstAttachments(view.live) : [];
    if (attachments.length === 0) return nothing;
    // Without its element the question can be read all the same.
    void import('../attachment-list/attachment-list.ts').catch(() => undefined);
    return html`
      <abai-attachment-list .attachments=${attachments} .attaching=${attaching}></abai-attachment-list>
    `;
  }

  async #openAll(): Promise<void> {
    const { view, window, client } = this.panel;
    if (view.kind !== 'showing') return;
    const { comparison, messages } = view.live;
    const texts = await attachedTexts(client, Object.values(messages).flat());
    await window.openDocument(comparisonDocument(comparison, messages, texts));
  }

  #arranging() {
    const { together, agreement } = this.arrangement;
    const toggle = (icon: string, text: string, checked: boolean, change: Partial<Arrangement>) => html`
      <vscode-toolbar-button
        icon=${icon}
        label=${text}
        title=${text}
        toggleable
        .checked=${live(checked)}
        @click=${() => this.panel.arrange({ ...this.arrangement, ...change })}
      ></vscode-toolbar-button>
    `;
    return html`
      ${toggle('link', t('Scroll all columns together'), together, { together: !together })}
      ${toggle('percentage', t('Show how far the answers agree'), agreement, { agreement: !agreement })}
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-turn-banner': TurnBanner;
  }
}
