import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { ProfileFile, profileFile, readProfileFile } from '../../src/core/profile-file.ts';
import type { ProfileContent } from '../../src/protocol/profiles.ts';

const whole: ProfileContent = {
  name: 'Reviews',
  description: 'Two that read code well.',
  models: ['demo:swift', { model: 'demo:sage', parameters: { temperature: 0 } }],
  system: 'Be brief.\nName the line.',
  parameters: { maxTokens: 500, thinking: 'low' },
  schema: { type: 'object', properties: { ok: { type: 'boolean' } } },
  promptTemplate: 'Review {{file}}',
};

describe('a file of profiles', () => {
  it('holds whole profiles', () => {
    assert.deepEqual(readProfileFile(profileFile([whole, { name: 'Empty' }])), [whole, { name: 'Empty' }]);
    assert.deepEqual(readProfileFile('\uFEFF{"profiles": []}'), []);
  });

  const wrong: [what: string, text: string, line: number, sentence: RegExp][] = [
    [
      'a missing comma',
      '{\n  "profiles": [\n    {"name": "a"}\n    {"name": "b"}\n  ]\n}',
      4,
      /Expected , or \]/,
    ],
    ['an end that is missing', '{\n  "profiles": [\n', 3, /ends too early/],
    ['a text that does not end', '{\n  "profiles": [{"name": "a\n}]}', 2, /in quotes does not end/],
    ['single quotes', "{\n'profiles': []}", 2, /name in double quotes/],
    ['a word', '{"profiles": [\n{"name": Reviews}]}', 2, /Reviews is no JSON value/],
    ['a name with a wrong escape', '{"profiles": [\n{"na\\xme": 1}]}', 2, /is no JSON value/],
    ['a comma too many', '{"profiles": [\n  {"name": "a"},\n]}', 3, /\] is no JSON value/],
    ['more after the end', '{"profiles": []}\n\n{}', 3, /after the end/],
    [
      'a name that is there twice in one',
      '{"profiles": [{"name": "a",\n"name": "b"}]}',
      2,
      /"name" is there twice/,
    ],
    ['another kind of file', '{"files": []}', 1, /./],
    ['a misspelt part', '{"profiles": [{\n"name": "a",\n"temprature": 1}]}', 3, /temprature/],
    [
      'a wrong value deep inside',
      '{"profiles": [{"name": "a",\n"parameters": {\n"temperature": 9}}]}',
      3,
      /temperature/,
    ],
    [
      'a wrong value of one model',
      '{"profiles": [{"name": "a", "models": [\n"demo:a",\n{"model": "demo:b",\n"parameters": {"topP": 5}}]}]}',
      4,
      /topP/,
    ],
    ['no name', '{"profiles": [\n{"models": []}]}', 2, /name/],
    ['an empty name', '{"profiles": [\n{"name": " "}]}', 2, /Give the profile a name\.$/],
    [
      'two with one name',
      '{"profiles": [{"name": "a"},\n{"name": "A"}]}',
      2,
      /two profiles with the name “A”/,
    ],
    ['another version', '{\n"version": 2,\n"profiles": []}', 2, /version/],
    ['nothing', '', 1, /ends too early/],
  ];
  for (const [what, text, line, sentence] of wrong) {
    it(`says in which line there is ${what}`, () => {
      assert.throws(
        () => readProfileFile(text),
        (error: unknown) => {
          const { code, message, details } = error as { code: string; message: string; details: unknown };
          assert.equal(code, 'invalid');
          assert.match(message, sentence);
          assert.match(message, new RegExp(`^Line ${line}: [^\n]+\\.$`), message);
          assert.deepEqual(details, { line });
          return true;
        },
      );
    });
  }

  it('reads what JSON.parse reads, and only that', () => {
    const texts = [
      '{"profiles":[{"name":"\\u00e4\\"\\\\\\n😀","schema":{"a":[1,-2.5e3,true,null,{}]}}]}',
      '{"profiles":[{"name":"a","schema":{"n":01}}]}',
      '{"profiles":[{"name":"\\x"}]}',
    ];
    for (const text of texts) {
      let expected: unknown;
      try {
        expected = (JSON.parse(text) as { profiles: unknown }).profiles;
      } catch {
        assert.throws(() => readProfileFile(text), { code: 'invalid' });
        continue;
      }
      assert.deepEqual(readProfileFile(text), expected);
    }
  });

  it('refuses what is nested without end', () => {
    const deep = `{"profiles":[{"name":"a","schema":{"a":${'['.repeat(5000)}${']'.repeat(5000)}}}]}`;
    assert.throws(() => readProfileFile(deep), { code: 'invalid', message: /too deep/ });
  });

  it('is known to the editor by the same schema', () => {
    const file = new URL('../../data/profiles.schema.json', import.meta.url);
    const schema = z.toJSONSchema(ProfileFile, { io: 'input' });
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), JSON.parse(JSON.stringify(schema)));
  });
});
