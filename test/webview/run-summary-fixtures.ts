import type { VariantSummary } from '../../src/protocol/run-views.ts';
import type { Run } from '../../src/protocol/runs.ts';
import type { Summary } from '../../webview/components/run-summary/summary-figures.ts';
import { runOf } from './run-setup-fixtures.ts';
import { StageHost } from './run-stage.ts';

/** 0 ms to 10 s, each bound 1.25 times the one before. */
export const bounds = [0, ...Array.from({ length: 20 }, (_, at) => Math.round(150 * 1.25 ** at))];

export interface Figures {
  label: string;
  /** USD in all; null is unknown. */
  usd: number | null;
  p50: number;
  rate: number;
}

export const models: Figures[] = [
  { label: 'GPT-4o', usd: 1.9, p50: 1400, rate: 0.94 },
  { label: 'GPT-4o mini', usd: 0.11, p50: 800, rate: 0.86 },
  { label: 'Claude Sonnet 4', usd: 2.4, p50: 2100, rate: 0.96 },
];

function wilson(passed: number, total: number) {
  const z = 1.96;
  const rate = passed / total;
  const centre = (rate + z ** 2 / (2 * total)) / (1 + z ** 2 / total);
  const half =
    (z / (1 + z ** 2 / total)) * Math.sqrt((rate * (1 - rate)) / total + z ** 2 / (4 * total ** 2));
  return { rate, low: centre - half, high: centre + half };
}

export function variantSummary(
  { usd, p50, rate }: Figures,
  at: number,
  checks: readonly string[] = ['number=={{expected}}'],
): VariantSummary {
  const total = 200;
  const histogram = bounds.map((bound) => Math.round(70 * Math.exp(-(((bound - p50) / (p50 * 0.4)) ** 2))));
  return {
    variantId: `v${at}`,
    counts: { total, succeeded: 198, failed: 2, cancelled: 0, cached: 0 },
    usage: { inputTokens: 32_000, outputTokens: 51_000 },
    cost: usd === null ? { usd, basis: 'unknown' } : { usd, basis: usd === 0 ? 'free' : 'exact' },
    latency: { p50, p95: p50 * 1.8 },
    ttft: { p50: p50 * 0.3, p95: p50 * 0.6 },
    tokensPerSecond: 80 - at * 7,
    success: wilson(198, total),
    checks: checks.map((name, index) => {
      const passed = Math.round(198 * rate * (1 - index * 0.2));
      return { name, passed, total: 198, ...wilson(passed, 198) };
    }),
    latencyHistogram: histogram.slice(0, -1),
  };
}

/** What a variant's summary is before anything has happened. */
export function emptySummary(at: number): VariantSummary {
  return {
    variantId: `v${at}`,
    counts: { total: 50, succeeded: 0, failed: 0, cancelled: 0, cached: 0 },
    usage: { inputTokens: 0, outputTokens: 0 },
    cost: { usd: 0, basis: 'exact' },
    checks: [],
    latencyHistogram: bounds.slice(0, -1).map(() => 0),
  };
}

export function summaryRun(labels: readonly string[], change: Partial<Run> = {}): Run {
  return runOf({
    status: 'completed',
    variants: labels.map((label, position) => ({
      id: `v${position}`,
      position,
      prompt: 0,
      model: `openai:${position}`,
      label,
    })),
    cells: { total: 600, succeeded: 594, failed: 6, cancelled: 0 },
    ...change,
  });
}

export function summaryHost(run: Run, summary: Summary): StageHost {
  const host = new StageHost();
  host.state = { runId: run.id };
  host.answers['run:get'] = () => run;
  host.answers['run:summary'] = () => summary;
  host.window['file:save-as'] = async () => ({ saved: true });
  return host;
}
