import type { ResponseUsage } from 'openai/resources/responses/responses';
import { billedCost } from '../../core/usage.ts';
import type { Cost } from '../../protocol/generation.ts';

const TICKS_PER_USD = 1e10;

/** What xAI says it bills for a call, searches and discounts included. */
export function costFromWire(usage: ResponseUsage): Cost | undefined {
  const { cost_in_usd_ticks: ticks } = usage as { cost_in_usd_ticks?: unknown };
  return billedCost(ticks, TICKS_PER_USD);
}
