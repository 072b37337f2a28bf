import { css, LitElement, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { clampColumnWidth, columnWidthStyle, columnWidths } from '../../state/arrangement.ts';
import { t } from '../../words/translate.ts';
import { baseLook } from '../look/base-look.ts';

/** A column was given a width in pixels; undefined when it shares again what is left. */
export class ColumnWidthEvent extends Event {
  static readonly type = 'abai-column-width';
  readonly width: number | undefined;

  constructor(width: number | undefined) {
    super(ColumnWidthEvent.type);
    this.width = width;
  }
}

/** Pixels for an arrow key, and with Shift. */
const steps = { key: 16, shift: 80 };

/** The line behind a column, by which it is made wider or narrower: dragged, or by arrow keys. */
@customElement('abai-column-grip')
export class ColumnGrip extends LitElement {
  static override styles = [
    baseLook,
    css`
      :host {
        position: relative;
        z-index: 2;
        flex: none;
        width: 1px;
        background: var(--abai-line);
        touch-action: none;
        outline: none;
      }

      /* Wider than what is seen of it, for whoever aims at it. */
      :host::before {
        content: '';
        position: absolute;
        inset: 0 -4px;
        cursor: col-resize;
      }

      :host(:hover)::before,
      :host(:focus-visible)::before,
      :host([dragged])::before {
        inset-inline: -1px;
        border-inline: 4px solid transparent;
        margin-inline: -4px;
        background: var(--vscode-sash-hoverBorder, var(--vscode-focusBorder)) content-box;
      }
    `,
  ];

  @property({ attribute: false }) name = '';
  @property({ type: Boolean, reflect: true }) dragged = false;
  /** Where a drag began, and how wide the column was then. */
  #from: { x: number; width: number; style: string } | undefined;
  #width = 0;
  readonly #widthOf = new ResizeObserver(() => this.#tellWidth());

  constructor() {
    super();
    this.addEventListener('pointerdown', (event) => this.#begin(event));
    this.addEventListener('pointermove', (event) => this.#move(event));
    this.addEventListener('pointerup', () => this.#end(true));
    this.addEventListener('pointercancel', () => this.#end(false));
    this.addEventListener('dblclick', () => this.#give(undefined));
    this.addEventListener('keydown', (event) => this.#key(event));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.role = 'separator';
    this.tabIndex = 0;
    this.ariaOrientation = 'vertical';
    this.ariaValueMin = String(columnWidths.least);
    this.ariaValueMax = String(columnWidths.most);
    this.#widthOf.observe(this.#column);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#widthOf.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('name')) {
      this.ariaLabel = t('Width of {0}', this.name);
      this.title = t('Drag to make {0} wider or narrower; double-click to share the width again', this.name);
    }
  }

  get #column(): HTMLElement {
    return this.previousElementSibling as HTMLElement;
  }

  #tellWidth(): void {
    this.ariaValueNow = String(Math.round(this.#column.getBoundingClientRect().width));
  }

  #give(width: number | undefined): void {
    this.dispatchEvent(new ColumnWidthEvent(width));
  }

  #begin(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.setPointerCapture(event.pointerId);
    const width = this.#column.getBoundingClientRect().width;
    this.#from = { x: event.clientX, width, style: this.#column.style.cssText };
  }

  /** Only the column is changed until the drag has ended: nothing is drawn again and nothing kept meanwhile. */
  #move({ clientX }: PointerEvent): void {
    if (!this.#from || (!this.dragged && Math.abs(clientX - this.#from.x) < 3)) return;
    this.dragged = true;
    const direction = getComputedStyle(this).direction === 'rtl' ? -1 : 1;
    this.#width = clampColumnWidth(this.#from.width + (clientX - this.#from.x) * direction);
    this.#column.style.cssText = columnWidthStyle(this.#width);
  }

  #end(stays: boolean): void {
    const from = this.#from;
    this.#from = undefined;
    if (!from || !this.dragged) return;
    this.dragged = false;
    if (stays) this.#give(this.#width);
    else this.#column.style.cssText = from.style;
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const width = this.#column.getBoundingClientRect().width;
    const step = event.shiftKey ? steps.shift : steps.key;
    switch (event.key) {
      case 'ArrowLeft':
        this.#give(width - step);
        break;
      case 'ArrowRight':
        this.#give(width + step);
        break;
      case 'Home':
        this.#give(columnWidths.least);
        break;
      case 'End':
        this.#give(columnWidths.most);
        break;
      case 'Enter':
        this.#give(undefined);
        break;
      case 'Escape':
        if (!this.#from) return;
        this.#end(false);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-column-grip': ColumnGrip;
  }
}
