import { powerOfTen } from './numeral.ts';
import { decimal, power, type Rational, times } from './rational.ts';

/** What stands behind a number's digits and belongs to it. */
export interface NumberTail {
  end: number;
  /** The digits begin a code such as `3fa8`. */
  isWord: boolean;
  unit: string;
  /** Exponent and power, as written. */
  written: string;
  /** Why the digits are no number of their own. */
  unclear?: string;
  /** The number with its exponent; undefined when it is too large to be meant. */
  apply(value: Rational): Rational | undefined;
}

const mostExponent = 1000;
const exponent = /[eE]([+–−-]?)(\d{1,9})(?![\p{L}\d])/uy;
const tenToThe = / ?[×x*·⋅∙•] ?10(?:\^\{? ?([+–−-]?) ?(\d{1,9}) ?\}?|\*\*([+-]?)(\d{1,9}))/uy;
const raised = /\^\{? ?([+–−-]?) ?(\d{1,4}) ?\}?|\*\*(-?)(\d{1,4})/uy;
const word =
  / ?(%|‰|[€£¥₹]|\$(?!\d)|°[CFK]?(?!\p{L})|[\p{L}µΩ]+(?:\^\{?-?\d{1,2}\}?)?(?:[/·][\p{Lu}\p{Ll}]{1,20}(?:\^\{?-?\d{1,2}\}?)?)*)/uy;
/** Letters that stand for an unknown or a constant when they stand directly behind a number. */
const variable = /^[abceijnpqrtuvwxyzπ](?:\^\{?-?\d{1,2}\}?)?$/u;
/** `5 and a half`, `2 and three quarters`. */
const andPart =
  / and (?:a|one|two|three) (?:half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?)(?!\p{L})/iuy;
const expression =
  /\^|[√π(]|_(?=[\p{L}\d{])| ?[+×·⋅÷] ?[\p{L}\d(√\\π]|\*(?=[\p{L}\d(])| \* [\p{L}\d(]|\/[abcnpqrtuvwxyz(](?!\p{L})| ?±|[-–−][a-z](?![\p{L}'])| [-–−] [b-hj-z](?![\p{L}'])| ?\\[a-z]*frac| [π√]| x \d|\.?\\overline|![\p{L}\d(/^]|! ?[×·⋅÷]| ?\\(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|lambda|xi|rho|sigma|tau|phi|varphi|psi|omega|infty|log|ln|sin|cos|tan|exp|binom|hat|vec|bar|overrightarrow)(?![a-zA-Z])/uy;

const match = (pattern: RegExp, line: string, at: number) => {
  pattern.lastIndex = at;
  return pattern.exec(line);
};

/** What a unit is multiplied with: `kg m/s^2`, `m s^{-2}`. Other letters could be unknowns. */
const furtherUnits =
  /(?:[ ·×](?:kg|[ckmµn]?m|[mµn]?s|min|h|N|J|W|Pa|mol|K|A|V|C|L)(?:\/(?:kg|m|s|h|K|mol))?(?:\^\{?[-−]?\d{1,2}\}?)?(?![\p{L}\d']))+/uy;

/** Words that say nothing of what was counted. */
const plainWords = new Set(
  'is are was in of and or so as at on by to for from with which that since because when if but the a an each more less left total altogether remaining per ist sind und oder in von'.split(
    ' ',
  ),
);
const sameUnits: Readonly<Record<string, string>> = {
  dollar: '$',
  dollars: '$',
  usd: '$',
  us$: '$',
  euro: '€',
  euros: '€',
  eur: '€',
  gbp: '£',
  jpy: '¥',
  yen: '¥',
  inr: '₹',
  rs: '₹',
  'rs.': '₹',
  percent: '%',
  prozent: '%',
  degrees: '°',
};

/** One name for a unit of several. */
export function unitName(written: string): string {
  const name = written.toLowerCase();
  if (plainWords.has(name)) return '';
  return (Object.hasOwn(sameUnits, name) ? sameUnits[name] : undefined) ?? written;
}

export function readTail(line: string, from: number): NumberTail {
  let end = from;
  let change: (value: Rational) => Rational | undefined = (value) => value;
  const scientific = match(exponent, line, end) ?? match(tenToThe, line, end);
  const root = scientific ? null : match(raised, line, end);
  if (scientific) {
    const [, sign = scientific[3] ?? '', digits = scientific[4]!] = scientific;
    const by = signed(sign, digits);
    change = (value) => (Math.abs(by) > mostExponent ? undefined : times(value, decimal('1', '', by)));
    end += scientific[0].length;
  } else if (root) {
    const [, sign = root[3] ?? '', digits = root[4]!] = root;
    const by = signed(sign, digits);
    change = (value) => {
      const size = (String(value.num).length + String(value.den).length) * Math.abs(by);
      return size > mostExponent * 4 ? undefined : power(value, by);
    };
    end += root[0].length;
  }
  const written = line.slice(from, end);
  const tail: NumberTail = { end, isWord: false, unit: '', written, apply: change };
  if (match(expression, line, end)) return { ...tail, unclear: 'it is part of an expression' };
  return readUnit(line, tail);
}

function readUnit(line: string, tail: NumberTail): NumberTail {
  const found = match(word, line, tail.end);
  if (!found) return tail;
  const isTight = !found[0].startsWith(' ');
  const isWord = /\p{L}/u.test(found[1]!);
  const further = (isWord && match(furtherUnits, line, tail.end + found[0].length)?.[0]) || '';
  const unit = found[1]! + further;
  const end = tail.end + found[0].length + further.length;
  if (isTight && /^\p{L}/u.test(unit) && /[\p{N}_]/u.test(line[end] ?? ''))
    return { ...tail, end, isWord: true };
  if ((isTight && variable.test(unit)) || /^(?:arc)?(?:sin|cos|tan|sqrt|log|ln|exp)$/u.test(unit))
    return { ...tail, end, unclear: 'it is part of an expression' };
  if (/^(?:dozen|dozens|gross|score|choose|mod|modulo|factorial)$/iu.test(unit))
    return { ...tail, end, unclear: `"${unit}" stands behind it` };
  const more = match(andPart, line, tail.end)?.[0].trim();
  if (more !== undefined) return { ...tail, end, unclear: `"${more}" stands behind it` };
  const tens = isTight || unit.length > 1 ? powerOfTen(unit) : undefined;
  if (tens === undefined) return { ...tail, end, unit: unitName(unit) };
  const larger: NumberTail = {
    ...tail,
    end,
    written: `${tail.written}${found[0]}`,
    apply: (value) => {
      const before = tail.apply(value);
      return before && times(before, decimal('1', '', tens));
    },
  };
  const counted = match(word, line, end);
  if (!counted) return larger;
  return { ...larger, end: end + counted[0].length, unit: unitName(counted[1]!) };
}

function signed(sign: string, digits: string): number {
  return /[–−-]/.test(sign) ? -Number(digits) : Number(digits);
}
