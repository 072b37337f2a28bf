import type { ErrorCode } from '../../src/protocol/errors.ts';
import type { Cost } from '../../src/protocol/generation.ts';
import type { GridCell } from '../../src/protocol/run-views.ts';
import type { CellStatus, Run } from '../../src/protocol/runs.ts';
import { said } from '../words/sentence.ts';
import { number, t } from '../words/translate.ts';
import { seconds, usd } from './metrics.ts';

/** A state as people see it: never by colour alone. */
export const cellIcons: Record<CellStatus, string> = {
  pending: 'circle-large',
  queued: 'clock',
  submitted: 'cloud-upload',
  running: 'loading',
  succeeded: 'pass',
  failed: 'error',
  cancelled: 'circle-slash',
};

export function stateWord(status: CellStatus): string {
  switch (status) {
    case 'pending':
      return t('Not asked yet');
    case 'queued':
      return t('Queued');
    case 'submitted':
      return t('In a batch at the provider');
    case 'running':
      return t('Answering…');
    case 'succeeded':
      return t('Answered');
    case 'failed':
      return t('Failed');
    case 'cancelled':
      return t('Cancelled');
  }
}

export function failureWord(code: string | undefined): string {
  switch (code as ErrorCode) {
    case 'auth':
      return t('Failed: the API key was refused');
    case 'rate-limited':
      return t('Failed: the provider asked for fewer calls');
    case 'unavailable':
      return t('Failed: the provider could not be reached');
    case 'provider':
      return t('Failed: the provider reported an error');
    case 'invalid':
      return t('Failed: the request was refused');
    case 'cancelled':
      return t('Failed: it was cancelled');
    default:
      return t('Failed');
  }
}

/** Of a sum or a cell; nothing when there is nothing to say. */
export function costWord(cost: Cost | undefined): string | undefined {
  if (!cost) return undefined;
  if (cost.basis === 'free') return t('free');
  if (cost.usd === null || cost.basis === 'unknown') return undefined;
  return `${cost.basis === 'estimated' ? '~' : ''}${usd(cost.usd)}`;
}

/** The small figures under an answer. */
export function cellFigures({ latencyMs, cost, outputTokens }: GridCell): string[] {
  const figures: string[] = [];
  if (latencyMs !== undefined) figures.push(seconds(latencyMs));
  const money = costWord(cost);
  if (money !== undefined) figures.push(money);
  if (outputTokens !== undefined) figures.push(t('{0} tok', outputTokens));
  return figures;
}

/** The verdict of the checks; undefined when there is none. */
export function checkWord({
  passed,
  checked,
}: GridCell): { ok: boolean; text: string; title: string } | undefined {
  if (!checked) return undefined;
  const ok = passed === checked;
  const title =
    checked === 1
      ? t('{0} of 1 check passed', passed ?? 0)
      : t('{0} of {1} checks passed', passed ?? 0, checked);
  if (checked === 1) return { ok, text: ok ? t('passed') : t('not passed'), title };
  return { ok, text: `${passed ?? 0}/${checked}`, title };
}

export function percent(share: number): string {
  const points = share * 100;
  return `${number(points, points === 100 || points === 0 ? 0 : 1)} %`;
}

/** The state of a run in a word. */
export function runWord({ status, cells }: Run): string {
  switch (status) {
    case 'running':
      return t('Running');
    case 'paused':
      return t('Paused');
    case 'cancelled':
      return t('Cancelled');
    case 'completed':
      return cells.failed > 0 ? t('Done, {0} failed', cells.failed) : t('Done');
  }
}

/** Why a run is paused: with the back end's own sentence, which says of a cap what is spent, reserved and needed next. */
export function pauseWord({ reason }: Run): string {
  if (reason !== undefined) return said(reason);
  return t('Paused. Answers that were on their way are kept when they come; Resume goes on with the rest.');
}
