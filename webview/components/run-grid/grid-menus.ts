import type { GridCell, GridQuery, GridRow } from '../../../src/protocol/run-views.ts';
import type { Run, RunVariant } from '../../../src/protocol/runs.ts';
import type { RunColumn } from '../../state/run-column.ts';
import type { RunPage } from '../../state/run-page.ts';
import { t } from '../../words/translate.ts';
import type { MenuItem } from '../run-menu/run-menu.ts';

type SortBy = NonNullable<GridQuery['sort']>['by'];

const sortKeys = () =>
  [
    ['status', t('Sort by State')],
    ['output', t('Sort by Answer')],
    ['cost', t('Sort by Cost')],
    ['latency', t('Sort by Latency')],
    ['tokens', t('Sort by Tokens')],
    ['passed', t('Sort by Checks')],
  ] as const;

function isSameBy(a: SortBy | undefined, b: SortBy): boolean {
  if (!a) return false;
  if ('column' in a) return 'column' in b && a.column === b.column;
  return 'key' in b && a.key === b.key && a.variantId === b.variantId;
}

/** The query sorted by this; a second time the other way round, a third time not at all. */
export function nextSort(query: GridQuery, by: SortBy): GridQuery {
  const { sort, ...rest } = query;
  if (!sort || !isSameBy(sort.by, by)) return { ...rest, sort: { by } };
  return sort.descending ? rest : { ...rest, sort: { by, descending: true } };
}

/** What can be done with a column. */
export function columnMenu(page: RunPage, run: Run, column: RunColumn): MenuItem[] {
  const { query } = page.rows;
  const sort = (label: string, by: SortBy): MenuItem => {
    const sorted = isSameBy(query.sort?.by, by);
    const icon = sorted ? { icon: query.sort?.descending ? 'arrow-down' : 'arrow-up' } : {};
    return { label, checked: sorted, ...icon, act: () => page.setQuery(nextSort(query, by)) };
  };
  const { layout } = page;
  const hide: MenuItem = {
    label: t('Hide Column'),
    icon: 'eye-closed',
    disabled: page.columns.shown.length < 2,
    act: () => page.arrange({ ...layout, shown: { ...layout.shown, [column.key]: false } }),
  };
  if (column.kind === 'input') return [sort(t('Sort by Value'), { column: column.index }), 'separator', hide];
  const { variant } = column;
  const checked = run.checks.length > 0;
  return [
    ...sortKeys()
      .filter(([key]) => key !== 'passed' || checked)
      .map(([key, label]) => sort(label, { variantId: variant.id, key })),
    'separator',
    hide,
    {
      label: t('Retry Column…'),
      icon: 'refresh',
      act: () => page.actions.retryColumn(run, variant),
    },
  ];
}

/** What can be done with a cell, or with a row where the column holds no answers. */
export function cellMenu(
  page: RunPage,
  run: Run,
  at: { row: GridRow; variant?: RunVariant; cell?: GridCell; value?: string },
  open: () => void,
): MenuItem[] {
  const { actions } = page;
  const { row, variant, cell } = at;
  const items: MenuItem[] = [{ label: t('Open'), icon: 'layout-sidebar-right', act: open }];
  if (variant && cell) {
    items.push(
      {
        label: t('Copy Answer'),
        icon: 'copy',
        disabled: cell.text === undefined,
        act: () => actions.copyCell(cell.id),
      },
      'separator',
      ...compareItems(page, run, row, variant, cell),
      { label: t('Retry Cell'), icon: 'refresh', act: () => actions.retryCell(run, cell.id, true) },
    );
  } else items.push('separator');
  items.push({ label: t('Retry Row…'), icon: 'refresh', act: () => actions.retryRow(run, row.row) });
  if (variant) {
    items.push({ label: t('Retry Column…'), icon: 'refresh', act: () => actions.retryColumn(run, variant) });
  }
  return items;
}

/** The answers of the same row that this one can be held against. */
export function compareItems(
  page: RunPage,
  run: Run,
  row: GridRow,
  variant: RunVariant,
  cell: GridCell,
): MenuItem[] {
  if (cell.text === undefined) return [];
  const others = run.variants.flatMap((other, index): MenuItem[] => {
    const otherCell = row.cells[index];
    if (other.id === variant.id || otherCell?.text === undefined) return [];
    const act = (): unknown => page.actions.compare(row.row, [variant, cell], [other, otherCell]);
    return [{ label: t('Compare with {0}', other.label), icon: 'diff', act }];
  });
  return others.length > 0 ? [...others, 'separator'] : [];
}
