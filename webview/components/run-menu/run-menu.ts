import { css, html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { baseLook } from '../look/base-look.ts';

export type MenuItem =
  | 'separator'
  | {
      label: string;
      /** Shown in front; of a checked item instead of the check mark. */
      icon?: string;
      /** Given for items that are on or off. */
      checked?: boolean;
      disabled?: boolean;
      act(): unknown;
    };

/** Pixels that are kept free between the menu and the page's edge. */
const margin = 4;

/** A context menu, as VS Code draws its own. One for each place that has menus; it is shown where it is asked to. */
@customElement('abai-run-menu')
export class RunMenu extends LitElement {
  static override styles = [
    baseLook,
    css`
      .menu {
        position: fixed;
        z-index: 20;
        min-width: 180px;
        max-width: min(360px, calc(100vw - 8px));
        max-height: calc(100vh - 8px);
        padding: 4px;
        overflow: auto;
        border: 1px solid var(--vscode-menu-border, var(--abai-line));
        border-radius: var(--abai-radius);
        background: var(--vscode-menu-background);
        color: var(--vscode-menu-foreground);
        box-shadow: 0 2px 8px var(--vscode-widget-shadow);
        outline: none;
      }

      .item {
        display: grid;
        grid-template-columns: 16px 1fr;
        gap: 8px;
        align-items: center;
        padding: 3px 16px 3px 6px;
        border-radius: 4px;
        cursor: default;
        user-select: none;
        --vscode-icon-foreground: currentColor;
      }

      .item span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .item:focus {
        outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
        outline-offset: -1px;
        background: var(--vscode-menu-selectionBackground);
        color: var(--vscode-menu-selectionForeground);
      }

      .item[aria-disabled='true'] {
        opacity: 0.5;
      }

      hr {
        margin: 4px 0;
        border: 0;
        border-block-start: 1px solid var(--vscode-menu-separatorBackground, var(--abai-line));
      }
    `,
  ];

  @state() private items: readonly MenuItem[] = [];
  @state() private label = '';
  @query('.menu') private menu!: HTMLElement | null;
  #x = 0;
  #y = 0;
  #typed = '';
  #typedAt = 0;
  /** Gets the focus back. */
  #opener: HTMLElement | undefined;
  readonly #outside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.close(false);
  };

  /** Shows the items with their corner at a place of the page, in pixels. The opener gets the focus back. */
  async show(
    items: readonly MenuItem[],
    label: string,
    x: number,
    y: number,
    opener?: HTMLElement,
  ): Promise<void> {
    this.items = items;
    this.label = label;
    this.#x = x;
    this.#y = y;
    this.#opener = opener;
    await this.updateComplete;
    this.#place();
    this.#focusables()[0]?.focus();
    window.addEventListener('pointerdown', this.#outside, true);
    window.addEventListener('blur', this.#outside);
    window.addEventListener('resize', this.#outside);
  }

  close(refocus: boolean): void {
    if (this.items.length === 0) return;
    this.items = [];
    this.#stop();
    if (refocus) this.#opener?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  #stop(): void {
    window.removeEventListener('pointerdown', this.#outside, true);
    window.removeEventListener('blur', this.#outside);
    window.removeEventListener('resize', this.#outside);
  }

  #place(): void {
    const { menu } = this;
    if (!menu) return;
    const { width, height } = menu.getBoundingClientRect();
    const within = (at: number, size: number, room: number): number =>
      Math.max(margin, Math.min(at, room - size - margin));
    menu.style.left = `${within(this.#x, width, innerWidth)}px`;
    menu.style.top = `${within(this.#y, height, innerHeight)}px`;
  }

  #focusables(): HTMLElement[] {
    return [...(this.menu?.querySelectorAll<HTMLElement>('.item:not([aria-disabled="true"])') ?? [])];
  }

  #key(event: KeyboardEvent): void {
    const items = this.#focusables();
    const at = items.indexOf(this.shadowRoot!.activeElement as HTMLElement);
    const go = (to: number): void => items[(to + items.length) % items.length]?.focus();
    switch (event.key) {
      case 'ArrowDown':
        go(at + 1);
        break;
      case 'ArrowUp':
        go(at - 1);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(-1);
        break;
      case 'Enter':
      case ' ':
        items[at]?.click();
        break;
      case 'Escape':
      case 'Tab':
        this.close(true);
        break;
      default:
        if (event.key.length !== 1 || event.ctrlKey || event.metaKey) return;
        this.#type(event, items, at);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #type({ key, timeStamp }: KeyboardEvent, items: HTMLElement[], at: number): void {
    this.#typed = (timeStamp - this.#typedAt > 800 ? '' : this.#typed) + key.toLowerCase();
    this.#typedAt = timeStamp;
    const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    rest.find((item) => item.textContent?.trim().toLowerCase().startsWith(this.#typed))?.focus();
  }

  #choose(item: MenuItem): void {
    if (item === 'separator' || item.disabled) return;
    this.close(true);
    item.act();
  }

  protected override render() {
    if (this.items.length === 0) return nothing;
    return html`
      <div
        class="menu"
        role="menu"
        tabindex="-1"
        aria-label=${this.label}
        @keydown=${this.#key}
        @contextmenu=${(event: Event) => event.preventDefault()}
      >
        ${this.items.map((item) => this.#item(item))}
      </div>
    `;
  }

  #item(item: MenuItem) {
    if (item === 'separator') return html`<hr role="separator" />`;
    const { label, icon, checked, disabled } = item;
    const shown = icon ?? (checked ? 'check' : undefined);
    return html`
      <div
        class="item"
        role=${checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
        tabindex="-1"
        aria-checked=${checked ?? nothing}
        aria-disabled=${disabled ? 'true' : nothing}
        @click=${() => this.#choose(item)}
        @mousemove=${(event: Event) => (event.currentTarget as HTMLElement).focus({ preventScroll: true })}
      >
        ${shown ? html`<vscode-icon name=${shown}></vscode-icon>` : html`<i></i>`}<span>${label}</span>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-run-menu': RunMenu;
  }
}
