import type { PauseCause } from '../protocol/runs.ts';
import type { RunBudget } from './run-budget.ts';

/** USD with as many places as tell it: costs of single calls are small. */
export function dollars(usd: number): string {
  return `$${Number(usd.toFixed(usd < 0.01 ? 8 : 4))}`;
}

/** Why a run stands still at its cap. `nextUsd`: what the next call may cost. */
export function capReached(
  { cap = 0, spentUsd, lostUsd, heldUsd }: RunBudget,
  nextUsd: number,
): { reason: string; because: PauseCause } {
  const lost = lostUsd > 0 ? `, up to ${dollars(lostUsd)} more for calls that broke off` : '';
  const spent = `${dollars(spentUsd)} spent${lost}${heldUsd > 0 ? `, ${dollars(heldUsd)} reserved` : ''}`;
  return {
    reason: `The cost cap of $${cap} is reached: ${spent}, and the next call may cost ${dollars(nextUsd)}. Raise it to go on.`,
    because: 'cost-cap',
  };
}
