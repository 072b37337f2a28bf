import assert from 'node:assert/strict';
import { LaneTime } from '../../../src/core/limiter/lane-time.ts';
import { ManualClock } from './manual-clock.ts';

describe('LaneTime', () => {
  it('goes with the clocks', async () => {
    const clock = new ManualClock();
    const time = new LaneTime(clock);
    const before = time.now();
    await clock.pass(1500);
    assert.equal(time.now() - before, 1500);
  });

  it('goes on when the wall clock is set back', async () => {
    const clock = new ManualClock();
    const time = new LaneTime(clock);
    const before = time.now();
    clock.jump(-3_600_000);
    assert.equal(time.now(), before);
    await clock.pass(10);
    assert.equal(time.now() - before, 10);
  });

  it('catches up when the machine slept', () => {
    const clock = new ManualClock();
    const time = new LaneTime(clock);
    const before = time.now();
    clock.jump(3_600_000);
    assert.equal(time.now() - before, 3_600_000);
  });

  it('tells its moments by the wall clock as it is set now', () => {
    const clock = new ManualClock();
    const time = new LaneTime(clock);
    const soon = time.now() + 5000;
    assert.equal(time.toWall(soon), clock.now() + 5000);
    clock.jump(-3_600_000);
    assert.equal(time.toWall(soon), clock.now() + 5000);
  });
});
