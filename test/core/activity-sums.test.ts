import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  activitySum,
  activitySums,
  byWeight,
  costUnknown,
  daysBetween,
  firstDayOf,
  laterDay,
  spansBetween,
} from '../../src/core/activity-sums.ts';
import type { Activity } from '../../src/protocol/activity.ts';

const row = (change: Partial<Activity>): Activity => ({
  day: '2026-11-20',
  projectId: 'p',
  provider: 'openai',
  model: 'one',
  calls: 1,
  failed: 0,
  tokensIn: 10,
  tokensOut: 5,
  cost: 0.5,
  unknownCosts: 0,
  ...change,
});

describe('sums of activity', () => {
  const rows = [
    row({}),
    row({ day: '2026-11-21', model: 'two', cost: 2, failed: 1, calls: 3 }),
    row({ day: '2026-11-21', provider: 'lab', model: 'two', cost: null, unknownCosts: 1, projectId: 'q' }),
  ];

  it('add up what is known, and count what is not', () => {
    const sum = activitySum(rows);
    assert.deepEqual(sum, { calls: 5, failed: 1, tokensIn: 30, tokensOut: 15, usd: 2.5, unknownCosts: 1 });
    assert.equal(costUnknown(sum), false);
  });

  it('are kept apart by model, provider, project and day', () => {
    const keys = (part: Parameters<typeof activitySums>[1]) => [...activitySums(rows, part).keys()];
    assert.deepEqual(keys('model'), ['openai:one', 'openai:two', 'lab:two']);
    assert.deepEqual(keys('provider'), ['openai', 'lab']);
    assert.deepEqual(keys('project'), ['p', 'q']);
    assert.deepEqual(keys('day'), ['2026-11-20', '2026-11-21']);
    assert.equal(activitySums(rows, 'day').get('2026-11-21')!.calls, 4);
  });

  it('are unknown when nothing of them is known, and not when something is free', () => {
    assert.equal(costUnknown(activitySums(rows, 'provider').get('lab')!), true);
    assert.equal(costUnknown(activitySum([row({ cost: 0 })])), false);
    assert.equal(costUnknown(activitySum([])), false);
  });

  it('are ordered by what they cost, then by tokens', () => {
    const free = [row({ model: 'small', cost: 0, tokensIn: 1 }), row({ model: 'large', cost: 0 }), ...rows];
    const order = [...activitySums(free, 'model')].sort(byWeight).map(([key]) => key);
    assert.deepEqual(order.slice(0, 2), ['openai:two', 'openai:one']);
    assert.deepEqual(order.slice(-1), ['openai:small']);
  });
});

describe('days of activity', () => {
  it('are counted over the ends of months, of years and of summer time', () => {
    assert.equal(laterDay('2026-02-28', 1), '2026-03-01');
    assert.equal(laterDay('2027-01-01', -1), '2026-12-31');
    assert.equal(laterDay('2026-03-28', 2), '2026-03-30');
    assert.equal(daysBetween('2026-10-24', '2026-10-26'), 2);
  });

  it('belong to weeks from Monday, and to months', () => {
    assert.equal(firstDayOf('2026-11-22', 'week'), '2026-11-16');
    assert.equal(firstDayOf('2026-11-16', 'week'), '2026-11-16');
    assert.equal(firstDayOf('2026-11-21', 'month'), '2026-11-01');
    assert.equal(firstDayOf('2026-11-21', 'day'), '2026-11-21');
  });

  it('make spans without a gap', () => {
    assert.deepEqual(spansBetween('2026-11-29', '2026-12-01', 'day'), [
      '2026-11-29',
      '2026-11-30',
      '2026-12-01',
    ]);
    assert.deepEqual(spansBetween('2026-11-18', '2026-12-01', 'week'), [
      '2026-11-16',
      '2026-11-23',
      '2026-11-30',
    ]);
    assert.deepEqual(spansBetween('2026-11-30', '2027-02-01', 'month'), [
      '2026-11-01',
      '2026-12-01',
      '2027-01-01',
      '2027-02-01',
    ]);
  });
});
