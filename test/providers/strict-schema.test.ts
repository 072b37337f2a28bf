import assert from 'node:assert/strict';
import { fitsStrictMode } from '../../src/providers/strict-schema.ts';

const closed = {
  type: 'object',
  properties: { a: { type: 'string' }, b: { type: 'array', items: { type: 'integer' } } },
  required: ['a', 'b'],
  additionalProperties: false,
};

describe('providers/strict-schema', () => {
  it('takes closed objects whose properties are all required, at any depth', () => {
    assert.equal(fitsStrictMode(closed), true);
    assert.equal(fitsStrictMode({ ...closed, properties: { a: closed, b: { anyOf: [closed] } } }), true);
    assert.equal(fitsStrictMode({ $ref: '#/$defs/x', $defs: { x: closed } }), true);
  });

  it('refuses what the mode refuses', () => {
    const open = { ...closed, additionalProperties: undefined };
    for (const schema of [
      open,
      { ...closed, required: ['a'] },
      { ...closed, properties: { a: open, b: closed } },
      { type: 'array', items: open },
      { anyOf: [closed, open] },
      { oneOf: [closed] },
      { $ref: '#/$defs/x', $defs: { x: open } },
    ]) {
      assert.equal(fitsStrictMode(schema), false, JSON.stringify(schema));
    }
  });
});
