import type { Band, RunEstimate } from '../../src/protocol/run-estimate.ts';
import { count, usd } from './metrics.ts';

/** From here on a person is asked before money is spent. */
const askAboveUsd = 1;
const askAboveCalls = 1000;

/** A band as people read one: `$0.10–0.30`; one figure when both ends look the same. */
export function usdBand({ low, high }: Band): string {
  const [from, to] = [usd(low), usd(high)];
  return from === to ? from : `${from}–${to.replace(/^\$/, '')}`;
}

export function countBand({ low, high }: Band): string {
  const [from, to] = [count(Math.round(low)), count(Math.round(high))];
  return from === to ? from : `${from}–${to}`;
}

/** Milliseconds as a person plans with them. */
export function timeWords(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 1) return 'under 1 s';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  const hours = minutes / 60;
  return hours < 36
    ? `${hours < 10 ? hours.toFixed(1) : Math.round(hours)} h`
    : `${Math.round(hours / 24)} days`;
}

export function timeBand({ low, high }: Band): string {
  const [from, to] = [timeWords(low), timeWords(high)];
  return from === to ? from : `${from} to ${to}`;
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
  const asked = calls === 1 ? '1 call' : `${calls.toLocaleString('en')} calls`;
  if (cost === null) return `${asked}, cost unknown`;
  if (cost.high === 0) return unknownPrice ? `${asked}, cost partly unknown` : `${asked}, free`;
  return `${asked}, ${unknownPrice ? 'at least ' : 'about '}${usdBand(cost)}`;
}

/** What VS Code asks before a run that may be dear. */
export function question(cast: Forecast, maxCostUsd?: number): { message: string; detail: string } {
  const rows = cast.rows === 1 ? '1 row' : `${cast.rows.toLocaleString('en')} rows`;
  const lines = [`${forecastWords(cast)}.`.replace(/^./, (first) => first.toUpperCase())];
  if (cast.unknownPrice) lines.push('There is no price for at least one of these models.');
  lines.push(
    maxCostUsd === undefined
      ? 'There is no cost cap: the run does not stop by itself.'
      : `The run pauses before it would cost more than ${usd(maxCostUsd)}.`,
  );
  return { message: `Run ${rows}?`, detail: lines.join('\n') };
}
