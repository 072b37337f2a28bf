import type { GridQuery } from '../../src/protocol/run-views.ts';
import type { Run } from '../../src/protocol/runs.ts';
import { pageLanguage, t } from '../words/translate.ts';
import { seconds, usd } from './metrics.ts';
import { stateWord } from './run-words.ts';

export type GridFilter = NonNullable<GridQuery['filters']>[number];

/** A filter without what is not set; undefined when nothing is. */
export function tidied(filter: GridFilter): GridFilter | undefined {
  const entries = Object.entries(filter).filter(
    ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  const conditions = entries.filter(([name]) => name !== 'variantId');
  return conditions.length === 0 ? undefined : (Object.fromEntries(entries) as GridFilter);
}

function range(
  name: string,
  least: number | undefined,
  most: number | undefined,
  show: (value: number) => string,
): string | undefined {
  if (least !== undefined && most !== undefined) return `${name} ${show(least)}–${show(most)}`;
  if (least !== undefined) return `${name} ≥ ${show(least)}`;
  return most === undefined ? undefined : `${name} ≤ ${show(most)}`;
}

/** `Failed or Cancelled`. */
function either(words: readonly string[]): string {
  return new Intl.ListFormat(pageLanguage(), { type: 'disjunction' }).format(words);
}

/** A filter in words. */
export function filterWords(filter: GridFilter, run: Run): string {
  const { variantId, status, text, minCost, maxCost, minLatencyMs, maxLatencyMs, passed } = filter;
  const variant = run.variants.find(({ id }) => id === variantId);
  const parts = [
    status && either(status.map((state) => stateWord(state).replace('…', ''))),
    text && t('contains “{0}”', text),
    range(t('cost'), minCost, maxCost, usd),
    range(t('latency'), minLatencyMs, maxLatencyMs, seconds),
    passed === undefined ? undefined : passed ? t('checks passed') : t('checks not passed'),
  ];
  return `${variant?.label ?? t('Any model')}: ${parts.filter(Boolean).join(', ')}`;
}
