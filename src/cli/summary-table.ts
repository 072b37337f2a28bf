import type { Message } from '../protocol/conversations.ts';
import { type AnswerRecord, answerRecord } from './answer-record.ts';
import { cost, grouped, milliseconds, tokens, totalCost, unknownFigure, usd } from './figures.ts';
import { safeLine } from './safe-text.ts';
import type { Style } from './style.ts';
import { type Cell, tableLines } from './table.ts';

/** Lines of the table that ends a comparison: one row for each model, and their sum. */
export function summaryLines(
  answers: readonly { model: string; message: Message }[],
  style: Style,
  maxModelWidth = 40,
): string[] {
  const records = answers.map(({ model, message }) => answerRecord(model, message));
  const rows: (Cell | string)[][] = records.map((record, at) => [
    safeLine(record.model),
    { text: record.status, paint: paintFor(record, style) },
    milliseconds(record.timing.ttftMs),
    milliseconds(answers[at]!.message.timing ? record.timing.totalMs : null),
    counted(answers[at]!.message, record.usage.inputTokens),
    counted(answers[at]!.message, record.usage.outputTokens),
    speed(answers[at]!.message),
    cost(record.cost),
  ]);
  if (records.length > 1) rows.push(totalRow(records, answers, style));
  return tableLines(
    [
      { title: 'Model', maxWidth: maxModelWidth },
      { title: 'Status' },
      { title: 'First token', align: 'right' },
      { title: 'Time', align: 'right' },
      { title: 'Tokens in', align: 'right' },
      { title: 'out', align: 'right' },
      { title: 'Tokens/s', align: 'right' },
      { title: 'Cost', align: 'right' },
    ],
    rows,
    style.dim,
  );
}

function counted(message: Message, count: number): string {
  return message.usage ? tokens(count, message.usage.estimated) : unknownFigure;
}

/** Output tokens for each second after the first one came. */
function speed({ usage, timing }: Message): string {
  if (!usage || !timing || timing.ttftMs === null) return unknownFigure;
  const seconds = (timing.totalMs - timing.ttftMs) / 1000;
  if (seconds < 0.001 || usage.outputTokens === 0) return unknownFigure;
  const perSecond = usage.outputTokens / seconds;
  return `${usage.estimated ? '~' : ''}${perSecond < 100 ? perSecond.toFixed(1) : grouped(Math.round(perSecond))}`;
}

function totalRow(
  records: readonly AnswerRecord[],
  answers: readonly { message: Message }[],
  style: Style,
): (Cell | string)[] {
  const usages = answers.flatMap(({ message }) => message.usage ?? []);
  const sum = (pick: 'inputTokens' | 'outputTokens') =>
    usages.length === 0
      ? unknownFigure
      : tokens(
          usages.reduce((total, usage) => total + usage[pick], 0),
          usages.some((usage) => usage.estimated),
        );
  const succeeded = records.filter(({ status }) => status === 'succeeded').length;
  const bold = (text: string): Cell => ({ text, paint: style.bold });
  return [
    bold('Total'),
    bold(`${succeeded} of ${records.length}`),
    '',
    '',
    bold(sum('inputTokens')),
    bold(sum('outputTokens')),
    '',
    bold(totalText(records)),
  ];
}

function totalText(records: readonly AnswerRecord[]): string {
  const total = totalCost(records.map((record) => record.cost));
  if (total.basis === 'unknown') return 'unknown';
  if (total.atLeast) return `${usd(total.usd)} + unknown`;
  return cost({ usd: total.usd, basis: total.basis });
}

function paintFor({ status }: AnswerRecord, style: Style): (text: string) => string {
  return status === 'succeeded' ? style.green : status === 'failed' ? style.red : style.yellow;
}
