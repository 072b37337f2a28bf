import type { GridQuery, GridRow, VariantSummary } from '../../../src/protocol/run-views.ts';
import type { RunColumn } from '../../state/run-column.ts';
import { type GridPlace, sumsRow } from './grid-keys.ts';
import { columnsInSight, placeColumns, revealColumn } from './grid-layout.ts';
import { HeaderView } from './header-view.ts';
import { type Columns, cellId, RowView } from './row-view.ts';
import { ScrollMap } from './scroll-map.ts';

/** Pixels. */
const rowHeight = 62;
const namesHeight = 32;
const sumLine = 17;
const sumsPadding = 11;

/** Rows that are drawn above and below what is in sight. */
const spare = 5;

/** Milliseconds without scrolling after which the scroll bar is put right. */
const settleMs = 120;

export interface GridModel {
  columns: readonly RunColumn[];
  query: GridQuery;
  summary: ReadonlyMap<string, VariantSummary>;
  /** Rows that fit the query, and all rows that the run has taken. */
  total: number;
  all: number;
  row(index: number): GridRow | undefined;
  /** The cell whose detail is open, by the dataset's row and the column's key. */
  open: { row: number; key: string } | undefined;
}

/** The grid's rows and cells, drawn by hand: as many as are in sight, whatever the run's size. */
export class GridView {
  readonly #scroller: HTMLElement;
  readonly #look: (first: number, last: number) => void;
  readonly #sizer = document.createElement('div');
  readonly #body = document.createElement('div');
  readonly #header = new HeaderView();
  readonly #map = new ScrollMap();
  #model: GridModel | undefined;
  #columns: Columns | undefined;
  #columnsOf: unknown[] = [];
  /** Row i is drawn by the view i modulo their number. */
  #rows: RowView[] = [];
  #frame = 0;
  #settleTimer: ReturnType<typeof setTimeout> | undefined;
  #size = { width: 0, height: 0 };
  #marked: { active?: Element; open?: Element } = {};
  active: GridPlace = { row: 0, column: 1 };

