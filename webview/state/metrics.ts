import type { Message } from '../../src/protocol/conversations.ts';
import { dollars, number, t } from '../words/translate.ts';

/** One figure of an answer, as it is shown. */
export interface Metric {
  id: 'ttft' | 'speed' | 'tokens' | 'cost';
  text: string;
  /** What the figure is, for the tooltip and for screen readers. */
  label: string;
}

/** The figures of an answer that is over; those that are not known are left out, except the cost. */
export function metrics(message: Message): Metric[] {
  const { timing, tokensIn, tokensOut, usage } = message;
  const figures: Metric[] = [];
  if (timing?.ttftMs != null) {
    figures.push({
      id: 'ttft',
      text: t('TTFT {0}', seconds(timing.ttftMs)),
      label: t('Time to the first token'),
    });
  }
  const about = usage?.estimated ? '~' : '';
  if (timing && tokensOut) {
    const ms = timing.totalMs - (timing.ttftMs ?? 0);
    // One burst has no speed.
    if (ms >= 50) {
      const perSecond = (tokensOut * 1000) / ms;
      figures.push({
        id: 'speed',
        text: t('{0} tok/s', `${about}${number(perSecond, perSecond < 10 ? 1 : 0)}`),
        label: t('Tokens per second after the first; {0} in all', seconds(timing.totalMs)),
      });
    }
  }
  if (tokensIn !== undefined || tokensOut !== undefined) {
    figures.push({
      id: 'tokens',
      text: t('{0} → {1} tok', `${about}${count(tokensIn)}`, `${about}${count(tokensOut)}`),
      label: tokensLabel(message),
    });
  }
  const cost = costMetric(message);
  if (cost) figures.push(cost);
  return figures;
}

function tokensLabel({ tokensIn, tokensOut, usage }: Message): string {
  const parts = [t('Tokens in: {0}', tokensIn ?? t('unknown'))];
  if (usage?.cachedInputTokens) parts.push(t('of these from the cache: {0}', usage.cachedInputTokens));
  parts.push(t('tokens out: {0}', tokensOut ?? t('unknown')));
  if (usage?.reasoningTokens) parts.push(t('of these for thinking: {0}', usage.reasoningTokens));
  if (usage?.estimated) parts.push(t('estimated, because the provider gave no counts'));
  return parts.join(', ');
}

function costMetric({ cost, costBasis, status, provider }: Message): Metric | undefined {
  if (costBasis === 'free') return { id: 'cost', text: t('free'), label: t('Cost: this model is free') };
  if (costBasis === 'exact' && cost != null) {
    return { id: 'cost', text: usd(cost), label: t('Cost in US dollars, from the tokens that were counted') };
  }
  if (costBasis === 'estimated' && cost != null) {
    return { id: 'cost', text: `~${usd(cost)}`, label: t('Cost in US dollars, estimated') };
  }
  // Without a basis and without an answer there is nothing whose cost could be asked for; nor while nobody is to know
  // whose answer it is.
  if (costBasis === undefined && (status !== 'complete' || provider === undefined)) return undefined;
  return { id: 'cost', text: t('cost unknown'), label: t('Cost unknown: there is no price for this model') };
}

export function seconds(ms: number): string {
  if (ms < 1000) return `${number(ms, 0)} ms`;
  if (ms < 100_000) return `${number(ms / 1000, ms < 10_000 ? 2 : 1)} s`;
  return `${number(ms / 1000, 0)} s`;
}

export function count(tokens: number | undefined): string {
  if (tokens === undefined) return '?';
  if (tokens < 10_000) return String(tokens);
  if (tokens < 1_000_000) return `${number(tokens / 1000, tokens < 100_000 ? 1 : 0)}k`;
  return `${number(tokens / 1_000_000, 1)}M`;
}

/** Dollars with two digits that count, and at least cents. */
export function usd(amount: number): string {
  if (amount === 0) return dollars(0, 0);
  if (amount < 0.000_001) return `<${dollars(0.000_001, 6)}`;
  if (amount >= 0.1) return dollars(amount, 2);
  return dollars(amount, 1 - Math.floor(Math.log10(amount)));
}
