import assert from 'node:assert/strict';
import { AnswerTiming } from '../../src/backend/answer-timing.ts';

describe('backend: timing of an answer', () => {
  let now = 0;
  const begin = (): AnswerTiming => {
    now = 1000;
    return new AnswerTiming(() => now);
  };

  it('tells when the first token came and when it was over', () => {
    const timing = begin();
    assert.equal(timing.heardSomething, false);
    now = 1200;
    timing.heard('text');
    now = 1900;
    assert.equal(timing.heardSomething, true);
    assert.deepEqual(timing.end(), { ttftMs: 200, totalMs: 900 });
  });

  it('tells how long the model thought before its first word, whatever it thinks later', () => {
    const timing = begin();
    now = 1100;
    timing.heard('thinking');
    now = 3100;
    timing.heard('text');
    now = 3500;
    timing.heard('thinking');
    now = 4000;
    timing.heard('text');
    assert.deepEqual(timing.end(), { ttftMs: 100, totalMs: 3000, thinkingMs: 2000 });
  });

  it('counts thinking to the end when no word came', () => {
    const timing = begin();
    now = 1500;
    timing.heard('thinking');
    now = 2500;
    assert.deepEqual(timing.end(), { ttftMs: 500, totalMs: 1500, thinkingMs: 1000 });
  });

  it('counts from the last try, and has nothing to tell of silence', () => {
    const timing = begin();
    now = 5000;
    timing.begin();
    now = 5300;
    assert.deepEqual(timing.end(), { ttftMs: null, totalMs: 300 });
  });
});
