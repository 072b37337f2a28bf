import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import Papa from 'papaparse';
import { judgeAnswers } from '../../../src/core/checks/judge.ts';
import { lastNumber } from '../../../src/core/checks/last-number.ts';
import { root } from '../../harness/vscode-install.ts';
import { instantTrials } from './instant-trials.ts';

async function verdict(text: string, expected: string, tolerance?: number) {
  const check = { type: 'number' as const, expected: '{{expected}}', ...(tolerance ? { tolerance } : {}) };
  const [[found]] = (await judgeAnswers(
    [check],
    [{ text, row: new Map([['expected', expected]]) }],
    instantTrials,
  )) as [[{ passed: boolean; detail?: string } | undefined]];
  return found;
}

const file = readFileSync(path.join(root, 'test/fixtures/checks/number.csv'), 'utf8');
const given = Papa.parse<{ reply: string; expected: string; want: string }>(file, {
  header: true,
  skipEmptyLines: true,
}).data;

/** Ways to write a number, by what is expected. */
const same: Record<string, string[]> = {
  '5': [
    '\\fbox{5}',
    '\\framebox{5}',
    '\\underline{5}',
    '\\color{red}{5}',
    '\\textcolor{blue}{5}',
    '$5 \\text{ m}^2$',
    '$5 \\, \\text{cm}^2$',
    '5 kg m/s^2',
    '5 m s^{-2}',
    '5 kg·m²/s²',
    '5! That is it.',
    '> 5',
    '**5**',
    '5',
    '5.',
    '5.0',
    '05',
    '+5',
    '= 5',
    'x = 5.',
    '5!',
    '5?',
    '5;',
    '"5"',
    '“5”',
    '`5`',
    '*5*',
    '_5_',
    '__5__',
    '[5]',
    '{5}',
    '(5)',
    '$5$',
    '\\(5\\)',
    '\\[5\\]',
    '\\boxed{5}',
    '$\\boxed{5}$.',
    '\\boxed{\\textbf{5}}',
    '\\text{5}',
    '#5',
    '~5',
    '≈5',
    '5km',
    '5 km',
    '5 km/h',
    '5 m²',
    '5 m^2',
    '5\\text{ km}',
    '5 apples',
    '5th',
    '5 °C',
    '5°',
    '5^\\circ',
    '5 %',
    '5\\%',
    '٥',
    '５',
    '５．０',
    '५',
    '答案是5',
    '答案是5。',
    '5個',
    'Antwort: 5 Äpfel',
    '<b>5</b>',
    '<response>5</response>',
    '$5',
    '\\$5',
    '5 €',
    '€5',
    '€ 5',
    'USD 5',
    '5 USD',
    'US$5',
    'EUR5',
    'Rs. 5',
    '5 dollars',
    '1. first\n2. second\nAnswer: 5',
    '3 + 2 = 5',
    '10 / 2 = 5',
    '\\frac{10}{2} = 5',
    'COVID-5',
    'gpt-5',
    '2-5',
    '2–5',
    'from 2 - 5',
    'Total – 5',
    'the result—5',
    '5 (five)',
    '5, in total',
    '5; that is all',
    '5 of them',
    '> 5',
    '#### 5',
    '| total | 5 |',
    'a<sub>i</sub> = 5',
    '5\n',
    '5\r\n\r\n',
    '5e0',
    '0.5e1',
    '5 × 10^0',
    '50·10^{-1}',
    '10/2',
    '5⁄1',
    'about 5',
    'x → 5',
    'x => 5',
    '<<2+3=5>>5',
    '5​',
    'Answer: [5]',
  ],
  '-5': [
    '-5',
    '−5',
    '–5',
    '- 5',
    '− 5',
    '-5.0',
    '-$5',
    '$-5',
    '−$5',
    '-5 km',
    '(-5)',
    '$-5$',
    '\\boxed{-5}',
    '= -5',
    '=-5',
    'is -5',
    'is −5',
    'x = − 5',
    'minus 5',
    'negative 5',
    '**-5**',
    '－5',
    '-\\frac{10}{2}',
    '\\frac{-10}{2}',
    '-10/2',
  ],
  '0.5': [
    '1 / 2',
    '= 4 / 8',
    '\\frac{1}2',
    '\\frac1{2}',
    '1/2',
    '½',
    '\\frac{1}{2}',
    '\\dfrac{1}{2}',
    '\\tfrac12',
    '\\frac12',
    '$\\frac{1}{2}$',
    '\\boxed{\\frac{1}{2}}',
    '.5',
    '0,5',
    '0.50',
    '5e-1',
    '5·10^{-1}',
    '5 \\times 10^{-1}',
    '2/4',
    '2^{-1}',
    '2⁻¹',
    '1⁄2',
    '1/2 cup',
  ],
  '3.5': ['3 1/2', '3½', '3 ½', '3\\frac{1}{2}', '3 \\frac12', '7/2', '3,5', '3.50', '35e-1'],
  '9500': [
    '9500',
    '9,500',
    '9 500',
    '9 500',
    '9 500',
    '9 500',
    "9'500",
    '9’500',
    '9{,}500',
    '9\\,500',
    '9\\ 500',
    '9,\\!500',
    '9~500',
    '9.500,00',
    '9,500.00',
    '9_500',
    '$9,500',
    '$9{,}500$',
    '9.5e3',
    '9.5E+03',
    '9.5×10^3',
    '9.5 x 10^3',
    '9.5 \\times 10^{3}',
    '9.5·10³',
    '9.5 * 10^3',
    '9.5*10**3',
    '9.5k',
    '9.5K',
    '9.5 thousand',
    '９，５００',
    '٩٬٥٠٠',
    '9,500-9,500',
    '95 hundred',
  ],
  '100000': ['1,00,000', '100,000', '100 000', '10^5', '10⁵', '10^{5}', '1e5', '100.000,0', '100k'],
  '1234567': [
    '1,234,567',
    '1.234.567',
    '12,34,567',
    "1'234'567",
    '1 234 567',
    '1.234567 million',
    '1.234567M',
    '1.234567 Mio',
  ],
  '9007199254740993': ['9007199254740993', '9,007,199,254,740,993', '9007199254740993.0'],
  '0.1': ['0.1', '0.10', '1/10', '1e-1', '0,1', '10^{-1}'],
  '20 cm': ['$20\\text{ cm}$', '20 \\text{ cm}'],
  '0.125': ['0,125', '1/8', '⅛', '.125'],
};

