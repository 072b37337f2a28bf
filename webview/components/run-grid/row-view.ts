import type { GridRow } from '../../../src/protocol/run-views.ts';
import type { RunColumn } from '../../state/run-column.ts';
import { CellView } from './cell-view.ts';

/** Where each column stands: the row's number and the first columns do not scroll sideways. */
export interface Columns {
  readonly list: readonly RunColumn[];
  /** Pixels from the left, by column; and of the whole. */
  readonly lefts: readonly number[];
  readonly total: number;
  readonly numberWidth: number;
  /** How many of the first columns are pinned, and the pixels up to their end. */
  readonly pinned: number;
  readonly pinnedWidth: number;
}

/** Columns that are drawn beside the pinned ones: from `first` up to and without `end`. */
export interface ColumnRange {
  first: number;
  end: number;
}

export function cellId(row: number, column: number): string {
  return `cell-${row}-${column}`;
}

/** One drawn row; it is handed from place to place while the grid scrolls. */
export class RowView {
  readonly element = document.createElement('div');
  readonly #pins = document.createElement('div');
  readonly #number = document.createElement('div');
  #pinned: CellView[] = [];
  /** Column c is drawn by the cell c modulo their number. */
  #scrolling: CellView[] = [];
  #columns: Columns | undefined;
  #range: ColumnRange = { first: 0, end: 0 };
  #row: GridRow | undefined;
  #top = Number.NaN;
  index = -1;

  constructor() {
    this.element.className = 'row';
    this.element.role = 'row';
    this.#pins.className = 'pins';
    this.#pins.role = 'presentation';
    this.#number.className = 'number';
    this.#number.setAttribute('role', 'rowheader');
    this.#number.ariaColIndex = '1';
    this.#pins.append(this.#number);
    this.element.append(this.#pins);
  }

  hide(): void {
    this.element.hidden = true;
    this.index = -1;
  }

  moveTo(top: number): void {
    if (top === this.#top) return;
    this.#top = top;
    this.element.style.transform = `translateY(${top}px)`;
  }

  paint(index: number, row: GridRow | undefined, columns: Columns, range: ColumnRange): void {
    const rearranged = columns !== this.#columns;
    if (rearranged) this.#arrange(columns, range);
    this.#makeRoom(range.end - range.first);
    const ranged = range.first !== this.#range.first || range.end !== this.#range.end;
    const elsewhere = index !== this.index;
    if (!rearranged && !ranged && !elsewhere && row === this.#row) return;
    this.index = index;
    this.#row = row;
    this.#range = range;
    this.element.hidden = false;
    if (elsewhere || rearranged) {
      this.element.ariaRowIndex = String(index + 3);
      this.#number.id = cellId(index, 0);
    }
    this.#number.textContent = row ? (row.row + 1).toLocaleString('en') : '';
    for (const [column, view] of this.#pinned.entries()) this.#paintCell(view, column, columns);
    const slots = this.#scrolling.length;
    for (const [slot, view] of this.#scrolling.entries()) {
      const offset = (((slot - range.first) % slots) + slots) % slots;
      if (offset < range.end - range.first) this.#paintCell(view, range.first + offset, columns);
      else view.hide();
    }
  }

  #paintCell(view: CellView, place: number, columns: Columns): void {
    const column = columns.list[place]!;
    view.place(columns.lefts[place]!, column.width, place + 2, cellId(this.index, place + 1));
    if (column.kind === 'input') view.paintInput(this.#row && (this.#row.values[column.index] ?? ''));
    else view.paintAnswer(this.#row && (this.#row.cells[column.index] ?? null));
  }

  #arrange(columns: Columns, range: ColumnRange): void {
    this.#columns = columns;
    this.element.style.width = `${columns.total}px`;
    this.#pins.style.width = `${columns.pinnedWidth}px`;
    this.#number.style.width = `${columns.numberWidth}px`;
    for (const view of [...this.#pinned, ...this.#scrolling]) view.element.remove();
    this.#pinned = Array.from({ length: columns.pinned }, () => new CellView(this.#pins));
    this.#scrolling = [];
    this.#makeRoom(range.end - range.first);
  }

  #makeRoom(count: number): void {
    while (this.#scrolling.length < count) this.#scrolling.push(new CellView(this.element));
  }
}
