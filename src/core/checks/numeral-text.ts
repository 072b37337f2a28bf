const digit = /^\p{Nd}$/u;
const otherDigits = /(?![0-9])\p{Nd}/gu;
/** Signs of other widths and scripts, and what LaTeX writes for a sign, by what is read for them. */
const signs: readonly [pattern: RegExp, plain: string][] = [
  [/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/gu, ' '],
  [/[\u200b-\u200f\u2060\ufeff]/gu, ''],
  [/[\u2010\u2011\ufe63\uff0d]/gu, '-'],
  [/\u2012/gu, '–'],
  [/\uff0b/gu, '+'],
  [/[\uff0c٬]/gu, ','],
  [/[\uff0e٫]/gu, '.'],
  [/\uff05|٪/gu, '%'],
  [/\uff04/gu, '$'],
  [/\uff0f/gu, '/'],
  [/\uff1a/gu, ':'],
  [/\uff08/gu, '('],
  [/\uff09/gu, ')'],
  [/\uff1d/gu, '='],
  [/’/gu, "'"],
  [/<sup> ?([-−]?\d{1,9}) ?<\/sup>/giu, '^{$1}'],
  [/<sub> ?(\d{1,9}) ?<\/sub>/giu, '_{$1}'],
  [/<\/?[a-zA-Z][^<>\n]{0,100}>/gu, ' '],
  [/\\(?:left|right|displaystyle|!)(?![a-zA-Z])|\\!/gu, ''],
  [/\{,\}/gu, ','],
  [/ ?(?:\\[,;: ]|\\quad(?![a-zA-Z])) ?|(?<=\d)~(?=\d{3})/gu, ' '],
  [/\\([$%])/gu, '$1'],
  [/\^(?:\{\\circ\}|\\circ(?![a-zA-Z]))/gu, '°'],
  [/\\(?:times|cdot)(?![a-zA-Z]) ?/gu, '×'],
  [/\\div(?![a-zA-Z]) ?/gu, '÷'],
  [/\\pi(?![a-zA-Z])/gu, 'π'],
  [/\\sqrt(?![a-zA-Z])/gu, '√'],
  [/\\pm(?![a-zA-Z])/gu, '±'],
  [/\\(?:leq?|geq?|neq?|lt|gt)(?![a-zA-Z]) ?/gu, '≤'],
  [/\\approx(?![a-zA-Z]) ?/gu, '≈'],
  // A blank before a word that begins with one: `17 \text{ m}`.
  [/ (?=\\(?:text|mathrm|mbox) ?\{ )/gu, ''],
  [/\\(?:text)?color ?\{[a-zA-Z]{1,30}\} ?(?=\{)/gu, '\\text'],
  [
    /\\(?:text|mathrm|mathbf|textbf|boxed|fbox|framebox|mbox|underline|operatorname|mathit|bf|rm)\s?\{([^{}]{0,200})\}/gu,
    '$1',
  ],
  [/(?<=\d) \/ (?=\d)/gu, '/'],
  [/\\[dtc]frac(?![a-zA-Z])/gu, '\\frac'],
];
const vulgar: Readonly<Record<string, string>> = {
  '½': '1⁄2',
  '⅓': '1⁄3',
  '⅔': '2⁄3',
  '¼': '1⁄4',
  '¾': '3⁄4',
  '⅕': '1⁄5',
  '⅖': '2⁄5',
  '⅗': '3⁄5',
  '⅘': '4⁄5',
  '⅙': '1⁄6',
  '⅚': '5⁄6',
  '⅐': '1⁄7',
  '⅛': '1⁄8',
  '⅜': '3⁄8',
  '⅝': '5⁄8',
  '⅞': '7⁄8',
  '⅑': '1⁄9',
  '⅒': '1⁄10',
};
const vulgarSign = /[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒]/gu;
const texFraction = /\\frac ?(?:\{ ?([-−]?) ?(\d{1,100}) ?\}|(\d)) ?(?:\{ ?(\d{1,100}) ?\}|(\d))/gu;
const raised = /([⁺⁻]?)([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,10})/gu;
const raisedDigits = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * One line as its numbers can be read: digits of other scripts, signs of other widths and what LaTeX writes become plain
 * ones. A fraction becomes `1⁄2`, a power `^{2}`. Linear in its length.
 */
export function numeralText(line: string): string {
  let text = line;
  for (const [pattern, plain] of signs) text = text.replace(pattern, plain);
  return text
    .replace(otherDigits, (sign) => String(digitValue(sign)))
    .replace(raised, (_whole, sign: string, digits: string) => {
      const plain = [...digits].map((each) => raisedDigits.indexOf(each)).join('');
      return `^{${sign === '⁻' ? '-' : ''}${plain}}`;
    })
    .replace(vulgarSign, (sign, at: number, all: string) => joint(all, at) + vulgar[sign]!)
    .replace(texFraction, (whole, sign, num, one, den, two, at: number, all: string) => {
      const between = joint(all, at);
      if (sign && between !== '') return whole;
      return `${between}${sign ?? ''}${num ?? one}⁄${den ?? two}`;
    });
}

/** A fraction after a number makes a mixed one; after a letter or a bracket it is multiplied with it. */
function joint(text: string, at: number): string {
  const before = text[at - 1] ?? '';
  if (/\d/.test(before)) return ' ';
  return /[\p{Lu}\p{Ll})}]/u.test(before) ? '·' : '';
}

/** Digits of a script stand in rows of ten, from zero on. */
function digitValue(sign: string): number {
  const code = sign.codePointAt(0)!;
  let steps = 0;
  while (steps < 60 && digit.test(String.fromCodePoint(code - steps - 1))) steps++;
  return steps % 10;
}
