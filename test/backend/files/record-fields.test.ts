import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fieldsOf } from '../../../src/backend/files/record-fields.ts';

describe('the fields of a record of JSON', () => {
  it('are as they are written, numbers above all', () => {
    const numbers = [
      '0',
      '-0',
      '1.0',
      '19.90',
      '1e5',
      '1E+400',
      '0.1234567890123456789',
      '-12345678901234567890',
    ];
    for (const number of numbers) {
      assert.deepEqual(fieldsOf(`{"a":${number}}`), [['a', number]]);
      assert.deepEqual(fieldsOf(` { "a" : ${number} , "b":[ ${number} , {"c" : ${number}} ]\n}`), [
        ['a', number],
        ['b', `[${number},{"c":${number}}]`],
      ]);
    }
    assert.deepEqual(fieldsOf('{"a":1,"a":"2","\\u0061":null,"__proto__":true,"":"x\\n\\"}{"}'), [
      ['a', '1'],
      ['a', '2'],
      ['a', ''],
      ['__proto__', 'true'],
      ['', 'x\n"}{'],
    ]);
    assert.deepEqual(fieldsOf('{}'), []);
  });

  it('are those of any object that JSON.stringify wrote, however it is indented', () => {
    const text = (value: unknown) =>
      value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom('', ' ', '\t'),
        (record, indent) => {
          const plain = JSON.parse(JSON.stringify(record)) as Record<string, unknown>;
          assert.deepEqual(
            fieldsOf(JSON.stringify(plain, null, indent)),
            Object.entries(plain).map(([name, value]) => [name, text(value)]),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are not those of anything else', () => {
    for (const other of ['[]', '[{"a":1}]', '1', '"{}"', 'null']) assert.equal(fieldsOf(other), undefined);
    for (const wrong of ['', '{', '{"a":}', '{"a":01}', "{'a':1}", '{"a":NaN}'])
      assert.throws(() => fieldsOf(wrong), SyntaxError);
  });
});
