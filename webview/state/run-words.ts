import type { ErrorCode } from '../../src/protocol/errors.ts';
import type { Cost } from '../../src/protocol/generation.ts';
import type { GridCell } from '../../src/protocol/run-views.ts';
import type { CellStatus, Run } from '../../src/protocol/runs.ts';
import { seconds, usd } from './metrics.ts';

/** A state as people see it: never by colour alone. */
export const cellStates: Record<CellStatus, { icon: string; text: string }> = {
  pending: { icon: 'circle-large', text: 'Not asked yet' },
  queued: { icon: 'clock', text: 'Queued' },
  submitted: { icon: 'cloud-upload', text: 'In a batch at the provider' },
  running: { icon: 'loading', text: 'Answering…' },
  succeeded: { icon: 'pass', text: 'Answered' },
  failed: { icon: 'error', text: 'Failed' },
  cancelled: { icon: 'circle-slash', text: 'Cancelled' },
};

const failures: Partial<Record<ErrorCode, string>> = {
  auth: 'the API key was refused',
  'rate-limited': 'the provider asked for fewer calls',
  unavailable: 'the provider could not be reached',
  provider: 'the provider reported an error',
  invalid: 'the request was refused',
  cancelled: 'it was cancelled',
};

export function failureWord(code: string | undefined): string {
  const reason = failures[code as ErrorCode];
  return reason === undefined ? 'Failed' : `Failed: ${reason}`;
}

/** Of a sum or a cell; nothing when there is nothing to say. */
export function costWord(cost: Cost | undefined): string | undefined {
  if (!cost) return undefined;
  if (cost.basis === 'free') return 'free';
  if (cost.usd === null || cost.basis === 'unknown') return undefined;
  return `${cost.basis === 'estimated' ? '~' : ''}${usd(cost.usd)}`;
}

/** The small figures under an answer. */
export function cellFigures({ latencyMs, cost, outputTokens }: GridCell): string[] {
  const figures: string[] = [];
  if (latencyMs !== undefined) figures.push(seconds(latencyMs));
  const money = costWord(cost);
  if (money !== undefined) figures.push(money);
  if (outputTokens !== undefined) figures.push(`${outputTokens.toLocaleString('en')} tok`);
  return figures;
}

/** The verdict of the checks; undefined when there is none. */
export function checkWord({
  passed,
  checked,
}: GridCell): { ok: boolean; text: string; title: string } | undefined {
  if (!checked) return undefined;
  const ok = passed === checked;
  const title = `${passed ?? 0} of ${checked} ${checked === 1 ? 'check' : 'checks'} passed`;
  if (checked === 1) return { ok, text: ok ? 'passed' : 'not passed', title };
  return { ok, text: `${passed ?? 0}/${checked}`, title };
}

export function percent(share: number): string {
  const points = share * 100;
  return `${points === 100 || points === 0 ? points : points.toFixed(1)} %`;
}

/** The state of a run in a word. */
export function runWord({ status, cells }: Run): string {
  switch (status) {
    case 'running':
      return 'Running';
    case 'paused':
      return 'Paused';
    case 'cancelled':
      return 'Cancelled';
    case 'completed':
      return cells.failed > 0 ? `Done, ${cells.failed.toLocaleString('en')} failed` : 'Done';
  }
}
