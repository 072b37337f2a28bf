import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { dayKey, dayLabel } from '../../src/extension/days.ts';

const words = { today: 'Today', yesterday: 'Yesterday', language: 'en-GB' };
const at = (text: string) => new Date(text).getTime();

describe('days of the history', () => {
  const now = at('2026-11-21T00:30:00');

  it('says today and yesterday by the calendar, not by hours', () => {
    assert.equal(dayLabel(at('2026-11-21T00:01:00'), now, words), 'Today');
    assert.equal(dayLabel(at('2026-11-20T23:59:00'), now, words), 'Yesterday');
    assert.equal(dayLabel(at('2026-11-20T00:00:00'), now, words), 'Yesterday');
  });

  it('writes other days out, with the year when it is another', () => {
    assert.match(dayLabel(at('2026-11-19T12:00:00'), now, words), /19 November$/);
    assert.match(dayLabel(at('2025-12-31T12:00:00'), now, words), /31 December 2025$/);
  });

  it('knows the day before the first of a month', () => {
    assert.equal(dayLabel(at('2026-02-28T12:00:00'), at('2026-03-01T12:00:00'), words), 'Yesterday');
  });

  it('has keys that sort', () => {
    assert.equal(dayKey(at('2026-03-09T23:59:59')), '2026-03-09');
    assert.ok(dayKey(at('2026-03-09T12:00:00')) < dayKey(at('2026-11-01T12:00:00')));
  });
});
