import assert from 'node:assert/strict';
import type { Message } from '../../src/protocol/conversations.ts';
import { count, metrics, seconds, usd } from '../../webview/state/metrics.ts';
import { answer, finished } from './fixtures.ts';

function shown(change: Partial<Message>): Record<string, string> {
  const figures = metrics(answer('c0', { ...finished, ...change }));
  return Object.fromEntries(figures.map(({ id, text }) => [id, text]));
}

describe('webview: figures of an answer', () => {
  it('are the time to the first token, speed, tokens and cost', () => {
    assert.deepEqual(shown({}), {
      ttft: 'TTFT 420 ms',
      speed: '61 tok/s',
      tokens: '412 → 286 tok',
      cost: '$0.0012',
    });
  });

  it('say how sure the cost is, and never 0 for unknown', () => {
    assert.equal(shown({ costBasis: 'estimated' }).cost, '~$0.0012');
    assert.equal(shown({ costBasis: 'free', cost: 0 }).cost, 'free');
    assert.equal(shown({ costBasis: 'unknown', cost: null }).cost, 'cost unknown');
    assert.equal(shown({ costBasis: undefined, cost: undefined }).cost, 'cost unknown');
    assert.equal(shown({ status: 'failed', costBasis: undefined, cost: undefined }).cost, undefined);
  });

  it('leave out what is not known', () => {
    assert.deepEqual(
      shown({ timing: undefined, tokensIn: undefined, tokensOut: undefined, usage: undefined }),
      {
        cost: '$0.0012',
      },
    );
    assert.equal(shown({ timing: { ttftMs: null, totalMs: 10 } }).ttft, undefined);
    assert.equal(shown({ timing: { ttftMs: 400, totalMs: 410 } }).speed, undefined, 'one burst has no speed');
  });

  it('mark estimated tokens', () => {
    const usage = { inputTokens: 412, outputTokens: 286, estimated: true };
    assert.equal(shown({ usage }).tokens, '~412 → ~286 tok');
  });

  it('are short', () => {
    assert.deepEqual([0, 999, 1000, 9994, 12_345, 123_456].map(seconds), [
      '0 ms',
      '999 ms',
      '1.00 s',
      '9.99 s',
      '12.3 s',
      '123 s',
    ]);
    assert.deepEqual([undefined, 0, 9999, 12_345, 123_456, 2_345_678].map(count), [
      '?',
      '0',
      '9999',
      '12.3k',
      '123k',
      '2.3M',
    ]);
    assert.deepEqual([0, 1e-9, 0.000_012_3, 0.001_25, 0.099, 0.5, 12.345].map(usd), [
      '$0',
      '<$0.000001',
      '$0.000012',
      '$0.0013',
      '$0.099',
      '$0.50',
      '$12.35',
    ]);
  });
});
