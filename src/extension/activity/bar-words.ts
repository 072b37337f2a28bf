import {
  type ActivitySum,
  activitySum,
  activitySums,
  byWeight,
  costUnknown,
} from '../../core/activity-sums.ts';
import type { Result } from '../../protocol/methods.ts';

export type ActivityNow = Result<'activity:now'>;

/** The words of the status bar, from VS Code's language; here so that what is said can be tried without VS Code. */
export interface BarWords {
  /** For example `$0.12`. */
  amount(usd: number): string;
  count(value: number): string;
  runs(count: number): string;
  inFlight(count: number): string;
  today(amount: string): string;
  atLeast(amount: string): string;
  unknown: string;
  head: { model: string; spend: string; calls: string; tokens: string };
}

/** What was spent; undefined when everything was free. What nobody knows is said, and never counted as nothing. */
export function spendWord(sum: ActivitySum, words: BarWords): string | undefined {
  if (costUnknown(sum)) return words.unknown;
  if (sum.unknownCosts > 0) return words.atLeast(words.amount(sum.usd));
  return sum.usd > 0 ? words.amount(sum.usd) : undefined;
}

/** What the item says; undefined when there is nothing to say. `runs`: how many run, and how far they are together. */
export function barText(
  { answers, cells, today }: ActivityNow,
  runs: { count: number; percent: string },
  words: BarWords,
): string | undefined {
  const inFlight = answers + cells;
  const spend = spendWord(activitySum(today), words);
  const parts = [
    ...(inFlight > 0 ? [words.inFlight(inFlight)] : []),
    ...(runs.count > 0 ? [`${words.runs(runs.count)} ${runs.percent}`] : []),
    ...(spend === undefined ? [] : [words.today(spend)]),
  ];
  return parts.length > 0 ? parts.join(' · ') : undefined;
}

/** A table of today by model, in Markdown; undefined when nothing was asked. */
export function barTable(
  { today }: ActivityNow,
  words: BarWords,
  nameOf: (reference: string) => string,
): string | undefined {
  if (today.length === 0) return undefined;
  const { model, spend, calls, tokens } = words.head;
  const cells = (name: string, sum: ActivitySum): string =>
    `| ${escaped(name)} | ${escaped(spendWord(sum, words) ?? words.amount(0))} | ${words.count(sum.calls)} | ${words.count(sum.tokensIn)} → ${words.count(sum.tokensOut)} |`;
  return [
    `| ${model} | ${spend} | ${calls} | ${tokens} |`,
    '| :-- | --: | --: | --: |',
    ...[...activitySums(today, 'model')].sort(byWeight).map(([key, sum]) => cells(nameOf(key), sum)),
  ].join('\n');
}

/** A text that is nothing but text in Markdown: models may be named by anyone. */
export function escaped(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>~$&:]/gu, '\\$&');
}
