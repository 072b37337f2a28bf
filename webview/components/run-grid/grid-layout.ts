import { columnWidth, type RunColumn } from '../../state/run-column.ts';
import type { ColumnRange, Columns } from './row-view.ts';

/** Share of the grid's width that pinned columns may take. */
const pinnedShare = 0.45;

/** In a grid narrower than this, in pixels, a column takes no more than its share of it. */
const narrow = 700;
const narrowShare = { input: 0.3, variant: 0.62 } as const;

/** Pixels of a digit in the column of row numbers. */
const digitWidth = 8;

/** Places the columns in a grid that is `width` pixels wide. */
export function placeColumns(columns: readonly RunColumn[], width: number, rows: number): Columns {
  const numberWidth = Math.max(44, 20 + digitWidth * rows.toLocaleString('en').length);
  const list = width < narrow ? squeezed(columns, width) : stretched(columns, width - numberWidth);
  const lefts: number[] = [];
  let left = numberWidth;
  let pinned = 0;
  let pinnedWidth = numberWidth;
  for (const [place, column] of list.entries()) {
    lefts.push(left);
    left += column.width;
    if (column.kind === 'input' && place === pinned && left <= width * pinnedShare) {
      pinned++;
      pinnedWidth = left;
    }
  }
  return { list, lefts, total: left, numberWidth, pinned, pinnedWidth };
}

function squeezed(columns: readonly RunColumn[], width: number): readonly RunColumn[] {
  return columns.map((column) => ({
    ...column,
    width: Math.round(Math.min(column.width, width * narrowShare[column.kind])),
  }));
}

/** Where there is room left, the answers take it: at most twice what is usual, and not where a person set a width. */
function stretched(columns: readonly RunColumn[], width: number): readonly RunColumn[] {
  const left = width - columns.reduce((sum, column) => sum + column.width, 0);
  const elastic = columns.filter(({ kind, fixed }) => kind === 'variant' && !fixed);
  if (left <= 0 || elastic.length === 0) return columns;
  const more = Math.min(columnWidth.variant, Math.floor(left / elastic.length));
  return columns.map((column) =>
    elastic.includes(column) ? { ...column, width: column.width + more } : column,
  );
}

/** The columns beside the pinned ones that are in sight when the grid is scrolled by `left` pixels. */
export function columnsInSight(
  { list, lefts, pinned, pinnedWidth }: Columns,
  left: number,
  width: number,
): ColumnRange {
  let first = pinned;
  while (first < list.length && lefts[first]! + list[first]!.width <= left + pinnedWidth) first++;
  let end = first;
  while (end < list.length && lefts[end]! < left + width) end++;
  return { first, end };
}

/** Where to scroll sideways so that a column is wholly in sight; `left` when it is. */
export function revealColumn(columns: Columns, place: number, left: number, width: number): number {
  const column = columns.list[place];
  if (!column || place < columns.pinned) return left;
  const start = columns.lefts[place]!;
  if (start < left + columns.pinnedWidth) return start - columns.pinnedWidth;
  return Math.max(left, Math.min(start - columns.pinnedWidth, start + column.width - width));
}
