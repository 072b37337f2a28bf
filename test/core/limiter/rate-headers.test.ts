import assert from 'node:assert/strict';
import { durationMs, readRateHeaders } from '../../../src/core/limiter/rate-headers.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const read = (headers: Record<string, string>) => readRateHeaders(new Headers(headers), now);

describe('durationMs', () => {
  it('reads the durations that OpenAI and its imitators send', () => {
    const known: Record<string, number> = {
      '6m0s': 360_000,
      '1s': 1000,
      '120ms': 120,
      '8.64s': 8640,
      '1h30m': 5_400_000,
      '1m26.4s': 86_400,
      '24h0m0s': 86_400_000,
      '2d': 172_800_000,
      '12': 12_000,
      '0': 0,
      ' 1s ': 1000,
    };
    for (const [text, ms] of Object.entries(known)) assert.equal(durationMs(text), ms, text);
  });

  it('makes nothing of what is no duration', () => {
    for (const text of [null, '', ' ', 'soon', '5x', '-1', 's', '1s later', '2026-11-20T12:00:00Z']) {
      assert.equal(durationMs(text), undefined, String(text));
    }
  });
});

describe('readRateHeaders', () => {
  it('reads OpenAI’s', () => {
    assert.deepEqual(
      read({
        'x-ratelimit-limit-requests': '500',
        'x-ratelimit-remaining-requests': '499',
        'x-ratelimit-reset-requests': '120ms',
        'x-ratelimit-limit-tokens': '30000',
        'x-ratelimit-remaining-tokens': '150',
        'x-ratelimit-reset-tokens': '59.7s',
      }),
      {
        requests: { remaining: 499, limit: 500, resetMs: 120 },
        tokens: { remaining: 150, limit: 30_000, resetMs: 59_700 },
      },
    );
  });

  it('reads Anthropic’s, and of its token limits the one nearest to its end', () => {
    assert.deepEqual(
      read({
        'anthropic-ratelimit-requests-limit': '50',
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2026-11-20T12:00:30Z',
        'anthropic-ratelimit-input-tokens-limit': '1000',
        'anthropic-ratelimit-input-tokens-remaining': '900',
        'anthropic-ratelimit-input-tokens-reset': '2026-11-20T12:00:01Z',
        'anthropic-ratelimit-output-tokens-limit': '1000',
        'anthropic-ratelimit-output-tokens-remaining': '20',
        'anthropic-ratelimit-output-tokens-reset': '2026-11-20T13:00:10.5+01:00',
      }),
      {
        requests: { remaining: 0, limit: 50, resetMs: 30_000 },
        tokens: { remaining: 20, limit: 1000, resetMs: 10_500 },
      },
    );
  });

  it('takes a time that has passed for now', () => {
    const past = '2026-11-20T11:59:00Z';
    const { requests } = read({
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': past,
    });
    assert.deepEqual(requests, { remaining: 0, resetMs: 0 });
  });

  it('says nothing where the headers do not suffice or make no sense', () => {
    assert.deepEqual(read({}), {});
    assert.deepEqual(read({ 'x-ratelimit-remaining-requests': '0' }), {});
    assert.deepEqual(
      read({ 'x-ratelimit-remaining-requests': 'few', 'x-ratelimit-reset-requests': '1s' }),
      {},
    );
    assert.deepEqual(
      read({ 'anthropic-ratelimit-requests-remaining': '1', 'anthropic-ratelimit-requests-reset': '5' }),
      {},
    );
  });
});
