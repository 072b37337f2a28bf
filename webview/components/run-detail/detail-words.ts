import type { Failure } from '../../../src/protocol/failure.ts';
import type { Cost, Usage } from '../../../src/protocol/generation.ts';
import type { CellDetail } from '../../../src/protocol/run-views.ts';
import type { Cell } from '../../../src/protocol/runs.ts';
import { seconds } from '../../state/metrics.ts';
import { costWord } from '../../state/run-words.ts';
import { said } from '../../words/sentence.ts';
import { number, pageLanguage, t } from '../../words/translate.ts';

type Row = [name: string, value: string];

export function timingRows({ timing, usage, cached }: Cell): Row[] {
  if (!timing || cached) return [];
  const rows: Row[] = [[t('Latency'), seconds(timing.totalMs)]];
  if (timing.ttftMs !== null) rows.push([t('First token (TTFT)'), seconds(timing.ttftMs)]);
  const ms = timing.totalMs - (timing.ttftMs ?? 0);
  // One burst has no speed.
  if (usage && usage.outputTokens > 0 && ms >= 50) {
    rows.push([t('Speed'), t('{0} tokens/s', number((usage.outputTokens * 1000) / ms, 1))]);
  }
  return rows;
}

export function usageRows(usage: Usage | undefined): Row[] {
  if (!usage) return [];
  const { inputTokens, outputTokens, cachedInputTokens: cached, reasoningTokens: thinking } = usage;
  const about = usage.estimated ? t('estimated') : '';
  const parts = (...said: (string | 0 | undefined)[]): string => said.filter(Boolean).join(', ');
  const rows: Row[] = [
    [t('Tokens in'), parts(number(inputTokens), cached && t('{0} of them cached', cached), about)],
    [t('Tokens out'), parts(number(outputTokens), thinking && t('{0} of them thinking', thinking), about)],
  ];
  if (usage.searches) rows.push([t('Web searches'), number(usage.searches)]);
  return rows;
}

export function costRows(cost: Cost | undefined): Row[] {
  if (!cost) return [];
  const amount = costWord(cost)?.replace('~', '') ?? '';
  switch (cost.basis) {
    case 'unknown':
      return [[t('Cost'), t('unknown: no price is known for this model')]];
    case 'estimated':
      return [[t('Cost'), t('{0} (estimated)', amount)]];
    default:
      return [[t('Cost'), amount]];
  }
}

/** What a person can do about a failure. */
export function nextStep({ code, retryable, retryAfterMs }: Failure): string {
  if (code === 'auth') return t('Set the key with “A-B/AI: Set API Key”, then retry.');
  if (code === 'rate-limited') {
    return retryAfterMs
      ? t('Retry in {0}.', seconds(retryAfterMs))
      : t('Retry later, or with fewer calls at once.');
  }
  if (retryable) return t('A retry may help.');
  return '';
}

function happened(event: string): string | undefined {
  switch (event) {
    case 'queued':
      return t('Queued');
    case 'started':
    case 'running':
      return t('Asked');
    case 'waited':
      return t('Had to wait');
    case 'submitted':
      return t('Handed to the provider’s batch API');
    case 'succeeded':
      return t('Answered');
    case 'failed':
      return t('Failed');
    case 'cancelled':
      return t('Cancelled');
    case 'retried':
      return t('To be asked again');
    case 'pending':
      return t('To be asked');
    default:
      return undefined;
  }
}

export function eventRow({ type, at, message }: CellDetail['events'][number]): Row {
  const clock = new Intl.DateTimeFormat(pageLanguage(), {
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const word = happened(type.replace(/^cell:/, '')) ?? type;
  return [clock.format(at), message ? `${word}: ${said(message)}` : word];
}
