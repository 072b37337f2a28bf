/** A place in the grid: -2 is the row of names, -1 that of sums; column 0 is the row's number. */
export interface GridPlace {
  row: number;
  column: number;
}

export const namesRow = -2;
export const sumsRow = -1;

export interface GridExtent {
  rows: number;
  /** With the row's number. */
  columns: number;
  /** Whole rows in sight. */
  page: number;
}

/** Where a key leads, as in a spreadsheet; undefined when it is not one that leads anywhere. */
export function moved(
  { row, column }: GridPlace,
  key: string,
  ctrl: boolean,
  { rows, columns, page }: GridExtent,
): GridPlace | undefined {
  const last = { row: rows - 1, column: columns - 1 };
  const to = (row: number, column: number): GridPlace => ({
    row: Math.max(namesRow, Math.min(last.row, row)),
    column: Math.max(0, Math.min(last.column, column)),
  });
  switch (key) {
    case 'ArrowUp':
      return ctrl ? to(row > 0 ? 0 : namesRow, column) : to(row - 1, column);
    case 'ArrowDown':
      return ctrl ? to(last.row, column) : to(row + 1, column);
    case 'ArrowLeft':
      return ctrl ? to(row, 0) : to(row, column - 1);
    case 'ArrowRight':
      return ctrl ? to(row, last.column) : to(row, column + 1);
    case 'Home':
      return ctrl ? to(0, 0) : to(row, 0);
    case 'End':
      return ctrl ? to(last.row, last.column) : to(row, last.column);
    case 'PageUp':
      return to(row <= 0 ? row : Math.max(0, row - page), column);
    case 'PageDown':
      return to(Math.max(0, row) + page, column);
    default:
      return undefined;
  }
}
