import { html, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { CodeMenuEvent } from '../../render/code-header.ts';
import { RichTextView } from '../../render/rich-text-view.ts';
import { baseLook } from '../look/base-look.ts';
import { showCodeMenu } from './code-menu.ts';
import { richTextLook } from './rich-text.styles.ts';

/** A link in an answer was followed; the page itself never goes anywhere. */
export class OpenLinkEvent extends Event {
  static readonly type = 'abai-open-link';
  readonly url: string;

  constructor(url: string) {
    super(OpenLinkEvent.type, { bubbles: true, composed: true });
    this.url = url;
  }
}

/** Markdown from a model, drawn while it arrives. */
@customElement('abai-rich-text')
export class RichText extends LitElement {
  static override styles = [baseLook, richTextLook];

  @property({ attribute: false }) text = '';
  /** No more text will come. */
  @property({ attribute: false }) ended = true;

  #view: RichTextView | undefined;
  #frame = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override firstUpdated(): void {
    const container = this.renderRoot.querySelector<HTMLElement>('.text')!;
    this.#view = new RichTextView(container);
    container.addEventListener(
      CodeMenuEvent.type,
      (event) => void showCodeMenu(event as CodeMenuEvent, container),
    );
    // The engine keeps what was imported: only the first answer waits.
    void import('../../render/markdown.ts').then(({ renderMarkdown, highlightCode }) => {
      this.#view?.useMarkdown(renderMarkdown, highlightCode);
      this.#draw();
    });
  }

  protected override updated(_changed: PropertyValues): void {
    this.#draw();
  }

  #draw(): void {
    if (this.#frame !== 0 || !this.#view || !this.isConnected) return;
    if (this.#view.update(this.text, this.ended)) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#draw();
      });
    }
  }

  #follow(event: MouseEvent): void {
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    if (link.hasAttribute('href')) this.dispatchEvent(new OpenLinkEvent(link.href));
  }

  protected override render() {
    return html`<div class="text" @click=${this.#follow} @auxclick=${this.#follow}></div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-rich-text': RichText;
  }
}
