import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Papa from 'papaparse';
import { judgeAnswers } from '../../../src/core/checks/judge.ts';
import { checkNotation, checkProblem, checkTypes } from '../../../src/core/checks/kinds.ts';
import { parseCheck } from '../../../src/core/checks/notation.ts';
import { responseTag } from '../../../src/core/checks/response.ts';
import type { Check } from '../../../src/protocol/checks.ts';
import { root } from '../../harness/vscode-install.ts';
import { instantTrials } from './instant-trials.ts';

const row = new Map([
  ['expected', '18'],
  ['word', 'Ulm'],
  ['dotted', 'a.b'],
  ['blank', ' '],
]);
async function judge(check: string | Check, text: string, values: ReadonlyMap<string, string> = row) {
  const parsed = typeof check === 'string' ? parseCheck(check) : check;
  const [verdicts] = await judgeAnswers([parsed], [{ text, row: values }], instantTrials);
  return verdicts![0];
}

function rowsOf(file: string) {
  const text = readFileSync(path.join(root, 'test/fixtures/checks', file), 'utf8');
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  assert.ok(data.length > 3);
  return data;
}

describe('checks of answers', () => {
  const cases: [check: string, passing: string[], failing: string[]][] = [
    [
      'number=={{expected}}',
      ['18', 'It is $18.00.', '9 + 9 = 18', '#### 18', '1.8e1'],
      ['', 'eighteen', '18 of 19', '-18'],
    ],
    ['number~0.5==18', ['18.5', '17.5'], ['18.51']],
    ['number==1,234.5', ['costs 1,234.5', '1234.50'], ['1,234']],
    ['equals==yes', ['yes', ' yes\n', '<think>no</think>yes'], ['Yes', 'yes.', 'no']],
    ['equals/i=={{word}}', ['ULM'], ['Ulmer']],
    ['contains=={{word}}', ['In Ulm.'], ['in ulm', '<think>Is it Ulm? No.</think>Lyon', '<think>Ulm']],
    ['contains/i=={{word}}', ['in ulm.'], ['Lyon']],
    ['equals==a\n\u00e9', ['a\r\ne\u0301', 'a\n\u00e9'], ['a e']],
    ['contains==\u00e9\nb', ['say: e\u0301\r\nb'], ['e\nb']],
    ['regex==^\\d+$', ['123'], ['12a']],
    ['regex/i==^ulm', ['Ulm'], ['In Ulm']],
    ['regex==^{{dotted}}$', ['a.b'], ['axb']],
    ['regex/u==\\b{{word}}\\b', ['In Ulm.'], ['Ulmer']],
    ['regex==^\\d{2}$', ['12'], ['123']],
    [
      'response=={{expected}}',
      ['<response>18</response>', '<response>1</response><response> 18 </response>'],
      ['18', '<response>18'],
    ],
    ['json', ['{"a":1}', '```json\n[1]\n```'], ['a', '<think>{"a":1}</think>I cannot.']],
    ['json-schema=={"const":1}', ['1'], ['2', 'x']],
  ];
  for (const [check, passing, failing] of cases) {
    it(check, async () => {
      for (const answer of passing) assert.equal((await judge(check, answer))?.passed, true, answer);
      for (const answer of failing) {
        const verdict = await judge(check, answer);
        assert.equal(verdict?.passed, false, answer);
        assert.ok(verdict?.detail, `no reason for ${answer}`);
      }
      assert.equal(checkNotation(parseCheck(check)), check);
    });
  }

  for (const { reply = '', want } of rowsOf('json.csv')) {
    it(`json: ${want}es ${JSON.stringify(reply)}`, async () =>
      assert.equal((await judge('json', reply))?.passed, want === 'pass'));
  }
  for (const { reply = '', expected = '', want } of rowsOf('response.csv')) {
    it(`response: ${want}es ${JSON.stringify(reply)}`, async () =>
      assert.equal(
        (await judge('response=={{expected}}', reply, new Map([['expected', expected]])))?.passed,
        want === 'pass',
      ));
  }

  const tagged: [text: string, found: string | undefined][] = [
    ['<RESPONSE>a\nb</RESPONSE>', 'a\nb'],
    ['<response >a</response >', 'a'],
    ['In <response> tags: <response>a</response>', 'a'],
    ['<response>a</response> not <response>b', 'a'],
    ['<response>a</response></response>', 'a'],
    ['<response><response>a</response></response>', 'a'],
    ['a</response>', undefined],
    ['</response>a<response>', undefined],
    ['<responses>a</responses>', undefined],
  ];
  for (const [text, found] of tagged)
    it(`the last whole pair of tags in ${text}`, () => assert.equal(responseTag(text), found));

  const refused = [
    '',
    'number',
    'number==',
    'number== ',
    'equals',
    'equals==',
    'contains==',
    'response==',
    'regex==',
    'regex==(',
    'regex/q==a',
    'regex/ii==a',
    'about==x',
    'starts-with==x',
    'json==x',
    'json==',
    'json/i',
    'json~1',
    'json-schema',
    'json-schema=={',
    'json-schema==[]',
    'json-schema==true',
    'json-schema/i=={}',
    'json-schema~1=={}',
    'equals/x==a',
    'equals~1==a',
    'equals/==a',
    'contains~0.1==a',
    'number/i==1',
    'number~==1',
    'number~x==1',
    'number~1.2.3==1',
    'number~-1==1',
    'number~Infinity==1',
    'regex~1==a',
    'number==abc',
    'number==10:30',
    'number==2024-01-05',
    'number==2\\sqrt{10}',
    'number==1 or 2',
    'constructor==1',
    'toString',
  ];
  for (const bad of refused) {
    it(`refuses "${bad}" with a sentence`, () => {
      assert.throws(() => parseCheck(bad), /^AbaiError: The check .* cannot be used: .+\. Write it like/);
    });
  }

  it('takes what a number may be written like', () => {
    for (const good of [
      'number==1/2',
      'number==-$5',
      'number==5 %',
      'number~.5==1',
      'number~1e-3==1',
      'number=={{a}}',
      'number=={{a}}{{b}}',
    ])
      assert.equal(checkProblem(parseCheck(good)), undefined, good);
  });

  it('says what was found, and which version of the rule says so', async () => {
    assert.deepEqual(await judge('number=={{expected}}', 'about 17'), {
      name: 'number=={{expected}}',
      passed: false,
      detail: '17 is not 18',
      version: 2,
    });
    assert.equal((await judge('json', '{}'))?.version, 2);
  });

  it('gives no verdict where nothing is expected', async () => {
    for (const check of [
      'contains=={{blank}}',
      'contains=={{missing}}',
      'number=={{blank}}',
      'regex=={{blank}}',
      'regex==^{{missing}}$',
    ])
      assert.equal(await judge(check, 'anything'), undefined, check);
    const empty: Check = { type: 'contains', expected: '' };
    assert.equal(await judge(empty, 'anything'), undefined);
    assert.equal(checkProblem(empty), 'Choose a column or write the value to compare with.');
  });

  it('fills values into a pattern as nothing but themselves', async () => {
    const values = [
      '.*',
      '1',
      'a|b',
      '$',
      '^',
      '\\d',
      '[a-z]',
      '(',
      ')',
      '{2}',
      'a-z',
      '/',
      'é',
      '漢字',
      '😀',
      'a b',
      'x\'y"z',
      '&&',
      '\\',
    ];
    for (const value of values) {
      for (const flags of ['', 'u', 'v', 'i', 'm']) {
        for (const pattern of ['^{{v}}$', '^(?:{{v}})$', '^[{{v}}]+$', '(.)\\1|^{{v}}$', '^\\x41?{{v}}$']) {
          const check: Check = { type: 'regex', pattern, flags };
          const verdict = await judge(check, value, new Map([['v', value]]));
          // In a class each sign stands for itself, so the value consists of them.
          assert.equal(verdict?.passed, true, `${pattern} of ${value} /${flags}`);
        }
        const whole: Check = { type: 'regex', pattern: '^{{v}}$', flags };
        assert.equal((await judge(whole, `${value}x`, new Map([['v', value]])))?.passed, false, value);
      }
    }
  });

  it('never passes what a kind that is not known might mean', async () => {
    const unknown = { type: 'starts-with', expected: 'a' } as unknown as Check;
    const verdict = await judge(unknown, 'abc');
    assert.deepEqual([verdict?.passed, verdict?.name], [false, 'starts-with']);
    assert.match(verdict?.detail ?? '', /does not know/);
    assert.match(checkProblem(unknown) ?? '', /starts-with/);
    assert.equal((await judge({ type: 'toString' } as unknown as Check, 'abc'))?.passed, false);
  });

  it('has one file for each kind', () => {
    assert.deepEqual([...checkTypes].sort(), [
      'contains',
      'equals',
      'json',
      'json-schema',
      'number',
      'regex',
      'response',
    ]);
  });
});
