import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkAnswer, lastNumber, responseTag } from '../../src/core/check-answer.ts';
import { checkNotation, parseCheck } from '../../src/core/check-notation.ts';

const row = new Map([
  ['expected', '18'],
  ['word', 'Ulm'],
]);
const passes = (check: string, answer: string) =>
  checkAnswer(parseCheck(check), answer, row, (_schema, value) => (value === 1 ? undefined : 'is not 1'))
    .passed;

describe('checks of answers', () => {
  const cases: [check: string, passing: string[], failing: string[]][] = [
    [
      'number=={{expected}}',
      ['18', 'It is $18.00.', '9 + 9 = 18', '#### 18', '1.8e1'],
      ['', 'eighteen', '18 of 19', '-18'],
    ],
    ['number~0.5==18', ['18.5', '17.5'], ['18.51']],
    ['number==1,234.5', ['costs 1,234.5', '1234.50'], ['1,234']],
    ['equals==yes', ['yes', ' yes\n'], ['Yes', 'yes.']],
    ['equals/i=={{word}}', ['ULM'], ['Ulmer']],
    ['contains=={{word}}', ['In Ulm.'], ['in ulm']],
    ['regex==^\\d+$', ['123'], ['12a']],
    ['regex/i==^ulm', ['Ulm'], ['In Ulm']],
    [
      'response=={{expected}}',
      ['<response>18</response>', '<response>1</response><response> 18 </response>'],
      ['18'],
    ],
    ['json', ['{"a":1}', '```json\n[1]\n```'], ['a']],
    ['json-schema=={"const":1}', ['1'], ['2', 'x']],
  ];
  for (const [check, passing, failing] of cases) {
    it(check, () => {
      for (const answer of passing) assert.ok(passes(check, answer), answer);
      for (const answer of failing) assert.ok(!passes(check, answer), answer);
      assert.equal(checkNotation(parseCheck(check)), check);
    });
  }

  for (const bad of ['', 'number', 'equals', 'regex==(', 'about==x', 'json-schema=={', 'equals/x==a']) {
    it(`refuses "${bad}" with a sentence`, () => {
      assert.throws(() => parseCheck(bad), /^AbaiError: The check .* cannot be used: /);
    });
  }

  it('says what was found', () => {
    const result = checkAnswer(parseCheck('number=={{expected}}'), 'about 17', row, () => undefined);
    assert.deepEqual(result, { name: 'number=={{expected}}', passed: false, detail: '17 is not 18' });
  });

  it('reads the last number of any text, and finds every number it wrote', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (before, value) => {
        assert.equal(lastNumber(`${before.replace(/[\d.,−+-]/gu, '')} ${value}`), value === 0 ? 0 : value);
      }),
    );
    assert.equal(lastNumber('none'), undefined);
    assert.equal(responseTag('<RESPONSE>a\nb</RESPONSE>'), 'a\nb');
  });
});
