import assert from 'node:assert/strict';
import { type CrashScenario, crashEverywhere } from './crash-scenario.ts';

const short: CrashScenario = {
  transactions: 30,
  synchronous: 'FULL',
  kind: 'kill',
  repetitions: 1,
  seed: 7,
};

describe('a crash at every call to the disk', function () {
  this.timeout(180_000);

  it('loses nothing that was acknowledged when the process is killed', async () => {
    const { points, corrupt, lost } = await crashEverywhere(short);
    assert.ok(points > 150, `${points} points`);
    assert.deepEqual({ corrupt, lost }, { corrupt: 0, lost: 0 });
  });

  it('loses nothing that was acknowledged when the power goes and unsynced writes are dropped or torn', async () => {
    const { points, corrupt, lost } = await crashEverywhere({ ...short, kind: 'power-loss', repetitions: 2 });
    assert.ok(points > 150, `${points} points`);
    assert.deepEqual({ corrupt, lost }, { corrupt: 0, lost: 0 });
  });

  it('does lose without synchronous=FULL: the simulation can fail', async () => {
    const { corrupt, lost } = await crashEverywhere({ ...short, kind: 'power-loss', synchronous: 'OFF' });
    assert.ok(corrupt + lost > 10, `corrupt ${corrupt}, lost ${lost}`);
  });
});
