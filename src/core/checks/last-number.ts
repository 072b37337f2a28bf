import { signBefore } from './number-sign.ts';
import { readTail } from './number-tail.ts';
import { readNumeral } from './numeral.ts';
import { numeralText } from './numeral-text.ts';
import { negative, type Rational } from './rational.ts';

/** A number as it stands in a text. */
export interface WrittenNumber {
  value: Rational;
  written: string;
  /** What it counts, as written behind it or as the sign of a currency: `km`, `%`, `$`. */
  unit: string;
}

/** Figures that a person would not read as one number, and why. */
interface UnclearFigures {
  unclear: string;
  written: string;
  unit: string;
}

type Figures = WrittenNumber | UnclearFigures;

interface Place {
  figures: Figures;
  /** Where they begin and end in the text, with their sign, currency and unit. */
  start: number;
  end: number;
  /** All digits that stand together were read, and not only the last of several numbers. */
  isWhole: boolean;
}

const cluster = /\d+(?:[.,':_/⁄ –−-]\d+)*/gu;

/** The last number in a text: a number, figures that are none, or undefined when there are no figures. Linear in length. */
export function lastNumber(text: string): Figures | undefined {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/u);
  const isOneLine = lines.filter((line) => line.trim() !== '').length === 1;
  for (const line of lines.reverse()) {
    const places = /\p{Nd}|[½-¾⅐-⅞⅑⅒]/u.test(line) ? placesIn(numeralText(line), isOneLine) : [];
    const last = places.at(-1);
    if (last) return last.figures;
  }
  return undefined;
}

/** Figures that are a whole text but for their currency, unit and marks around them; else undefined. */
export function wholeFigures(text: string): Figures | undefined {
  const line = numeralText(finalAnswer(text).trim());
  if (/[\n\r]/.test(line)) return undefined;
  const [place, ...others] = placesIn(line, true);
  // Of a range or a list only the last number was read.
  if (!place || others.length > 0 || !place.isWhole) return undefined;
  const before = line.slice(0, place.start).trim();
  const after = line.slice(place.end).trim();
  // In brackets an accountant writes what is negative, and others what is not.
  const isAlone =
    /^(?:[$*_`"'“‘{=≈]|\\[([]|\\boxed)*$/u.test(before) && /^(?:[$*_`"'”’}.]|\\[)\]])*$/u.test(after);
  return isAlone ? place.figures : undefined;
}

/** A worked solution ends with `#### 18`, or with its result in a box. */
function finalAnswer(text: string): string {
  const marked = /(?:^|\n)#{3,4} ([^\n]*)\s*$/u.exec(text.slice(-400))?.[1];
  return marked ?? text;
}

/** All figures of a line in their order, without those that are part of a word. */
function placesIn(line: string, isOneLine: boolean): Place[] {
  const places: Place[] = [];
  for (let at = 0; ; ) {
    cluster.lastIndex = at;
    const match = cluster.exec(line);
    if (!match) return places;
    const start = match.index;
    const end = start + match[0].length;
    const before = signBefore(line, start, isOneLine);
    const after = readTail(line, end);
    at = after.end;
    if (before.isWord || after.isWord) continue;
    const digits = before.isFraction ? `0.${match[0]}` : match[0];
    const { written, ...reading } = readNumeral(digits);
    const closes = /^\\?[)\]}]/.test(line.slice(end, end + 2));
    const isPair = before.opens && /^\d+,(?:\d{1,2}|\d{4,})$/.test(written);
    const unclear =
      ('unclear' in reading ? reading.unclear : undefined) ??
      before.unclear ??
      after.unclear ??
      (closes && (isPair || before.inList) ? 'it is one of a list' : undefined);
    const isWhole = written === digits;
    const isNegative = before.isNegative && isWhole;
    const value = 'value' in reading ? after.apply(reading.value) : undefined;
    const unit = before.unit || after.unit;
    const figures =
      unclear !== undefined || !value
        ? { written, unit, unclear: unclear ?? 'it is too large' }
        : {
            value: isNegative ? negative(value) : value,
            written: `${isNegative ? '-' : ''}${written}${after.written}`,
            unit,
          };
    places.push({ start: before.start, end: after.end, isWhole, figures });
  }
}