/** Expected values with answers that must not pass for them: other numbers, and what might mean another. */

const other: Record<string, string[]> = {
  '5': [
    '5!x',
    '5 factorial',
    '5 and a half',
    '5 and three quarters',
    '>5',
    '\\sqrt[3]{5}',
    '∛5',
    'x**5',
    '2 \\pmod 5',
    '{1}/{5}',
    '5\\alpha',
    '5 \\theta',
    '5\\hat{i}',
    '5j',
    '5e',
    '5e^x',
    '5cos(x)',
    '5 ln(2)',
    '5 √2',
    '1 / 5',
    '\\frac1{5}',
    '5 x y^2',
    '',
    'five',
    '-5',
    '−5',
    '- 5',
    '6',
    '55',
    '15',
    '5.1',
    '5,1',
    '5/2',
    '1/5',
    '2 1/5',
    '5½',
    '\\frac{5}{2}',
    '\\frac{x}{5}',
    '\\frac{5}{x}',
    '\\sqrt{5}',
    '√5',
    '2\\sqrt{5}',
    '5\\sqrt{2}',
    '5\\pi',
    '5π',
    '5 π',
    'x^5',
    'x_5',
    '2^5',
    '5^2',
    '5²',
    '5x',
    '5x + 3',
    '3x+5',
    '3x + 5',
    'x+5',
    'x - 5',
    'x-5',
    '\\pi + 5',
    '(x+1)+5',
    '2(x)-5',
    '2 + 5',
    '2*5',
    '2 × 5',
    '2·5',
    '10:5',
    '10:05',
    '1.2.5',
    '192.168.0.5',
    '2024-01-05',
    '05/05/2025',
    '5/5/2025',
    '05.05.2025',
    '(1,5)',
    '(1, 5)',
    '[1, 5]',
    '\\{1, 5\\}',
    '(-2,5)',
    '1,2,5',
    '±5',
    '5 ± 1',
    '\\pm 5',
    '<5',
    '> x and >5',
    '≥5',
    '\\leq 5',
    'x5',
    'H5',
    'gpt5',
    '5e3',
    '5·10^3',
    '5k',
    '5M',
    '5 million',
    '5 billion',
    '5 dozen',
    '0x5',
    '5f2a8',
    'log 5',
    '\\log_2(5)',
    'f(5)',
    'the root of 5',
    'see [5]',
    'Answer -5',
    'Answer - 5',
    'Steps:\n- 5',
    '--5',
    '555-123-5',
    '5:3',
    '5/0',
    '5%5',
    '10 -5',
    '<think>5</think>I do not know',
    '<think>so it is 5',
    '5 · 2',
    '<sup>5</sup>',
    'x<sup>5</sup>',
    '10<sup>5</sup>',
    '0.\\overline{5}',
    '5\\%\n6',
    '5 and 6',
    'foo.5',
    '5\\frac{1}{2}',
  ],
  '-5': ['5', '(5)', '($5)', '10-5', 'COVID-5', 'Total – 5', 'the result—5', 'x=10-5'],
  '500': ['9 500', '12 500', '9,500', '9.500,00', "9'500", '9{,}500', '1/500', '2500'],
  '0.12': ['12%', '12 %', '12'],
  '0.3': ['0.30000000000000004', '1/3', '0.29999999999999999'],
  '9007199254740992': ['9007199254740993', '9,007,199,254,740,993', '9007199254740991'],
  '10': ['2\\sqrt{10}', '\\sqrt{10}', '10\\pi', '10^{x}', '1.10.10', '11:10'],
  '2024': ['2024-01-05', '01/05/2024', '1.5.2024', '2024-12'],
  '20 cm': ['$20\\text{ m}$', '20 km'],
  '5 km': ['5 m', '5 miles', '5000 m', '5 apples'],
  $5: ['5 €', '€5', '5 EUR', '$6', '-$5'],
  '60%': ['60‰', '0.6', '61%'],
  // No numbers: compared as text.
  '10:30': ['11:30', '30', '10', '10.30', '10:30 pm', '9:10:30'],
  '2024-06-17': ['2023-05-17', '17', '2024', '2024-06-18'],
  '1.2.3': ['1.2.4', '3', '1.2', '2.2.3'],
  '2\\sqrt{10}': ['10', '\\sqrt{10}', '3\\sqrt{10}', '2'],
  '(-2,1)': ['(7,1)', '1', '-2,1', '-2.1', '(2,1)'],
  '6x^2+30x+36': ['36', '6x^2+30x+35'],
  '10-15': ['15', '10', '10-16', '-5'],
  '5 or 6': ['6', '5'],
  '(5)': ['-5', '5'],
  'x=5': ['5'],
  Paris: ['5', 'Not Paris', 'Lyon'],
};

