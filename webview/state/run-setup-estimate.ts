import type { Band, RunEstimate } from '../../src/protocol/run-estimate.ts';
import { number, t } from '../words/translate.ts';
import { count, usd } from './metrics.ts';

/** From here on a person is asked before money is spent. */
const askAboveUsd = 1;
const askAboveCalls = 1000;

/** A band as people read one: `$0.10–0.30`; one figure when both ends look the same. */
export function usdBand({ low, high }: Band): string {
  const [from, to] = [usd(low), usd(high)];
  // The sign of the currency once, on whichever side the language writes it.
  return from === to ? from : `${from.replace(/\s\$$/, '')}–${to.replace(/^\$/, '')}`;
}

export function countBand({ low, high }: Band): string {
  const [from, to] = [count(Math.round(low)), count(Math.round(high))];
  return from === to ? from : `${from}–${to}`;
}

/** Milliseconds as a person plans with them. */
export function timeWords(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 1) return t('under 1 s');
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  const hours = minutes / 60;
  return hours < 36 ? `${number(hours, hours < 10 ? 1 : 0)} h` : t('{0} days', Math.round(hours / 24));
}

export function timeBand({ low, high }: Band): string {
  const [from, to] = [timeWords(low), timeWords(high)];
  return from === to ? from : t('{0} to {1}', from, to);
}

/** What a part of the run would cost, when its first rows are like the rest. */
export interface Forecast {
  rows: number;
  calls: number;
  /** USD; null when no price is known. */
  cost: Band | null;
  /** True when the price of at least one model is not known. */
  unknownPrice: boolean;
}

export function forecast(estimate: RunEstimate, rows: number): Forecast {
  const share = estimate.rows === 0 ? 0 : Math.min(1, rows / estimate.rows);
  const scaled = ({ low, likely, high }: Band): Band => ({
    low: low * share,
    likely: likely * share,
    high: high * share,
  });
  return {
    rows: Math.min(rows, estimate.rows),
    calls: Math.round(estimate.calls * share),
    cost: estimate.cost && scaled(estimate.cost),
    unknownPrice: estimate.models.some(({ cost }) => cost === null),
  };
}

/** Whether a person is asked first: it may be dear, it is many calls, or nobody knows what it costs. */
export function mustAsk({ calls, cost, unknownPrice }: Forecast): boolean {
  return unknownPrice || calls > askAboveCalls || (cost?.high ?? 0) > askAboveUsd;
}

/** `20 calls, about $0.10–0.30`. */
export function forecastWords({ calls, cost, unknownPrice }: Forecast): string {
  const asked = calls === 1 ? t('1 call') : t('{0} calls', calls);
  if (cost === null) return t('{0}, cost unknown', asked);
  if (cost.high === 0) return unknownPrice ? t('{0}, cost partly unknown', asked) : t('{0}, free', asked);
  return unknownPrice
    ? t('{0}, at least {1}', asked, usdBand(cost))
    : t('{0}, about {1}', asked, usdBand(cost));
}

/** What VS Code asks before a run that may be dear. */
export function question(cast: Forecast, maxCostUsd?: number): { message: string; detail: string } {
  const lines = [`${forecastWords(cast)}.`.replace(/^./, (first) => first.toUpperCase())];
  if (cast.unknownPrice) lines.push(t('There is no price for at least one of these models.'));
  lines.push(
    maxCostUsd === undefined
      ? t('There is no cost cap: the run does not stop by itself.')
      : t('The run pauses before it would cost more than {0}.', usd(maxCostUsd)),
  );
  return {
    message: cast.rows === 1 ? t('Run 1 row?') : t('Run {0} rows?', cast.rows),
    detail: lines.join('\n'),
  };
}
