import type { Cost } from '../protocol/generation.ts';
import type { VariantSummary } from '../protocol/run-views.ts';
import { type CellStatus, cellStatuses } from '../protocol/runs.ts';
import { barOf } from './latency-bounds.ts';
import { factBases, type VariantFacts } from './run-facts.ts';
import { percentilesOf, wilsonInterval } from './statistics.ts';

const mark = (status: CellStatus) => cellStatuses.indexOf(status) + 1;
const succeeded = mark('succeeded');
const failed = mark('failed');
const cancelled = mark('cancelled');

const certainty = factBases;

/** A variant's summary without its histogram, whose bounds are known only with all variants, and its latencies. */
export interface SummedVariant {
  summary: Omit<VariantSummary, 'latencyHistogram'>;
  /** Milliseconds of the answers that were asked for, in no order. */
  latencies: Float32Array;
  /** Of them; infinite and 0 without any. */
  shortest: number;
  longest: number;
}

/** `names` are those of the checks, in the order of the facts' graders. */
export function sumVariant(variantId: string, facts: VariantFacts, names: readonly string[]): SummedVariant {
  const counts = { total: 0, succeeded: 0, failed: 0, cancelled: 0, cached: 0 };
  const usage = { inputTokens: 0, outputTokens: 0 };
  const { status, cached, basis, usd, ttft, latency, inputTokens, outputTokens } = facts;
  const latencies = new Float32Array(status.length);
  const ttfts = new Float32Array(status.length);
  const speeds = new Float32Array(status.length);
  let [timed, begun, measured] = [0, 0, 0];
  let money = 0;
  let worst = 0;
  let shortest = Number.POSITIVE_INFINITY;
  let longest = 0;
  for (let at = 0; at < status.length; at++) {
    const now = status[at]!;
    if (now === 0) continue;
    counts.total += 1;
    if (now === succeeded) counts.succeeded += 1;
    else if (now === failed) counts.failed += 1;
    else if (now === cancelled) counts.cancelled += 1;
    if (cached[at]) {
      counts.cached += 1;
      continue;
    }
    usage.inputTokens += inputTokens[at]!;
    usage.outputTokens += outputTokens[at]!;
    money += usd[at]!;
    if (basis[at]! > worst) worst = basis[at]!;
    if (now !== succeeded) continue;
    const took = latency[at]!;
    if (!Number.isNaN(took)) {
      latencies[timed++] = took;
      if (took < shortest) shortest = took;
      if (took > longest) longest = took;
    }
    const first = ttft[at]!;
    if (Number.isNaN(first)) continue;
    ttfts[begun++] = first;
    if (took > first && outputTokens[at]! > 0)
      speeds[measured++] = (outputTokens[at]! * 1000) / (took - first);
  }
  const [p50, p95] = percentilesOf(latencies.subarray(0, timed), [0.5, 0.95]);
  const [ttft50, ttft95] = percentilesOf(ttfts.subarray(0, begun), [0.5, 0.95]);
  const [speed] = percentilesOf(speeds.subarray(0, measured), [0.5]);
  const success = wilsonInterval(counts.succeeded, counts.succeeded + counts.failed);
  return {
    summary: {
      variantId,
      counts,
      usage,
      cost: costOf(money, worst),
      ...(p50 === undefined || p95 === undefined ? {} : { latency: { p50, p95 } }),
      ...(ttft50 === undefined || ttft95 === undefined ? {} : { ttft: { p50: ttft50, p95: ttft95 } }),
      ...(speed === undefined ? {} : { tokensPerSecond: speed }),
      ...(success ? { success: { rate: success.share, low: success.low, high: success.high } } : {}),
      checks: facts.verdicts().map(({ passed, total }, at) => {
        const { share, low, high } = wilsonInterval(passed, total) ?? { share: 0, low: 0, high: 1 };
        return { name: names[at] ?? '', passed, total, rate: share, low, high };
      }),
    },
    latencies: latencies.slice(0, timed),
    shortest,
    longest,
  };
}

/** As certain as the least certain cell; the sum of nothing is free. */
function costOf(usd: number, worst: number): Cost {
  const basis = certainty[Math.max(0, worst - 1)]!;
  // Whole pico-dollars, as each cost is.
  return basis === 'unknown' ? { usd: null, basis } : { usd: Math.round(usd * 1e12) / 1e12, basis };
}

/** How many of the latencies each bar has. */
export function latencyHistogram(latencies: Float32Array, bounds: readonly number[]): number[] {
  const bars = new Array<number>(Math.max(0, bounds.length - 1)).fill(0);
  for (const latency of latencies) bars[barOf(bounds, latency)]! += 1;
  return bars;
}
