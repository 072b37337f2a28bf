import * as vscode from 'vscode';
import type { Cost } from '../protocol/generation.ts';

/** An unknown cost is never shown as zero. */
export function costWord({ usd, basis }: Cost): string {
  if (basis === 'free') return vscode.l10n.t('free');
  if (usd === null || basis === 'unknown') return vscode.l10n.t('unknown');
  if (usd === 0) return '$0';
  const amount =
    usd < 0.0001 ? '< $0.0001' : `$${usd < 1 ? usd.toFixed(4).replace(/0{1,2}$/, '') : usd.toFixed(2)}`;
  return basis === 'estimated' ? vscode.l10n.t('about {0}', amount) : amount;
}
