import type { Cost, Parameters } from '../protocol/generation.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { Band, ModelEstimate } from '../protocol/run-estimate.ts';
import { costOf } from './cost.ts';
import { estimateBand } from './estimate.ts';
import { percentilesOf } from './statistics.ts';

/** What a model's answers were like before; empty when it was never asked. */
export interface PastAnswers {
  outputTokens: readonly number[];
  latenciesMs: readonly number[];
  /** Of `calibrationFactor`: counted over estimated tokens. */
  tokenFactor: number;
}

/** Fewer past answers than this say nothing. */
const enough = 5;
/** Tokens of an answer to a question nobody knows. */
const usualOutput: Band = { low: 150, likely: 300, high: 600 };
/** Tokens that thinking adds to it. */
const usualThinking: Record<NonNullable<Parameters['thinking']>, Band> = {
  off: { low: 0, likely: 0, high: 0 },
  low: { low: 200, likely: 500, high: 1500 },
  medium: { low: 500, likely: 2000, high: 5000 },
  high: { low: 1000, likely: 6000, high: 20_000 },
};
const none: Band = { low: 0, likely: 0, high: 0 };
/** Milliseconds to the first token, and tokens a second after it. */
const usualFirstTokenMs: Band = { low: 300, likely: 800, high: 2000 };
const usualSpeed: Band = { low: 120, likely: 60, high: 25 };

export interface VariantPlan {
  model: ModelDefinition;
  prompt: number;
  label: string;
  calls: number;
  parameters: Parameters;
  /** Tokens of the prompt for sampled rows, before the model's own factor; at least one. */
  inputTokens: readonly number[];
  /** Tokens of a call's images, beside those of the prompt; absent when it has none. */
  imageTokens?: Band;
  past: PastAnswers;
  /** Whether the provider has a batch API for the model. */
  batch: boolean;
  /** Milliseconds since epoch: prices have dates. */
  at: number;
}

export interface VariantEstimate extends ModelEstimate {
  /** Milliseconds of one call. */
  latency: Band;
}

/** What one variant would ask and cost. Nothing is certain: bands say how far it may be off. */
export function estimateVariant(plan: VariantPlan): VariantEstimate {
  const { model, prompt, label, calls, past, batch, at } = plan;
  const output = outputOf(plan);
  const inputs = plan.inputTokens.map((tokens) => tokens * past.tokenFactor);
  const images = plan.imageTokens ?? none;
  const input = added(spread(mean(inputs)), images);
  const cost = (viaBatch: boolean) => {
    const end = (of: keyof Band) => {
      const factor = { low: 1 - estimateBand, likely: 1, high: 1 + estimateBand }[of];
      let usd = 0;
      let basis: Cost['basis'] = 'free';
      // Each row by itself: a long prompt may be in a dearer tier.
      for (const tokens of inputs) {
        const usage = {
          inputTokens: Math.round(tokens * factor + images[of]),
          outputTokens: Math.round(output[of]),
          estimated: true,
        };
        const one = costOf(model, usage, { at, batch: viaBatch });
        if (one.usd === null) return { usd: null, basis: one.basis };
        usd += one.usd;
        basis = one.basis;
      }
      return { usd: (usd / inputs.length) * calls, basis };
    };
    const [low, likely, high] = [end('low'), end('likely'), end('high')];
    const known = low.usd !== null && likely.usd !== null && high.usd !== null;
    return {
      basis: known ? likely.basis : ('unknown' as const),
      band: known ? { low: low.usd!, likely: likely.usd!, high: high.usd! } : null,
    };
  };
  const live = cost(false);
  return {
    model: `${model.provider}:${model.id}`,
    prompt,
    label,
    calls,
    inputTokens: whole(scaled(input, calls)),
    ...(plan.imageTokens ? { imageTokens: whole(scaled(images, calls)) } : {}),
    outputTokens: whole(scaled(output, calls)),
    cost: live.band,
    basis: live.basis,
    batchCost: batch ? cost(true).band : null,
    latency: latencyOf(past, output),
  };
}

function outputOf({ model, parameters, past }: VariantPlan): Band {
  const most = Math.min(
    parameters.maxTokens ?? Number.POSITIVE_INFINITY,
    model.maxOutput ?? Number.POSITIVE_INFINITY,
  );
  const usual =
    pastBand(past.outputTokens) ?? added(usualOutput, usualThinking[parameters.thinking ?? 'off']);
  return {
    low: Math.min(usual.low, most),
    likely: Math.min(usual.likely, most),
    high: Math.min(usual.high, most),
  };
}

function latencyOf({ latenciesMs }: PastAnswers, output: Band): Band {
  const after = (of: keyof Band) => (output[of] / usualSpeed[of]) * 1000;
  return (
    pastBand(latenciesMs) ?? {
      low: usualFirstTokenMs.low + after('low'),
      likely: usualFirstTokenMs.likely + after('likely'),
      high: usualFirstTokenMs.high + after('high'),
    }
  );
}

/** The mean of what was before, within its middle half: the sum of many calls follows the mean. */
function pastBand(values: readonly number[]): Band | undefined {
  if (values.length < enough) return undefined;
  const likely = mean(values);
  const [low, high] = percentilesOf(Float64Array.from(values), [0.25, 0.75]) as [number, number];
  return { low: Math.min(low, likely), likely, high: Math.max(high, likely) };
}

/** Calls that share a provider's lanes. */
export interface LaneLoad {
  calls: number;
  latency: Band;
  /** Calls of this variant at once. */
  window: number;
  /** Variants with the same lane share it. */
  lane: string;
  /** Calls at once that the lane takes. */
  ceiling: number;
}

/** Milliseconds until the last answer: no variant is faster than its window, no lane than its ceiling. */
export function durationOf(loads: readonly LaneLoad[]): Band {
  const at = (of: keyof Band) => {
    let longest = 0;
    const lanes = new Map<string, { work: number; places: number }>();
    for (const { calls, latency, window, lane, ceiling } of loads) {
      const work = calls * latency[of];
      longest = Math.max(longest, work / Math.min(window, ceiling, Math.max(1, calls)));
      const shared = lanes.get(lane) ?? { work: 0, places: ceiling };
      lanes.set(lane, { work: shared.work + work, places: ceiling });
    }
    for (const { work, places } of lanes.values()) longest = Math.max(longest, work / places);
    return longest;
  };
  return whole({ low: at('low'), likely: at('likely'), high: at('high') });
}

/** What a call's images count as: the mean of those that were looked at, for as many as a call has. */
export function imagesBand(bands: readonly Band[], each: number): Band | undefined {
  return each === 0 || bands.length === 0 ? undefined : scaled(bands.reduce(added), each / bands.length);
}

/** Null when none is known. */
export function sumBands(bands: readonly (Band | null)[]): Band | null {
  const known = bands.filter((band) => band !== null);
  return known.length === 0 ? null : known.reduce(added);
}

function added(a: Band, b: Band): Band {
  return { low: a.low + b.low, likely: a.likely + b.likely, high: a.high + b.high };
}

function scaled({ low, likely, high }: Band, by: number): Band {
  return { low: low * by, likely: likely * by, high: high * by };
}

function spread(likely: number): Band {
  return { low: likely * (1 - estimateBand), likely, high: likely * (1 + estimateBand) };
}

function whole({ low, likely, high }: Band): Band {
  return { low: Math.round(low), likely: Math.round(likely), high: Math.round(high) };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
