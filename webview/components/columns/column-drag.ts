/** By which columns know what is dragged over them: one of this page. */
export const columnDragType = 'application/x-abai-column';

/** Follows a column's head that is dragged over the columns, and tells where it is dropped. */
export class ColumnDrag {
  readonly #columns: () => Element[];
  readonly #dropped: (conversationId: string, beforeIndex: number) => void;
  #marked: Element | undefined;

  /** `dropped` gets the place in the row of columns before which the column goes; behind the last, their number. */
  constructor(columns: () => Element[], dropped: (conversationId: string, beforeIndex: number) => void) {
    this.#columns = columns;
    this.#dropped = dropped;
  }

  over(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes(columnDragType)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    const columns = this.#columns();
    const at = this.#placeAt(columns, event.clientX);
    this.#mark(columns[Math.min(at, columns.length - 1)], at === columns.length);
  }

  leave(event: DragEvent): void {
    const to = event.relatedTarget;
    if (!(to instanceof Node) || !(event.currentTarget as Element).contains(to)) this.#unmark();
  }

  drop(event: DragEvent): void {
    this.#unmark();
    const conversationId = event.dataTransfer?.getData(columnDragType);
    if (!conversationId) return;
    event.preventDefault();
    this.#dropped(conversationId, this.#placeAt(this.#columns(), event.clientX));
  }

  #placeAt(columns: readonly Element[], x: number): number {
    const at = columns.findIndex((column) => {
      const { left, width } = column.getBoundingClientRect();
      return x < left + width / 2;
    });
    return at < 0 ? columns.length : at;
  }

  #mark(column: Element | undefined, behind: boolean): void {
    this.#unmark();
    this.#marked = column;
    column?.setAttribute('drop', behind ? 'behind' : 'before');
  }

  #unmark(): void {
    this.#marked?.removeAttribute('drop');
    this.#marked = undefined;
  }
}
