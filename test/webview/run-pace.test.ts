import assert from 'node:assert/strict';
import type { Run } from '../../src/protocol/runs.ts';
import { RunPace, roughly } from '../../webview/state/run-pace.ts';

function runWith(succeeded: number, status: Run['status'] = 'running'): Run {
  return { status, cells: { total: 1000, succeeded, failed: 0, cancelled: 0 } } as Run;
}

describe('webview: the pace of a run', () => {
  it('says how long the rest takes', () => {
    const pace = new RunPace();
    pace.hear(runWith(0), 0);
    assert.equal(pace.left(runWith(0)), undefined);
    pace.hear(runWith(100), 10_000);
    assert.equal(pace.left(runWith(100)), 90_000);
  });

  it('follows what was heard lately', () => {
    const pace = new RunPace();
    for (let second = 0; second <= 100; second++)
      pace.hear(runWith(second < 50 ? second : 50 + 10 * (second - 50)), second * 1000);
    assert.equal(pace.left(runWith(550)), 45_000);
  });

  it('begins anew after a pause and after a retry', () => {
    const pace = new RunPace();
    pace.hear(runWith(0), 0);
    pace.hear(runWith(100), 10_000);
    pace.hear(runWith(100, 'paused'), 11_000);
    assert.equal(pace.left(runWith(100)), undefined);
    pace.hear(runWith(100), 60_000);
    pace.hear(runWith(50), 65_000);
    assert.equal(pace.left(runWith(50)), undefined);
  });

  it('is told roughly', () => {
    assert.deepEqual([400, 59_000, 61_000, 3_700_000, 90_000_000].map(roughly), [
      '1 s',
      '59 s',
      '1 min',
      '1 h 2 min',
      '1 d 1 h',
    ]);
  });
});
