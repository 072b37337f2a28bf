import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canHeal, isOverload, maxTries, overloadWait, retryWait } from '../../src/core/retry.ts';
import { AbaiError, type ErrorCode } from '../../src/protocol/errors.ts';

const failure = (
  code: ErrorCode,
  more: { status?: number; retryAfterMs?: number; retryable?: boolean } = {},
) => {
  const { status, ...options } = more;
  return new AbaiError(code, 'x', { ...options, ...(status === undefined ? {} : { details: { status } }) });
};
const half = () => 0.5;
const limited = failure('rate-limited', { status: 429 });

describe('retryWait', () => {
  it('backs off exponentially with full jitter', () => {
    const waits = (error: AbaiError, random: () => number) =>
      [1, 2, 3, 4].map((attempt) => retryWait(error, attempt, random));
    assert.deepEqual(waits(failure('unavailable', { status: 500 }), half), [250, 500, 1000, 2000]);
    assert.deepEqual(waits(limited, half), [1000, 2000, 4000, 8000]);
    assert.deepEqual(
      waits(limited, () => 0),
      [0, 0, 0, 0],
    );
  });

  it('stops after the fifth try', () => {
    assert.equal(maxTries, 5);
    assert.notEqual(retryWait(limited, 4, half), 'stop');
    assert.equal(retryWait(limited, 5, half), 'stop');
  });

  it('waits at least as long as it is asked to, and little more', () => {
    assert.equal(
      retryWait(failure('rate-limited', { retryAfterMs: 2000 }), 1, () => 0),
      2000,
    );
    assert.equal(retryWait(failure('rate-limited', { retryAfterMs: 90_000 }), 4, half), 90_500);
    assert.equal(retryWait(failure('unavailable', { status: 503, retryAfterMs: 100 }), 1, half), 105);
  });

  it('takes "retry after 0" for no hint, lest five tries be gone in a moment', () => {
    assert.equal(retryWait(failure('rate-limited', { retryAfterMs: 0 }), 1, half), 1000);
  });

  it('never retries what cannot heal', () => {
    const hopeless = [
      failure('invalid', { status: 400 }),
      failure('auth', { status: 401 }),
      failure('auth', { status: 403 }),
      failure('not-found', { status: 404 }),
      failure('rate-limited', { status: 429, retryable: false }),
      failure('rate-limited', { status: 429, retryAfterMs: 24 * 3600 * 1000 }),
      failure('unavailable', { retryable: false }),
      failure('cancelled', { retryable: true }),
      failure('internal'),
      // Whatever an adapter believes, these statuses are not retried.
      ...[400, 401, 402, 403, 404].map((status) => failure('provider', { status, retryable: true })),
    ];
    for (const error of hopeless) {
      assert.equal(retryWait(error, 1, half), 'stop', `${error.code} ${String(error.details?.status)}`);
      assert.equal(canHeal(error), false);
    }
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.option(fc.nat(6 * 3600 * 1000), { nil: undefined }),
        (attempt, random, asked) => {
          const error = failure('rate-limited', asked === undefined ? {} : { retryAfterMs: asked });
          const wait = retryWait(error, attempt, () => random);
          assert.ok(typeof wait === 'number' && Number.isInteger(wait));
          if (asked) assert.ok(wait >= asked && wait <= asked + 1000);
          else assert.ok(wait >= 0 && wait <= 2000 * 2 ** (attempt - 1));
        },
      ),
    );
  });
});

describe('isOverload', () => {
  it('tells a lane that gets too much from a request that fails', () => {
    for (const status of [429, 503, 529]) assert.equal(isOverload(failure('unavailable', { status })), true);
    assert.equal(isOverload(failure('rate-limited')), true);
    assert.equal(isOverload(failure('unavailable', { status: 500 })), false);
    assert.equal(isOverload(failure('unavailable')), false);
  });
});

describe('overloadWait', () => {
  it('grows with each storm in a row, to a minute at most', () => {
    assert.deepEqual(
      [0, 1, 2, 5, 6, 50].map((storms) => overloadWait(storms, half)),
      [1000, 1000, 2000, 16_000, 30_000, 30_000],
    );
  });
});
