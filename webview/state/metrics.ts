import type { Message } from '../../src/protocol/conversations.ts';

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
    figures.push({ id: 'ttft', text: `TTFT ${seconds(timing.ttftMs)}`, label: 'Time to the first token' });
  }
  const about = usage?.estimated ? '~' : '';
  if (timing && tokensOut) {
    const ms = timing.totalMs - (timing.ttftMs ?? 0);
    // One burst has no speed.
    if (ms >= 50) {
      const perSecond = (tokensOut * 1000) / ms;
      figures.push({
        id: 'speed',
        text: `${about}${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)} tok/s`,
        label: `Tokens per second after the first; ${seconds(timing.totalMs)} in all`,
      });
    }
  }
  if (tokensIn !== undefined || tokensOut !== undefined) {
    figures.push({
      id: 'tokens',
      text: `${about}${count(tokensIn)} → ${about}${count(tokensOut)} tok`,
      label: tokensLabel(message),
    });
  }
  const cost = costMetric(message);
  if (cost) figures.push(cost);
  return figures;
}

function tokensLabel({ tokensIn, tokensOut, usage }: Message): string {
  const parts = [`Tokens in: ${tokensIn?.toLocaleString('en') ?? 'unknown'}`];
  if (usage?.cachedInputTokens) parts.push(`of these from the cache: ${usage.cachedInputTokens}`);
  parts.push(`tokens out: ${tokensOut?.toLocaleString('en') ?? 'unknown'}`);
  if (usage?.reasoningTokens) parts.push(`of these for thinking: ${usage.reasoningTokens}`);
  if (usage?.estimated) parts.push('estimated, because the provider gave no counts');
  return parts.join(', ');
}

function costMetric({ cost, costBasis, status, provider }: Message): Metric | undefined {
  if (costBasis === 'free') return { id: 'cost', text: 'free', label: 'Cost: this model is free' };
  if (costBasis === 'exact' && cost != null) {
    return { id: 'cost', text: usd(cost), label: 'Cost in US dollars, from the tokens that were counted' };
  }
  if (costBasis === 'estimated' && cost != null) {
    return { id: 'cost', text: `~${usd(cost)}`, label: 'Cost in US dollars, estimated' };
  }
  // Without a basis and without an answer there is nothing whose cost could be asked for; nor while nobody is to know
  // whose answer it is.
  if (costBasis === undefined && (status !== 'complete' || provider === undefined)) return undefined;
  return { id: 'cost', text: 'cost unknown', label: 'Cost unknown: there is no price for this model' };
}

export function seconds(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 100_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return `${Math.round(ms / 1000)} s`;
}

export function count(tokens: number | undefined): string {
  if (tokens === undefined) return '?';
  if (tokens < 10_000) return String(tokens);
  if (tokens < 1_000_000) return `${(tokens / 1000).toFixed(tokens < 100_000 ? 1 : 0)}k`;
  return `${(tokens / 1_000_000).toFixed(1)}M`;
}

/** Dollars with two digits that count, and at least cents. */
export function usd(amount: number): string {
  if (amount === 0) return '$0';
  if (amount < 0.000_001) return '<$0.000001';
  if (amount >= 0.1) return `$${amount.toFixed(2)}`;
  const digits = 1 - Math.floor(Math.log10(amount));
  return `$${amount.toFixed(digits)}`;
}
