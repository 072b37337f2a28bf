import type { Task, TaskState } from '../../../src/protocol/activity.ts';
import { usd } from '../../state/metrics.ts';
import { pageLanguage, t } from '../../words/translate.ts';

/** A state as people see it: never by colour alone. */
export const callIcons: Record<TaskState, string> = {
  running: 'loading',
  succeeded: 'pass',
  failed: 'error',
  cancelled: 'circle-slash',
  interrupted: 'warning',
};

export function callState(state: TaskState): string {
  switch (state) {
    case 'running':
      return t('In flight');
    case 'succeeded':
      return t('Answered');
    case 'failed':
      return t('Failed');
    case 'cancelled':
      return t('Stopped');
    case 'interrupted':
      return t('Interrupted');
  }
}

/** What a call cost; undefined where there was nothing to pay for. */
export function callCost({ cost }: Task): string | undefined {
  if (!cost) return undefined;
  if (cost.basis === 'free') return t('free');
  if (cost.usd === null) return t('unknown');
  return cost.basis === 'estimated' ? `~${usd(cost.usd)}` : usd(cost.usd);
}

let moments: Intl.DateTimeFormat | undefined;

/** On this machine's clock, to the minute. */
export function momentText(at: number): string {
  moments ??= new Intl.DateTimeFormat(pageLanguage(), { dateStyle: 'short', timeStyle: 'short' });
  return moments.format(at);
}