/** Expected values as tables have them, with an answer that passes. */
const written: [expected: string, answer: string][] = [
  ['5 km', '5 km'],
  ['5 km', '5'],
  ['5 km', 'It is 5.'],
  ['5 km', '5km away'],
  ['5km', '5 km'],
  ['$5', '5'],
  ['$5', '$5'],
  ['5 dollars', '$5'],
  ['USD 5', '5 dollars'],
  ['60%', '60'],
  ['60%', '60 %'],
  ['60', '60%'],
  ['60%', '60 percent'],
  ['-$5', '-5'],
  ['$9,500', '9500'],
  ['9.500,00', '9,500'],
  ['1,00,000', '100000'],
  ['½', '0.5'],
  ['3 1/2', '3.5'],
  ['\\frac{1}{2}', '½'],
  ['$\\frac{40}{243}$', '40/243'],
  ['**42**', '42'],
  ['\\boxed{42}', '42'],
  ['= 42.', '42'],
  ['1.5×10^3', '1500'],
  ['1e3', '1000'],
  ['–42', '-42'],
  ['４２', '42'],
  ['٤٢', '42'],
  ['5 million', '5,000,000'],
  ['5k', '5000'],
  ['He has 3 + 4 = <<3+4=7>>7 apples.\n#### 7', '7'],
  ['some words\n#### 1,234', '1234'],
  // No numbers: compared as text.
  ['10:30', '10:30'],
  ['10:30', 'It starts at 10:30.'],
  ['10:30 pm', 'At 10:30 pm'],
  ['2024-06-17', '2024-06-17'],
  ['2024-06-17', 'It was 2024-06-17.'],
  ['1.2.3', 'Version 1.2.3'],
  ['2\\sqrt{10}', '$2\\sqrt{10}$'],
  ['2\\sqrt{10}', 'So it is \\boxed{2\\sqrt{10}}.'],
  ['(-2,1)', '(-2, 1)'],
  ['(-2,1)', 'Answer: $\\left(-2,1\\right)$'],
  ['6x^2+30x+36', '#### 6x^2 + 30x + 36'],
  ['10-15', '10-15'],
  ['Paris', 'Paris'],
  ['Paris', 'The answer is Paris.'],
  ['x=5', 'x = 5'],
];

