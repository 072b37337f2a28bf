import assert from 'node:assert/strict';
import { crossedShare, monthAround } from '../../src/core/budget.ts';

describe('a budget', () => {
  it('is for the days of a calendar month', () => {
    assert.deepEqual(monthAround('2026-11-21'), { from: '2026-11-01', to: '2026-11-30' });
    assert.deepEqual(monthAround('2028-02-29'), { from: '2028-02-01', to: '2028-02-29' });
    assert.deepEqual(monthAround('2026-12-31'), { from: '2026-12-01', to: '2026-12-31' });
  });

  it('is warned of at 80 and at 100 percent', () => {
    assert.equal(crossedShare(7.99, 10), undefined);
    assert.equal(crossedShare(8, 10), 80);
    assert.equal(crossedShare(0.1 + 0.7, 1), 80);
    assert.equal(crossedShare(9.99, 10), 80);
    assert.equal(crossedShare(10, 10), 100);
    assert.equal(crossedShare(250, 10), 100);
  });
});
