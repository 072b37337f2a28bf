import type { Failure } from '../../../src/protocol/errors.ts';
import type { Cost, Usage } from '../../../src/protocol/generation.ts';
import type { CellDetail } from '../../../src/protocol/run-views.ts';
import type { Cell } from '../../../src/protocol/runs.ts';
import { seconds } from '../../state/metrics.ts';
import { costWord } from '../../state/run-words.ts';

type Row = [name: string, value: string];

const number = (value: number): string => value.toLocaleString('en');

export function timingRows({ timing, usage, cached }: Cell): Row[] {
  if (!timing || cached) return [];
  const rows: Row[] = [['Latency', seconds(timing.totalMs)]];
  if (timing.ttftMs !== null) rows.push(['First token (TTFT)', seconds(timing.ttftMs)]);
  const ms = timing.totalMs - (timing.ttftMs ?? 0);
  // One burst has no speed.
  if (usage && usage.outputTokens > 0 && ms >= 50) {
    rows.push(['Speed', `${((usage.outputTokens * 1000) / ms).toFixed(1)} tokens/s`]);
  }
  return rows;
}

export function usageRows(usage: Usage | undefined): Row[] {
  if (!usage) return [];
  const about = usage.estimated ? ', estimated' : '';
  const of = (part: number | undefined, what: string): string => (part ? `, ${number(part)} ${what}` : '');
  const rows: Row[] = [
    ['Tokens in', `${number(usage.inputTokens)}${of(usage.cachedInputTokens, 'of them cached')}${about}`],
    ['Tokens out', `${number(usage.outputTokens)}${of(usage.reasoningTokens, 'of them thinking')}${about}`],
  ];
  if (usage.searches) rows.push(['Web searches', number(usage.searches)]);
  return rows;
}

export function costRows(cost: Cost | undefined): Row[] {
  if (!cost) return [];
  const told = {
    exact: '',
    estimated: ' (estimated)',
    free: '',
    unknown: 'unknown: no price is known for this model',
  };
  return [['Cost', `${costWord(cost)?.replace('~', '') ?? ''}${told[cost.basis]}`]];
}

/** What a person can do about a failure. */
export function nextStep({ code, retryable, retryAfterMs }: Failure): string {
  if (code === 'auth') return 'Set the key with “A-B/AI: Set API Key”, then retry.';
  if (code === 'rate-limited') {
    return retryAfterMs ? `Retry in ${seconds(retryAfterMs)}.` : 'Retry later, or with fewer calls at once.';
  }
  if (retryable) return 'A retry may help.';
  return '';
}

const happened: Record<string, string> = {
  queued: 'Queued',
  started: 'Asked',
  waited: 'Had to wait',
  running: 'Asked',
  submitted: 'Handed to the provider’s batch API',
  succeeded: 'Answered',
  failed: 'Failed',
  cancelled: 'Cancelled',
  retried: 'To be asked again',
  pending: 'To be asked',
};

export function eventRow({ type, at, message }: CellDetail['events'][number]): Row {
  const clock = new Intl.DateTimeFormat(document.documentElement.lang || 'en', {
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const word = happened[type.replace(/^cell:/, '')] ?? type;
  return [clock.format(at), message ? `${word}: ${message}` : word];
}
