import { decimal, plus, type Rational } from './rational.ts';

/** Digits of a number up to which it is read: nobody writes more, and the time to read them grows with their square. */
const mostDigits = 1000;

/** Either what a numeral is worth, or why it is none. */
export type NumeralReading = { value: Rational } | { unclear: string };

/** Digit groups as people of several countries write them, and which sign stands before the decimals. */
const grouped: readonly [pattern: RegExp, group: RegExp, point: '.' | ','][] = [
  [/^\d+(?:\.\d+)?$/, /$^/, '.'],
  [/^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/, /,/g, '.'],
  // India: lakh and crore.
  [/^[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d+)?$/, /,/g, '.'],
  [/^[1-9]\d{0,2}(?:\.\d{3})+,\d+$/, /\./g, ','],
  [/^[1-9]\d{0,2}(?:\.\d{3}){2,}$/, /\./g, ','],
  [/^[1-9]\d{0,2}(?:['_]\d{3})+(?:\.\d+)?$/, /['_]/g, '.'],
  [/^[1-9]\d{0,2}(?: \d{3})+(?:\.\d+)?$/, / /g, '.'],
  [/^[1-9]\d{0,2}(?: \d{3})+,(?:\d{1,2}|\d{4,})$/, / /g, ','],
  // A decimal comma. With three digits behind it, it would be a comma between thousands.
  [/^(?:\d+,(?:\d{1,2}|\d{4,})|0\d*,\d+|\d{4,},\d+)$/, /$^/, ','],
];

/**
 * What digits with single signs between them are worth: `1,234.5`, `3 1/2`, `12 500`, `10-15` (its end). Of numbers that
 * only stand beside each other the last one counts.
 */
export function readNumeral(written: string): NumeralReading & { written: string } {
  if (written.length > mostDigits) return { written: `${written.slice(0, 20)}…`, unclear: 'it is too long' };
  const parts = written.split(/[-–−]/);
  const last = parts.at(-1)!;
  if (parts.length > 2 || (parts.length === 2 && /^\d{4}$/.test(parts[0]!) && /^(?:0\d|1[0-2])$/.test(last)))
    return { written, unclear: 'it looks like a date or a code' };
  if (last.includes(':')) return { written: last, unclear: 'it is a time or a ratio' };
  const numeral = lastOfSeveral(last);
  return { written: numeral, ...worth(numeral) };
}

/** `5 7` is two numbers, `12 500` and `3 1/2` are one. */
function lastOfSeveral(text: string): string {
  if (!text.includes(' ')) return text;
  if (/^\d+ \d+[/⁄]\d+$/.test(text) || grouped.some(([pattern]) => pattern.test(text))) return text;
  // The groups before a fraction could be its whole part or its thousands.
  if (/ .* .*[/⁄]|[/⁄].* /.test(text)) return text;
  return text.slice(text.lastIndexOf(' ') + 1);
}

function worth(text: string): NumeralReading {
  const fraction = /^(?:(\d+) )?(\d+)[/⁄](\d+)$/.exec(text);
  if (fraction) {
    const [, whole, num, den] = fraction;
    if (/^0+$/.test(den!)) return { unclear: 'it is divided by zero' };
    const value = { num: BigInt(num!), den: BigInt(den!) };
    if (whole === undefined) return { value };
    if (value.num >= value.den)
      return { unclear: 'a whole number and an improper fraction stand side by side' };
    return { value: plus(decimal(whole), value) };
  }
  for (const [pattern, group, point] of grouped) {
    if (!pattern.test(text)) continue;
    const [whole, decimals] = text.replace(group, '').split(point);
    return { value: decimal(whole!, decimals) };
  }
  return { unclear: 'it is a date, a list or a code' };
}

/** Words and letters after a number that multiply it. */
const multipliers: Readonly<Record<string, number>> = {
  hundred: 2,
  k: 3,
  K: 3,
  thousand: 3,
  tausend: 3,
  M: 6,
  mn: 6,
  mio: 6,
  million: 6,
  millions: 6,
  millionen: 6,
  bn: 9,
  billion: 9,
  billions: 9,
  mrd: 9,
  milliarde: 9,
  milliarden: 9,
  trillion: 12,
  trillions: 12,
  billionen: 12,
};

/** The power of ten that a word stands for; undefined for other words. */
export function powerOfTen(word: string): number | undefined {
  const name = word.length === 1 ? word : word.toLowerCase();
  return Object.hasOwn(multipliers, name) ? multipliers[name] : undefined;
}