  /** `look` is told which rows are in sight. */
  constructor(scroller: HTMLElement, look: (first: number, last: number) => void) {
    this.#scroller = scroller;
    this.#look = look;
    this.#sizer.className = 'sizer';
    this.#sizer.role = 'presentation';
    this.#body.className = 'body';
    this.#body.role = 'rowgroup';
    this.#sizer.append(this.#header.element, this.#body);
    scroller.append(this.#sizer);
    scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
  }

  /** Whole rows in sight. */
  get page(): number {
    return Math.max(1, Math.floor(this.#bodyHeight / rowHeight));
  }

  get columns(): Columns | undefined {
    return this.#columns;
  }

  get #headHeight(): number {
    const lines = HeaderView.sumLines(this.#model?.summary ?? new Map());
    return namesHeight + sumsPadding + lines * sumLine;
  }

  get #bodyHeight(): number {
    return Math.max(0, this.#size.height - this.#headHeight);
  }

  resized(): void {
    this.#size = { width: this.#scroller.clientWidth, height: this.#scroller.clientHeight };
    if (!this.#model) return;
    this.update(this.#model);
    // The detail beside the grid has taken room: the cell that it is about stays in sight.
    if (this.#model.open) this.activate(this.active);
  }

  /** Draws what has changed. */
  update(model: GridModel): void {
    this.#model = model;
    const { columns, total, all } = model;
    const { width } = this.#size;
    const key = [columns, width, all];
    if (!key.every((part, index) => part === this.#columnsOf[index]) || !this.#columns) {
      this.#columnsOf = key;
      this.#columns = placeColumns(columns, width, all);
      this.#sizer.style.width = `${this.#columns.total}px`;
    }
    this.#scroller.ariaRowCount = String(total + 2);
    this.#scroller.ariaColCount = String(columns.length + 1);
    this.#map.resize(total * rowHeight, this.#bodyHeight);
    const head = this.#headHeight;
    this.#header.element.style.height = `${head}px`;
    this.#sizer.style.height = `${head + this.#map.height}px`;
    this.#body.style.top = `${head}px`;
    const { query, summary } = model;
    this.#header.paint({ columns: this.#columns, query, summary, total, all });
    this.#paint();
  }

  /** Back to the first row, as another query is shown. */
  toTop(): void {
    this.#scroller.scrollTop = this.#map.go(0);
    this.active = { ...this.active, row: Math.min(this.active.row, 0) };
  }

  /** Makes a place the active one and brings it into sight. */
  activate(place: GridPlace): void {
    this.active = place;
    if (place.row >= 0) {
      const top = place.row * rowHeight;
      const { virtual } = this.#map;
      const below = top + rowHeight - this.#bodyHeight;
      if (top < virtual || virtual < below) {
        const page = this.#map.go(top < virtual ? top : below);
        this.#scroller.scrollTop = page;
      }
    }
    if (this.#columns && place.column > 0) {
      const { scrollLeft } = this.#scroller;
      const left = revealColumn(this.#columns, place.column - 1, scrollLeft, this.#size.width);
      if (left !== scrollLeft) this.#scroller.scrollLeft = left;
    }
    this.#askFrame();
  }

  /** The place of something in the grid; undefined when it is in none of its cells. */
  placeOf(target: Element): GridPlace | undefined {
    const id = target.closest('[id^="cell-"]')?.id;
    const [, row, column] = /^cell-(-?\d+)-(\d+)$/.exec(id ?? '') ?? [];
    return row === undefined ? undefined : { row: Number(row), column: Number(column) };
  }

  elementAt({ row, column }: GridPlace): HTMLElement | undefined {
    const root = this.#scroller.getRootNode() as ShadowRoot;
    return root.getElementById(cellId(row, column)) ?? undefined;
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#settleTimer);
    this.#sizer.remove();
  }

  #scrolled(): void {
    this.#map.scrolled(this.#scroller.scrollTop);
    clearTimeout(this.#settleTimer);
    this.#settleTimer = setTimeout(() => this.#settle(), settleMs);
    this.#askFrame();
  }

  #settle(): void {
    const top = this.#map.settle();
    if (top === undefined) return;
    this.#scroller.scrollTop = top;
    this.#paint();
  }

  #askFrame(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const model = this.#model;
    const columns = this.#columns;
    if (!model || !columns || this.#size.height === 0) return;
    const seen = Math.floor(this.#map.virtual / rowHeight);
    const last = Math.min(model.total - 1, Math.ceil((this.#map.virtual + this.#bodyHeight) / rowHeight) - 1);
    const first = Math.max(0, seen - spare);
    const end = Math.min(model.total, last + 1 + spare);
    this.#makeRows(Math.ceil(this.#bodyHeight / rowHeight) + 1 + 2 * spare);
    const range = columnsInSight(columns, this.#scroller.scrollLeft, this.#size.width);
    const { shift } = this.#map;
    const count = this.#rows.length;
    for (const [slot, view] of this.#rows.entries()) {
      const index = first + ((((slot - first) % count) + count) % count);
      if (index >= end) {
        view.hide();
        continue;
      }
      view.moveTo(index * rowHeight - shift);
      view.paint(index, model.row(index), columns, range);
    }
    this.#mark();
    this.#look(seen, Math.max(seen, last));
  }

  #makeRows(count: number): void {
    if (count <= this.#rows.length) return;
    for (const view of this.#rows) view.element.remove();
    this.#rows = Array.from({ length: count }, () => new RowView());
    this.#body.append(...this.#rows.map(({ element }) => element));
  }

  /** Which cell the keys are at, and which is open beside the grid. */
  #mark(): void {
    const { open, total } = this.#model!;
    if (this.active.row >= total) this.active = { ...this.active, row: Math.max(sumsRow, total - 1) };
    const active = this.elementAt(this.active);
    if (active) this.#scroller.setAttribute('aria-activedescendant', active.id);
    else this.#scroller.removeAttribute('aria-activedescendant');
    this.#swap('active', active);
    const place = open && this.#model!.columns.findIndex(({ key }) => key === open.key);
    const shown =
      open && this.#rows.find(({ index }) => index >= 0 && this.#model!.row(index)?.row === open.row);
    this.#swap('open', shown && this.elementAt({ row: shown.index, column: (place ?? 0) + 1 }));
  }

  #swap(name: 'active' | 'open', element: Element | undefined): void {
    const before = this.#marked[name];
    if (before !== element) before?.classList.remove(name);
    element?.classList.add(name);
    if (element) this.#marked[name] = element;
    else delete this.#marked[name];
  }
}
