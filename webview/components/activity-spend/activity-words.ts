import {
  type ActivityPart,
  type ActivitySum,
  costUnknown,
  type SpanStep,
} from '../../../src/core/activity-sums.ts';
import type { ActivityMeasure } from '../../state/activity-filter.ts';
import { usd } from '../../state/metrics.ts';
import { pageLanguage, t } from '../../words/translate.ts';

/** Days are counted as if they were of UTC, and so they are written. */
function written(day: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(pageLanguage(), { ...options, timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  );
}

export function dayText(day: string): string {
  return written(day, { day: 'numeric', month: 'short' });
}

export function longDayText(day: string): string {
  return written(day, { day: 'numeric', month: 'short', year: 'numeric', weekday: 'short' });
}

export function monthText(day: string): string {
  return written(day, { month: 'short', year: 'numeric' });
}

/** What the plot is called, and what it shows. */
export function measureWords(measure: ActivityMeasure): { title: string; about: string } {
  switch (measure) {
    case 'cost':
      return {
        title: t('Spend'),
        about: t('US dollars by day and model, as far as prices are known.'),
      };
    case 'tokens':
      return { title: t('Tokens'), about: t('Tokens by day and model, in and out together.') };
    case 'calls':
      return { title: t('Calls'), about: t('Calls by day and model, failed ones too.') };
  }
}

export function stepWord(step: SpanStep): string {
  return { day: t('Day'), week: t('Week'), month: t('Month') }[step];
}

export function partWord(part: ActivityPart): string {
  return { model: t('Model'), provider: t('Provider'), project: t('Project'), day: t('Day') }[part];
}

/** A sum of costs: what nobody knows is said, and never counted as nothing. */
export function sumText(sum: ActivitySum): string {
  if (costUnknown(sum)) return t('unknown');
  return sum.unknownCosts > 0 ? t('at least {0}', usd(sum.usd)) : usd(sum.usd);
}

export function unknownText(unknownCosts: number): string {
  return unknownCosts === 1 ? t('1 call of unknown cost') : t('{0} calls of unknown cost', unknownCosts);
}

/** Large numbers as they fit on an axis. */
export function shortNumber(value: number): string {
  return new Intl.NumberFormat(pageLanguage(), { notation: 'compact', maximumSignificantDigits: 3 }).format(
    value,
  );
}
