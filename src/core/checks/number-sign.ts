import { unitName } from './number-tail.ts';

/** What stands before a number's digits and belongs to it. */
export interface NumberHead {
  start: number;
  /** The digits end a word, such as `H2` or `gpt4`. */
  isWord: boolean;
  isNegative: boolean;
  /** A point stands before the digits: `.5`. */
  isFraction: boolean;
  /** A bracket opens right before it. */
  opens: boolean;
  /** A bracket and other numbers stand before it. */
  inList: boolean;
  unit: string;
  /** Why the digits are no number of their own. */
  unclear?: string;
}

/** Characters before a number that are looked at. */
const sight = 60;
const currency =
  /(?:[€£¥₹]|(?:US|CA|AU|NZ|HK|R)?\$|(?<![\p{L}])(?:USD|EUR|GBP|JPY|CHF|INR|CNY|CAD|AUD|Rs\.?)) ?$/u;
/** An unknown with or without a factor, or the end of a bracket, a root or a constant. */
const operand = /(?:(?<![\p{L}\p{N}'’])[a-zA-Z]|\d[a-zA-Z]|[)}\]π])(?:\^\{?-?\d{1,3}\}?)?$/u;
const wordOfOperation = /(?:\broot of|\b(?:log|ln|sin|cos|tan|sqrt|over|choose|[bp]?mod|plus|times)) $/iu;

const expression = 'it is part of an expression';

/** Reads what stands before `start`. `isOneLine` says that the text has no other line, so a dash at its start is no bullet. */
export function signBefore(line: string, start: number, isOneLine: boolean): NumberHead {
  const from = Math.max(0, start - sight);
  let head = line.slice(from, start);
  const result: NumberHead = {
    start,
    isWord: false,
    isNegative: false,
    isFraction: false,
    opens: /[([{] ?[-–−]? ?$/u.test(head),
    inList: /[([{][^()[\]{}]*\d[^()[\]{}]*[,;] ?[-–−]?$/u.test(head),
    unit: '',
  };
  if (head.endsWith('.') && !/[.\d]\.$/.test(head)) {
    if (!/(?:^|[\s([{$=+\-–−,:;*~≈|"€£¥₹])\.$/u.test(head))
      return { ...result, unclear: 'a point stands before it' };
    head = head.slice(0, -1);
    result.isFraction = true;
  }
  const sign = currency.exec(head)?.[0];
  if (sign !== undefined) {
    head = head.slice(0, -sign.length);
    result.unit = unitName(sign.trim());
    // In LaTeX a dollar begins what another one ends.
    if (sign === '$' && (/^\d[^$]*(?<!\s)\$(?!\d)/.test(line.slice(start, start + 40)) || head.endsWith('$')))
      result.unit = '';
  } else if (/[\p{Lu}\p{Ll}]$/u.test(head)) return { ...result, isWord: true };
  const { unclear, isNegative } = meaningOf(head, from === 0, isOneLine);
  const dash = /[-–−]? ?$/u.exec(head)![0];
  const begin = isNegative ? from + head.length - dash.length : from + head.length;
  return {
    ...result,
    start: begin,
    isNegative: isNegative === true,
    ...(unclear === undefined ? {} : { unclear }),
  };
}

interface Meaning {
  isNegative?: boolean;
  unclear?: string;
}

function meaningOf(head: string, fromStart: boolean, isOneLine: boolean): Meaning {
  const tight = head.trimEnd();
  const spaces = head.length - tight.length;
  const sign = tight.at(-1) ?? '';
  const left = tight.slice(0, -1);
  const before = left.trimEnd();
  const gap = left.length - before.length;
  const place: Place = { before, spaces, gap, isLineStart: before === '' && fromStart, isOneLine };
  switch (sign) {
    case '-':
    case '–':
    case '−':
      return dashMeaning(sign, place);
    case '+':
      return /[\p{L}\d)}\]%π]$/u.test(before) && !(spaces === 0 && gap > 0 && /\p{L}{2}$/u.test(before))
        ? { unclear: expression }
        : {};
    case '·':
    case '•':
      return place.isLineStart ? {} : { unclear: expression };
    case '%':
      return spaces === 0 && /\d$/.test(before) ? { unclear: expression } : {};
    case '×':
    case '⋅':
    case '÷':
    case '^':
    case '√':
    case '∛':
    case '∜':
      return { unclear: expression };
    case '±':
    case '≤':
    case '≥':
    case '≠':
    case '<':
      return { unclear: `"${sign}" stands before it` };
    case '>':
      return (place.isLineStart && spaces > 0) || /[>=-]$/.test(left)
        ? {}
        : { unclear: '">" stands before it' };
    case '=':
      return /[<>!]$/.test(left) ? { unclear: 'a comparison stands before it' } : {};
    case '*':
      // `x**7` is a power; what a letter stands before is seldom set in bold.
      if (spaces === 0 && /(?<![\p{L}\d])[a-zA-Z]\*$/u.test(left)) return { unclear: expression };
      return gap > 0 === spaces > 0 && (operand.test(before) || /\d$/.test(before))
        ? { unclear: expression }
        : {};
    case '/':
    case '⁄':
      return /[\p{L}\d)}\]]$/u.test(before) ? { unclear: expression } : {};
    case '_':
      return gap === 0 && /[\p{L}\d)}\]]$/u.test(before) ? { unclear: expression } : {};
    case '{':
      return /[_^√}\]/×·÷]$|\\(?!boxed|text|math|bf|rm)[a-zA-Z]+$/u.test(before)
        ? { unclear: expression }
        : {};
    case '(':
      return gap === 0 && /[√\p{L}\d)}]$/u.test(before) ? { unclear: expression } : {};
    case '[':
      return /[^\s:=*_\\([{]$/u.test(before) ? { unclear: 'it may be a reference' } : {};
    default:
      return wordMeaning(tight, spaces);
  }
}

function wordMeaning(tight: string, spaces: number): Meaning {
  if (spaces === 0) return {};
  const minus = /(?:^|[^\p{L}])(?:minus|negative)$/iu.exec(tight);
  if (minus)
    return /[\d)}]\s*$/u.test(tight.slice(0, minus.index + 1))
      ? { unclear: expression }
      : { isNegative: true };
  return wordOfOperation.test(`${tight} `) ? { unclear: expression } : {};
}

interface Place {
  before: string;
  /** Blanks between the sign and the digits. */
  spaces: number;
  /** Blanks before the sign. */
  gap: number;
  isLineStart: boolean;
  isOneLine: boolean;
}

/** A dash is a minus, a hyphen, a bullet, the dash of a sentence, or stands between two numbers. */
function dashMeaning(sign: string, { before, spaces, gap, isLineStart, isOneLine }: Place): Meaning {
  const unclear = { unclear: 'the dash before it may be a minus or not' };
  const isMinus = sign === '−';
  if (isLineStart) return spaces === 0 || isMinus || isOneLine ? { isNegative: true } : unclear;
  if (/[-–−—]$/.test(before)) return spaces > 0 && gap === 0 ? {} : unclear;
  if (operand.test(before)) return { unclear: expression };
  if (/[\^_/×·⋅÷√]$/u.test(before) || /[\d)}]\*$/u.test(before)) return { unclear: expression };
  if (
    /[\d%€£¥₹$°]$/u.test(before) &&
    !(before.endsWith('$') && gap === 0 && spaces === 0 && !/\d\$$/.test(before))
  )
    return gap > 0 === spaces > 0 ? {} : unclear;
  if (/[([{=:;,"'“‘`*_$|~≈<>&]$/u.test(before)) {
    if (/[*_"']$/.test(before) && gap > 0 && spaces > 0) return unclear;
    return { isNegative: true };
  }
  if (spaces === 0 && gap > 0) return { isNegative: true };
  if (spaces === 0) return /[\p{L}.]$/u.test(before) && !isMinus ? {} : unclear;
  if (isMinus) return { isNegative: true };
  return sign === '–' ? {} : unclear;
}
