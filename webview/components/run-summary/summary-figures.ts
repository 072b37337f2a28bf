import type { Result } from '../../../src/protocol/methods.ts';
import type { VariantSummary } from '../../../src/protocol/run-views.ts';
import type { Run } from '../../../src/protocol/runs.ts';
import { usd } from '../../state/metrics.ts';
import { number, t } from '../../words/translate.ts';

export type Summary = Result<'run:summary'>;

/** A share with Wilson's interval at 95 %, each from 0 to 1. */
export interface Rate {
  rate: number;
  low: number;
  high: number;
}

/** One column of the run with its figures; `series` is its colour and sign in every plot. */
export interface Series {
  series: number;
  label: string;
  summary: VariantSummary;
}

/** In the order of the run's variants; one that the summary does not have is left out. */
export function seriesOf(run: Run, { variants }: Summary): Series[] {
  const summaries = new Map(variants.map((summary) => [summary.variantId, summary]));
  return [...run.variants]
    .sort((a, b) => a.position - b.position)
    .flatMap(({ id, label }, series) => {
      const summary = summaries.get(id);
      return summary ? [{ series, label, summary }] : [];
    });
}

/** USD for a thousand answers of this kind; null when the price is not known or nothing was asked. */
export function costPerThousand({ cost, counts }: VariantSummary): number | null {
  const asked = counts.succeeded - counts.cached;
  return cost.usd === null || asked <= 0 ? null : (cost.usd / asked) * 1000;
}

export function percent(rate: number): string {
  return `${number(rate * 100, 0)} %`;
}

/** `87 % (82–91)`. */
export function rateWords({ rate, low, high }: Rate): string {
  return `${percent(rate)} (${Math.round(low * 100)}–${Math.round(high * 100)})`;
}

/** Names of the run's checks, as its summary has them. */
export function checkNames({ variants }: Summary): string[] {
  return [...new Set(variants.flatMap(({ checks }) => checks.map(({ name }) => name)))];
}

/** What the dots of a plot stand for: a check's pass rate, or without a name the share of calls that succeeded. */
export function rateOf({ checks, success }: VariantSummary, check: string | undefined): Rate | undefined {
  if (check === undefined) return success;
  const found = checks.find(({ name }) => name === check);
  return found && found.total > 0 ? found : undefined;
}

/** A cost as a table shows it. */
export function costWords({ usd: amount, basis }: VariantSummary['cost']): string {
  if (basis === 'free') return t('free');
  if (amount === null) return t('unknown');
  return basis === 'estimated' ? `~${usd(amount)}` : usd(amount);
}

/** A time that is a round number, with no more digits than it has. */
export function timeTick(ms: number): string {
  return ms < 1000 ? `${number(ms)} ms` : `${number(ms / 1000)} s`;
}
