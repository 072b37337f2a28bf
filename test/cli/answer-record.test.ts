import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { answerRecord } from '../../src/cli/answer-record.ts';
import { answer } from './comparison-fixture.ts';

describe('answerRecord', () => {
  it('carries a whole answer', () => {
    assert.deepEqual(
      answerRecord('openai:gpt-4o', answer(1, { content: 'hi', timing: { ttftMs: 12.345, totalMs: 99.96 } })),
      {
        model: 'openai:gpt-4o',
        status: 'succeeded',
        text: 'hi',
        usage: { inputTokens: 10, outputTokens: 20 },
        cost: { usd: 0.001, basis: 'exact' },
        timing: { ttftMs: 12.3, totalMs: 100 },
      },
    );
  });

  it('keeps what arrived of a failed answer and why it failed', () => {
    const record = answerRecord(
      'openai:gpt-4o',
      answer(1, {
        status: 'failed',
        content: 'half',
        error: { code: 'provider', message: 'Broke.', retryable: true, details: { messageId: 'a1' } },
      }),
    );
    assert.equal(record.status, 'failed');
    assert.equal(record.text, 'half');
    assert.deepEqual(record.error, { code: 'provider', message: 'Broke.', retryable: true });
  });

  it('counts an interrupted answer as failed, with a reason', () => {
    const record = answerRecord('demo:swift', answer(1, { status: 'interrupted' }));
    assert.equal(record.status, 'failed');
    assert.equal(record.error?.retryable, true);
    assert.equal(record.error?.code, 'unavailable');
  });

  it('has no error for a cancelled one', () => {
    const record = answerRecord(
      'demo:swift',
      answer(1, { status: 'cancelled', error: { code: 'cancelled', message: 'x', retryable: false } }),
    );
    assert.equal(record.status, 'cancelled');
    assert.equal('error' in record, false);
  });

  it('says unknown where nothing is known', () => {
    const { usage, cost, timing } = answerRecord('demo:swift', answer(1, { status: 'generating' }));
    assert.deepEqual(usage, { inputTokens: 0, outputTokens: 0, estimated: true });
    assert.deepEqual(cost, { usd: null, basis: 'unknown' });
    assert.deepEqual(timing, { ttftMs: null, totalMs: 0 });
  });
});
