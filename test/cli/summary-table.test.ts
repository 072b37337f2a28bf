import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { styleFor } from '../../src/cli/style.ts';
import { summaryLines } from '../../src/cli/summary-table.ts';
import { answer } from './comparison-fixture.ts';

const plain = styleFor(false);
const fields = (line: string | undefined) => line?.split(/ {2,}/u) ?? [];

describe('summaryLines', () => {
  it('shows status, times, tokens, speed and cost of each model, and their sum', () => {
    const lines = summaryLines(
      [
        { model: 'openai:gpt-4o', message: answer(1) },
        {
          model: 'demo:swift',
          message: answer(2, {
            cost: 0,
            costBasis: 'free',
            usage: { inputTokens: 5, outputTokens: 1000, estimated: true },
          }),
        },
      ],
      plain,
    );
    assert.deepEqual(fields(lines[0]), [
      'Model',
      'Status',
      'First token',
      'Time',
      'Tokens in',
      'out',
      'Tokens/s',
      'Cost',
    ]);
    assert.deepEqual(fields(lines[2]), [
      'openai:gpt-4o',
      'succeeded',
      '100 ms',
      '1.1 s',
      '10',
      '20',
      '20.0',
      '$0.001000',
    ]);
    assert.deepEqual(fields(lines[3]), [
      'demo:swift',
      'succeeded',
      '100 ms',
      '1.1 s',
      '~5',
      '~1,000',
      '~1,000',
      'free',
    ]);
    assert.deepEqual(fields(lines[4]), ['Total', '2 of 2', '~15', '~1,020', '$0.001000']);
  });

  it('leaves open what is not known, and never counts an unknown cost as nothing', () => {
    const failed = answer(1, {
      status: 'failed',
      usage: undefined,
      cost: null,
      costBasis: 'unknown',
      timing: { ttftMs: null, totalMs: 40 },
    });
    const lines = summaryLines(
      [
        { model: 'openai:a', message: failed },
        { model: 'openai:b', message: answer(2) },
      ],
      plain,
    );
    assert.deepEqual(fields(lines[2]), ['openai:a', 'failed', '–', '40 ms', '–', '–', '–', 'unknown']);
    assert.deepEqual(fields(lines[4]), ['Total', '1 of 2', '10', '20', '$0.001000 + unknown']);
  });

  it('needs no sum for one model', () => {
    assert.equal(summaryLines([{ model: 'demo:swift', message: answer(1) }], plain).length, 3);
  });
});
