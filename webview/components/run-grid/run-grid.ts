import { html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { GridCell, GridRow } from '../../../src/protocol/run-views.ts';
import type { Run, RunVariant } from '../../../src/protocol/runs.ts';
import { clampWidth, type RunColumn } from '../../state/run-column.ts';
import type { RunPage } from '../../state/run-page.ts';
import { baseLook } from '../look/base-look.ts';
import '../run-menu/run-menu.ts';
import { t } from '../../words/translate.ts';
import type { RunMenu } from '../run-menu/run-menu.ts';
import { gridHeadLook } from './grid-head.styles.ts';
import { type GridPlace, moved, namesRow } from './grid-keys.ts';
import { cellMenu, columnMenu, nextSort } from './grid-menus.ts';
import { GridView } from './grid-view.ts';
import { runGridLook } from './run-grid.styles.ts';

/** Pixels by which the keys change a column's width. */
const widthStep = 16;

/** The grid of a run: rows of the dataset, a column for each variant. Its cells are drawn by GridView, not by Lit. */
@customElement('abai-run-grid')
export class RunGrid extends LitElement {
  static override styles = [baseLook, runGridLook, gridHeadLook];

  @property({ attribute: false }) page!: RunPage;
  @property({ attribute: false }) run!: Run;
  @property({ attribute: false }) revision = 0;
  @query('.scroller') private scroller!: HTMLElement;
  @query('abai-run-menu') private menu!: RunMenu;
  #view: GridView | undefined;
  #queryShown: unknown;
  readonly #sizes = new ResizeObserver(() => this.#view?.resized());
  readonly #more = Object.assign(document.createElement('span'), {
    className: 'more codicon codicon-ellipsis',
  });

  protected override firstUpdated(): void {
    this.#more.dataset.does = 'menu';
    this.#more.title = t('More actions');
    this.#view = new GridView(this.scroller, (first, last) => this.page.rows.look(first, last));
    this.#sizes.observe(this.scroller);
    this.#view.resized();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#sizes.observe(this.scroller);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  /** Draws what has changed; the page calls it with each of its changes. */
  protected override updated(): void {
    const { page, run } = this;
    const { rows } = page;
    const view = this.#view;
    if (!view) return;
    if (this.#queryShown !== undefined && this.#queryShown !== rows.query) view.toTop();
    this.#queryShown = rows.query;
    const { open } = page.cells;
    view.update({
      columns: page.columns.shown,
      query: rows.query,
      summary: page.sums.variants,
      total: rows.total ?? 0,
      all: run.rows.all,
      row: (index) => rows.row(index),
      open: open && { row: open.row, key: `v:${open.variantId}` },
    });
    this.scroller.classList.toggle('busy', rows.busy && rows.total !== undefined);
    this.scroller.ariaBusy = String(rows.busy);
  }

  override focus(): void {
    this.scroller?.focus({ preventScroll: true });
  }

  #column(place: GridPlace): RunColumn | undefined {
    return this.page.columns.shown[place.column - 1];
  }

  /** What stands at a place: the row, and the cell where the column is a variant's. */
  #at(place: GridPlace): { row: GridRow; variant?: RunVariant; cell?: GridCell; value?: string } | undefined {
    const row = this.page.rows.row(place.row);
    if (!row) return undefined;
    const column = this.#column(place);
    if (!column) return { row };
    if (column.kind === 'input') return { row, value: row.values[column.index] ?? '' };
    const cell = row.cells[column.index];
    return { row, variant: column.variant, ...(cell ? { cell } : {}) };
  }

  /** The detail of the cell at a place; beside a cell without one, that of the row's first. */
  #open(place: GridPlace): void {
    const at = this.#at(place);
    if (!at) return;
    const index = at.row.cells.findIndex((cell) => cell !== null);
    const variant = at.variant ?? this.run.variants[index];
    const cell = at.variant ? at.cell : at.row.cells[index];
    if (variant && cell) this.page.cells.show(at.row.row, variant.id, cell.id, cell);
  }

  #click(event: MouseEvent): void {
    const target = event.composedPath()[0] as Element;
    const place = this.#view?.placeOf(target);
    if (!place) return;
    this.#view?.activate(place);
    const does = (target.closest('[data-does]') as HTMLElement | null)?.dataset.does;
    if (does === 'resize') return;
    if (does === 'menu') void this.#showMenu(place, event.clientX, event.clientY);
    else if (place.row === namesRow) this.#header(place, event.clientX, event.clientY);
    else if (place.column > 0) this.#open(place);
  }

  /** A click on a name: an input column is sorted by, a variant has several things to sort by. */
  #header(place: GridPlace, x: number, y: number): void {
    const column = this.#column(place);
    if (column?.kind === 'input') {
      const { query } = this.page.rows;
      this.page.setQuery(nextSort(query, { column: column.index }));
    } else if (column) void this.#showMenu(place, x, y);
  }

  #context(event: MouseEvent): void {
    const place = this.#view?.placeOf(event.composedPath()[0] as Element);
    if (!place) return;
    event.preventDefault();
    this.#view?.activate(place);
    void this.#showMenu(place, event.clientX, event.clientY);
  }

  async #showMenu(place: GridPlace, x: number, y: number): Promise<void> {
    const column = this.#column(place);
    if (place.row === namesRow) {
      if (column)
        await this.menu.show(columnMenu(this.page, this.run, column), column.title, x, y, this.scroller);
      return;
    }
    const at = this.#at(place);
    if (!at) return;
    const items = cellMenu(this.page, this.run, at, () => this.#open(place));
    await this.menu.show(items, t('Row {0}', at.row.row + 1), x, y, this.scroller);
  }

  #showMenuBelow(place: GridPlace): void {
    const box = this.#view?.elementAt(place)?.getBoundingClientRect();
    if (box) void this.#showMenu(place, box.left + 12, Math.min(box.bottom, box.top + 28));
  }

  #key(event: KeyboardEvent): void {
    const view = this.#view;
    if (!view) return;
    const { active } = view;
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.altKey && active.row === namesRow && /^Arrow(Left|Right)$/.test(event.key)) {
      this.#widen(active, event.key === 'ArrowRight' ? widthStep : -widthStep);
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      this.#showMenuBelow(active);
    } else if (event.key === 'Enter' || event.key === ' ') {
      const box = view.elementAt(active)?.getBoundingClientRect();
      if (active.row === namesRow) this.#header(active, (box?.left ?? 0) + 12, box?.bottom ?? 0);
      else this.#open(active);
    } else if (event.key === 'Escape' && this.page.cells.open) this.page.cells.close();
    else if (ctrl && event.key.toLowerCase() === 'c') void this.#copy(active);
    else {
      const extent = {
        rows: this.page.rows.total ?? 0,
        columns: this.page.columns.shown.length + 1,
        page: view.page,
      };
      const to = event.altKey || event.shiftKey ? undefined : moved(active, event.key, ctrl, extent);
      if (!to) return;
      view.activate(to);
      // With the detail open, the arrows leaf through it.
      if (this.page.cells.open && to.row >= 0) this.#open(to);
    }
    event.preventDefault();
  }

  async #copy(place: GridPlace): Promise<void> {
    if (getSelection()?.toString()) return;
    const at = this.#at(place);
    if (!at) return;
    const { actions } = this.page;
    if (at.cell) await actions.copyCell(at.cell.id);
    else if (at.value !== undefined) await actions.copyInput(at.row, this.#column(place)!.title, at.value);
  }

  #widen(place: GridPlace, by: number): void {
    // As it stands in the grid, which stretches and squeezes columns.
    const column = this.#view?.columns?.list[place.column - 1];
    if (column) this.#setWidth(column, column.width + by);
  }

  #setWidth({ key }: RunColumn, width: number): void {
    const { layout } = this.page;
    this.page.arrange({ ...layout, widths: { ...layout.widths, [key]: clampWidth(width) } });
  }

  /** Dragging a column's edge. */
  #grab(event: PointerEvent): void {
    const handle = event.composedPath()[0] as HTMLElement;
    if (handle.dataset?.does !== 'resize') return;
    const place = this.#view?.placeOf(handle);
    const column = place && this.#view?.columns?.list[place.column - 1];
    if (!column) return;
    event.preventDefault();
    const { clientX: from } = event;
    const drag = ({ clientX }: PointerEvent): void => this.#setWidth(column, column.width + clientX - from);
    const stop = (): void => {
      window.removeEventListener('pointermove', drag);
      window.removeEventListener('pointerup', stop);
      window.removeEventListener('pointercancel', stop);
    };
    window.addEventListener('pointermove', drag);
    window.addEventListener('pointerup', stop);
    window.addEventListener('pointercancel', stop);
  }

  /** The one `…` goes to whichever cell the pointer is over. */
  #hover(event: PointerEvent): void {
    const cell = (event.composedPath()[0] as Element).closest?.('.body .cell:not(.input)');
    if (cell && this.#more.parentElement !== cell) cell.append(this.#more);
  }

  protected override render() {
    const codicons = document.getElementById('vscode-codicon-stylesheet') as HTMLLinkElement | null;
    return html`
      ${codicons ? html`<link rel="stylesheet" href=${codicons.href} nonce=${codicons.nonce} />` : nothing}
      <div
        class="scroller"
        role="grid"
        tabindex="0"
        aria-label=${t('Answers of {0}', this.run.name)}
        aria-multiselectable="false"
        @click=${this.#click}
        @contextmenu=${this.#context}
        @keydown=${this.#key}
        @pointerdown=${this.#grab}
        @pointerover=${this.#hover}
      ></div>
      ${this.#none()}
      <abai-run-menu></abai-run-menu>
    `;
  }

  #none() {
    const { page } = this;
    const { rows } = page;
    if (page.rowsFailure) {
      return html`
        <div class="none" role="alert">
          <p>${page.rowsFailure.message}</p>
          <vscode-button icon="refresh" @click=${() => page.reloadRows()}>${t('Try Again')}</vscode-button>
        </div>
      `;
    }
    if (rows.total !== 0 || rows.busy) return nothing;
    const { filters, search } = rows.query;
    if (!filters?.length && !search)
      return html`<div class="none"><p>${t('This run has no rows.')}</p></div>`;
    return html`
      <div class="none" role="status">
        <p>${t('No row fits the search and the filters.')}</p>
        <vscode-button secondary icon="clear-all" @click=${() => page.setQuery(withoutFilters(rows.query))}
          >${t('Show All Rows')}</vscode-button
        >
      </div>
    `;
  }
}

function withoutFilters({ sort }: RunPage['rows']['query']): RunPage['rows']['query'] {
  return sort ? { sort } : {};
}

declare global {
  interface HTMLElementTagNameMap {
    'abai-run-grid': RunGrid;
  }
}
