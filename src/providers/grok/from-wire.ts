import type { ResponseUsage } from 'openai/resources/responses/responses';
import type { Cost } from '../../protocol/generation.ts';

const TICKS_PER_USD = 1e10;

/** What xAI says it bills for a call, searches and discounts included. */
export function costFromWire(usage: ResponseUsage): Cost | undefined {
  const { cost_in_usd_ticks: ticks } = usage as { cost_in_usd_ticks?: unknown };
  return typeof ticks === 'number' && ticks >= 0 ? { usd: ticks / TICKS_PER_USD, basis: 'exact' } : undefined;
}
