import type { GridQuery, VariantSummary } from '../../../src/protocol/run-views.ts';
import { count, seconds } from '../../state/metrics.ts';
import type { RunColumn } from '../../state/run-column.ts';
import { costWord, percent } from '../../state/run-words.ts';
import { number, t } from '../../words/translate.ts';
import { namesRow, sumsRow } from './grid-keys.ts';
import { type Columns, cellId } from './row-view.ts';

export interface HeaderModel {
  columns: Columns;
  query: GridQuery;
  /** By variant id. */
  summary: ReadonlyMap<string, VariantSummary>;
  /** Rows that fit the query, and all. */
  total: number;
  all: number;
}

function element(tag: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

function icon(name: string): HTMLElement {
  const made = element('span', `codicon codicon-${name}`);
  made.ariaHidden = 'true';
  return made;
}

/** What each figure of the sums means, for the tooltip. */
function told(summary: VariantSummary): { lines: string[]; title: string } {
  const { success, usage, cost, latency, ttft, tokensPerSecond, checks, counts } = summary;
  const money = costWord(cost);
  const tokens = usage.inputTokens + usage.outputTokens;
  const checked = checks.filter(({ total }) => total > 0);
  const lines = [
    [
      success && t('{0} answered', percent(success.rate)),
      money,
      counts.cached > 0 && t('{0} cached', count(counts.cached)),
    ],
    [latency && `p50 ${seconds(latency.p50)}`, latency && `p95 ${seconds(latency.p95)}`],
    [
      ttft && t('TTFT {0}', seconds(ttft.p50)),
      tokensPerSecond !== undefined && t('{0} tok/s', number(tokensPerSecond, tokensPerSecond < 10 ? 1 : 0)),
      tokens > 0 && t('{0} tok', count(tokens)),
    ],
    checked.map(({ rate, low, high }) =>
      t('{0} passed ({1}–{2})', percent(rate), number(low * 100, 1), number(high * 100, 1)),
    ),
  ].map((parts) => parts.filter(Boolean).join(' · '));
  const title = [
    success &&
      t(
        'Answered: {0}, 95 % interval {1} to {2}',
        percent(success.rate),
        percent(success.low),
        percent(success.high),
      ),
    t(
      '{0} of {1} answered, {2} failed, {3} from the cache',
      counts.succeeded,
      counts.total,
      counts.failed,
      counts.cached,
    ),
    t('Tokens in: {0}, out: {1}', usage.inputTokens, usage.outputTokens),
    latency &&
      t(
        'Latency: half of the answers within {0}, 95 % within {1}',
        seconds(latency.p50),
        seconds(latency.p95),
      ),
    ttft &&
      t('Time to the first token (TTFT): median {0}, 95 % within {1}', seconds(ttft.p50), seconds(ttft.p95)),
    ...checked.map(({ name, passed, total, low, high }) =>
      t('{0}: {1} of {2} passed, 95 % interval {3} to {4}', name, passed, total, percent(low), percent(high)),
    ),
  ];
  return { lines, title: title.filter(Boolean).join('\n') };
}

/** The two rows that stay on top: the columns' names, and what all their cells come to. */
export class HeaderView {
  readonly element = element('div', 'head');
  #drawn: HeaderModel | undefined;

  constructor() {
    this.element.role = 'rowgroup';
  }

  /** Lines of sums: one more where there are checks. */
  static sumLines(summary: ReadonlyMap<string, VariantSummary>): number {
    return [...summary.values()].some(({ checks }) => checks.some(({ total }) => total > 0)) ? 4 : 3;
  }

  paint(model: HeaderModel): void {
    const drawn = this.#drawn;
    this.#drawn = model;
    const same = (Object.keys(model) as (keyof HeaderModel)[]).every((key) => drawn?.[key] === model[key]);
    if (same) return;
    this.element.replaceChildren(this.#row('names', namesRow, model), this.#row('sums', sumsRow, model));
  }

  #row(name: 'names' | 'sums', index: number, model: HeaderModel): HTMLElement {
    const { columns } = model;
    const row = element('div', `row ${name}`);
    row.role = 'row';
    row.ariaRowIndex = String(index + 3);
    row.style.width = `${columns.total}px`;
    const pins = element('div', 'pins');
    pins.role = 'presentation';
    pins.style.width = `${columns.pinnedWidth}px`;
    const corner = element('div', 'number', name === 'names' ? '#' : t('All'));
    corner.id = cellId(index, 0);
    corner.ariaColIndex = '1';
    corner.setAttribute('role', name === 'names' ? 'columnheader' : 'rowheader');
    corner.ariaLabel = name === 'names' ? t('Row') : t('Sums over all {0} rows', model.all);
    corner.style.width = `${columns.numberWidth}px`;
    pins.append(corner);
    row.append(pins);
    for (const [place, column] of columns.list.entries()) {
      const cell = name === 'names' ? this.#name(column, model.query) : this.#sums(column, model);
      cell.id = cellId(index, place + 1);
      cell.ariaColIndex = String(place + 2);
      cell.style.left = `${columns.lefts[place]!}px`;
      cell.style.width = `${column.width}px`;
      (place < columns.pinned ? pins : row).append(cell);
    }
    return row;
  }

  #name(column: RunColumn, { sort }: GridQuery): HTMLElement {
    const cell = element('div', `cell name ${column.kind}`);
    cell.setAttribute('role', 'columnheader');
    const by = sort?.by;
    const sorted =
      by &&
      (column.kind === 'input'
        ? 'column' in by && by.column === column.index
        : 'variantId' in by && by.variantId === column.variant.id);
    cell.ariaSort = sorted ? (sort.descending ? 'descending' : 'ascending') : 'none';
    const title = element('span', 'title', column.title);
    title.dir = 'auto';
    cell.append(title);
    if (column.kind === 'variant') {
      const { model, native } = column.variant;
      const aside = native ? t('{0} · batch API', model) : model;
      if (aside !== column.title) cell.append(element('span', 'aside', aside));
    }
    cell.title = column.kind === 'variant' ? `${column.title} (${column.variant.model})` : column.title;
    if (sorted) {
      const key = 'key' in by ? by.key : undefined;
      const mark = element('span', 'sort', icon(sort.descending ? 'arrow-down' : 'arrow-up'));
      if (key) mark.prepend(key);
      cell.append(mark);
    }
    const more = element('span', 'more', icon('ellipsis'));
    more.dataset.does = 'menu';
    cell.append(more);
    const handle = element('span', 'handle');
    handle.dataset.does = 'resize';
    handle.title = t('Drag to resize. Alt+Left and Alt+Right do the same.');
    cell.append(handle);
    return cell;
  }

  #sums(column: RunColumn, { summary }: HeaderModel): HTMLElement {
    const cell = element('div', `cell sum ${column.kind}`);
    cell.setAttribute('role', 'gridcell');
    const sums = column.kind === 'variant' ? summary.get(column.variant.id) : undefined;
    if (!sums) return cell;
    const { lines, title } = told(sums);
    cell.title = title;
    const { succeeded, failed } = sums.counts;
    const shown =
      succeeded + failed === 0 ? [t('Nothing answered yet')] : lines.filter((line) => line !== '');
    cell.append(...shown.map((line) => element('div', 'line', line)));
    return cell;
  }
}
