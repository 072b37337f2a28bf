import assert from 'node:assert/strict';
import { contestedMs, type Decision, OwnDecisions } from '../../src/core/decisions.ts';

const named = (value: string, about = 'c1'): Decision => ({ kind: 'comparison-name', about, value });

describe('decisions of one window', () => {
  it('are overruled by the next other one, which is said once', () => {
    const decisions = new OwnDecisions();
    assert.equal(decisions.isOverruledBy(named('Sky'), true, 0), false);
    assert.equal(decisions.isOverruledBy(named('Sea'), false, 1), true);
    assert.equal(decisions.isOverruledBy(named('Lake'), false, 2), false);
  });

  it('are not overruled by what was decided before, nor by the same', () => {
    const decisions = new OwnDecisions();
    assert.equal(decisions.isOverruledBy(named('Sea'), false, 0), false);
    decisions.isOverruledBy(named('Sky'), true, 1);
    assert.equal(decisions.isOverruledBy(named('Sky'), false, 2), false);
    assert.equal(decisions.isOverruledBy(named('Sea', 'c2'), false, 3), false);
    assert.equal(decisions.isOverruledBy({ ...named('Sea'), kind: 'run-name' }, false, 4), false);
    assert.equal(decisions.isOverruledBy(named('Sea'), false, 5), true);
  });

  it('are not contested by what comes much later', () => {
    const decisions = new OwnDecisions();
    decisions.isOverruledBy(named('Sky'), true, 0);
    assert.equal(decisions.isOverruledBy(named('Sea'), false, contestedMs + 1), false);
  });

  it('follow this window’s own change of mind', () => {
    const decisions = new OwnDecisions();
    decisions.isOverruledBy(named('Sky'), true, 0);
    assert.equal(decisions.isOverruledBy(named('Sea'), true, 1), false);
    assert.equal(decisions.isOverruledBy(named('Sea'), false, 2), false);
    assert.equal(decisions.isOverruledBy(named('Sky'), false, 3), true);
  });
});
