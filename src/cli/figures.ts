import type { Cost } from '../protocol/generation.ts';

/** What stands where a figure is not known. */
export const unknownFigure = '–';

export function milliseconds(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return unknownFigure;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Tokens, grouped by thousands; an estimate says so. */
export function tokens(count: number | undefined, estimated = false): string {
  if (count === undefined) return unknownFigure;
  return `${estimated ? '~' : ''}${grouped(count)}`;
}

export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/gu, ',');
}

/** A size for people, in units of 1000 as file managers show them. */
export function byteSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  while (value >= 999.5 && units.length > 1) {
    value /= 1000;
    units.shift();
  }
  return `${units[0] === 'B' || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[0]}`;
}

/** USD with enough digits to tell small amounts apart. An unknown cost is never shown as zero. */
export function usd(amount: number): string {
  if (amount === 0) return '$0';
  if (amount < 0.000_001) return '<$0.000001';
  return `$${amount.toFixed(amount < 0.01 ? 6 : amount < 1 ? 4 : 2)}`;
}

/** A price per million tokens: cents, and more digits only where there are any. */
export function price(amount: number): string {
  const [whole, fraction = ''] = amount.toFixed(4).split('.');
  return `$${whole}.${fraction.replace(/0{1,2}$/u, '')}`;
}

export function cost({ usd: amount, basis }: Cost): string {
  if (amount === null || basis === 'unknown') return 'unknown';
  if (basis === 'free') return 'free';
  return basis === 'estimated' ? `~${usd(amount)} estimated` : usd(amount);
}

/** The sum, and what it rests on: one unknown part makes it a lower bound, which `atLeast` says. */
export function totalCost(costs: readonly Cost[]): { usd: number; basis: Cost['basis']; atLeast: boolean } {
  const known = costs.filter((part) => part.usd !== null);
  const sum = known.reduce((total, part) => total + part.usd!, 0);
  const atLeast = known.length < costs.length;
  if (known.length === 0) return { usd: 0, basis: 'unknown', atLeast };
  if (known.every((part) => part.basis === 'free')) return { usd: 0, basis: 'free', atLeast };
  const basis = known.some((part) => part.basis === 'estimated') ? 'estimated' : 'exact';
  return { usd: sum, basis, atLeast };
}
