import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact } from '../../src/providers/redaction.ts';

const key = fc.string({ minLength: 20, maxLength: 60, unit: fc.constantFrom(...'abcdefABCDEF0123456789_-') });

describe('providers/redaction', () => {
  it('leaves no run of six characters of the key', () => {
    fc.assert(
      fc.property(
        key,
        fc.string(),
        fc.string(),
        fc.nat(),
        fc.nat(),
        (secret, before, after, from, length) => {
          const start = from % secret.length;
          const piece = secret.slice(start, start + 6 + (length % secret.length));
          const redacted = redact(`${before}${piece}${after}${secret}`, secret);
          for (let at = 0; at + 6 <= secret.length; at++) {
            assert.ok(!redacted.includes(secret.slice(at, at + 6)), redacted);
          }
        },
      ),
    );
  });

  it('keeps everything else', () => {
    assert.equal(
      redact('Incorrect API key provided: sk-proj-4411. See the docs.', 'sk-proj-4411'),
      'Incorrect API key provided: …. See the docs.',
    );
    assert.equal(redact('Nothing here.', 'sk-proj-4411'), 'Nothing here.');
    assert.equal(redact('Nothing here.', undefined), 'Nothing here.');
    assert.equal(redact('Nothing here.', ''), 'Nothing here.');
  });

  it('covers short keys too', () => {
    assert.equal(redact('the key abc is bad', 'abc'), 'the key … is bad');
  });
});
