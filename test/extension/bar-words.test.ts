import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  type ActivityNow,
  type BarWords,
  barTable,
  barText,
  escaped,
} from '../../src/extension/activity/bar-words.ts';
import type { Activity } from '../../src/protocol/activity.ts';

const words: BarWords = {
  amount: (usd) => `$${usd.toFixed(2)}`,
  count: String,
  runs: (count) => `${count} runs`,
  inFlight: (count) => `${count} in flight`,
  today: (amount) => `${amount} today`,
  atLeast: (amount) => `at least ${amount}`,
  unknown: 'cost unknown',
  head: { model: 'Model', spend: 'Spend', calls: 'Calls', tokens: 'Tokens' },
};
const row = (change: Partial<Activity>): Activity => ({
  day: '2026-11-21',
  projectId: 'p',
  provider: 'openai',
  model: 'one',
  calls: 2,
  failed: 0,
  tokensIn: 10,
  tokensOut: 20,
  cost: 0.5,
  unknownCosts: 0,
  ...change,
});
const now = (change: Partial<ActivityNow> = {}): ActivityNow => ({
  answers: 0,
  cells: 0,
  today: [],
  ...change,
});
const idle = { count: 0, percent: '0%' };
const unknown = row({ model: 'own', cost: null, unknownCosts: 2 });

describe('the words of the status bar', () => {
  it('count answers and cells together, before runs and what today has cost', () => {
    const text = barText(
      now({ answers: 2, cells: 3, today: [row({})] }),
      { count: 1, percent: '40%' },
      words,
    );
    assert.equal(text, '5 in flight · 1 runs 40% · $0.50 today');
    assert.equal(barText(now({ today: [row({}), row({ projectId: 'q' })] }), idle, words), '$1.00 today');
  });

  it('are none when nothing goes on and nothing was paid for', () => {
    assert.equal(barText(now(), idle, words), undefined);
    assert.equal(barText(now({ today: [row({ cost: 0 })] }), idle, words), undefined);
  });

  it('say that a cost is not known, and never make it nothing', () => {
    assert.equal(barText(now({ today: [unknown] }), idle, words), 'cost unknown today');
    assert.equal(barText(now({ today: [row({}), unknown] }), idle, words), 'at least $0.50 today');
    assert.equal(barText(now({ today: [row({ cost: 0 }), unknown] }), idle, words), 'cost unknown today');
  });

  it('are a table by model when asked for more, the dearest first', () => {
    const table = barTable(
      now({ today: [unknown, row({}), row({ model: 'free', cost: 0 })] }),
      words,
      (name) => name,
    );
    assert.deepEqual(table!.split('\n').slice(2), [
      '| openai\\:one | \\$0\\.50 | 2 | 10 → 20 |',
      '| openai\\:free | \\$0\\.00 | 2 | 10 → 20 |',
      '| openai\\:own | cost unknown | 2 | 10 → 20 |',
    ]);
    assert.equal(
      barTable(now(), words, (name) => name),
      undefined,
    );
  });

  it('let no name of a model be more than text', () => {
    assert.equal(
      escaped('[x](command:y) |\n<b> $(z) `c`'),
      '\\[x\\]\\(command\\:y\\) \\| \\<b\\> \\$\\(z\\) \\`c\\`',
    );
  });
});