describe('the number check', () => {
  assert.ok(given.length > 30);
  for (const { reply, expected, want } of given) {
    it(`${want}es ${JSON.stringify(reply)} for ${JSON.stringify(expected)}`, async () => {
      const found = await verdict(reply, expected);
      assert.equal(found?.passed, want === 'pass', found?.detail);
    });
  }

  for (const [expected, answers] of Object.entries(same)) {
    it(`reads ${answers.length} ways to write ${expected}`, async () => {
      const wrong: string[] = [];
      for (const answer of answers) {
        const found = await verdict(answer, expected);
        if (!found?.passed) wrong.push(`${answer} (${found?.detail})`);
      }
      assert.deepEqual(wrong, []);
    });
  }

  for (const [expected, answers] of Object.entries(other)) {
    it(`passes none of ${answers.length} other answers for ${expected}, and says why`, async () => {
      const wrong: string[] = [];
      for (const answer of answers) {
        const found = await verdict(answer, expected);
        if (found?.passed !== false || !found.detail) wrong.push(answer);
      }
      assert.deepEqual(wrong, []);
    });
  }

  it('reads what is expected as people write it', async () => {
    const wrong: string[] = [];
    for (const [expected, answer] of written) {
      const found = await verdict(answer, expected);
      if (!found?.passed) wrong.push(`${answer} for ${expected} (${found?.detail})`);
    }
    assert.deepEqual(wrong, []);
  });

  it('holds a tolerance exactly', async () => {
    for (const [answer, passes] of [
      ['18.5', true],
      ['17.5', true],
      ['18.51', false],
      ['18.500000000000000001', false],
      ['35/2', true],
    ] as const)
      assert.equal((await verdict(answer, '18', 0.5))?.passed, passes, answer);
    assert.equal((await verdict('0.30000000000000004', '0.3', 1e-9))?.passed, true);
    assert.equal((await verdict('1e-7', '0', 1e-7))?.passed, true);
    assert.equal((await verdict('1.1e-7', '0', 1e-7))?.passed, false);
  });

  it('gives no verdict where nothing is expected', async () => {
    assert.equal(await verdict('5', ' '), undefined);
  });

  it('finds every number that is written after words, exactly', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 0n, max: 10n ** 30n }), (whole, decimals) => {
        const found = lastNumber(`The result is: ${whole}.${decimals}`);
        assert.ok(found && 'value' in found);
        const { num, den } = found.value;
        assert.equal(
          num.toString().replace('-', ''),
          `${whole < 0n ? -whole : whole}${decimals}`.replace(/^0+(?=\d)/, ''),
        );
        assert.equal(den, 10n ** BigInt(String(decimals).length));
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => assert.ok(lastNumber(`${text} none`) !== null)));
  });

  it('reads a long answer in linear time', () => {
    const time = (text: string) => {
      const start = performance.now();
      lastNumber(text);
      return performance.now() - start;
    };
    for (const piece of [
      '1',
      '1,',
      '1 ',
      '1-',
      '-',
      ' -',
      '$',
      '\\frac{',
      '\\text{',
      '<a ',
      '5 x',
      'x_',
      '1e',
      '10^',
      '{1',
      '\\boxed{',
      '½',
      '1\n',
      '٣',
      '<sup>1',
    ]) {
      const [small, large] = [5_000, 10_000].map((times) =>
        Math.min(time(piece.repeat(times)), time(piece.repeat(times))),
      );
      // Twice the text takes twice the time; four times it would be the square.
      assert.ok(large! < small! * 8 + 100, `${JSON.stringify(piece)}: ${small} ms, then ${large} ms`);
    }
  });
});
