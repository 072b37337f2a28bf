import assert from 'node:assert/strict';
import { AbaiError, toAbaiError } from '../../src/protocol/errors.ts';
import { Failure } from '../../src/protocol/failure.ts';

describe('failures', () => {
  it('survive the wire', () => {
    const error = new AbaiError('rate-limited', 'Wait a little.', {
      retryAfterMs: 2000,
      details: { lane: 'a' },
    });
    const failure = Failure.parse(JSON.parse(JSON.stringify(error.toFailure())));
    const back = AbaiError.fromFailure(failure);
    assert.deepEqual(back.toFailure(), error.toFailure());
    assert.equal(back.retryable, true);
  });
  it('keep the text of what nobody foresaw to this process', () => {
    const error = toAbaiError(new Error('secret sk-123'));
    assert.equal(error.code, 'internal');
    assert.ok(!JSON.stringify(error.toFailure()).includes('sk-123'));
    assert.equal(toAbaiError(error), error);
    assert.equal(toAbaiError(new DOMException('x', 'AbortError')).code, 'cancelled');
  });
});
