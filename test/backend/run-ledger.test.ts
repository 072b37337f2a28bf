import assert from 'node:assert/strict';
import type { BackendPorts } from '../../src/backend/ports.ts';
import { Publisher } from '../../src/backend/publisher.ts';
import { type FinishedCell, RunLedger } from '../../src/backend/run-ledger.ts';
import type { StoredRun } from '../../src/core/ports/run-store.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { steppedClock } from './world.ts';

const run = {
  id: 'r',
  checks: [],
  graderIds: [],
  cells: { total: 5000, succeeded: 1, failed: 0, cancelled: 0 },
  usage: { inputTokens: 0, outputTokens: 0 },
  cost: { usd: 1, basis: 'exact' },
  knownUsd: 1,
  droppedUsd: 2,
} as unknown as StoredRun;

const finished = (n: number): FinishedCell => ({
  cell: { id: `c${n}`, row: n },
  values: new Map(),
  patch: { status: 'succeeded', cost: { usd: 0.5, basis: 'exact' } },
});

describe('the books of a running run', () => {
  /** A store that answers each commit when the test says so. */
  function books() {
    const clock = steppedClock();
    const waiting: { saved(): void; refused(): void }[] = [];
    const full = new AbaiError('store', 'The disk is full.');
    const commit = ({ writes }: { writes: readonly unknown[] }) =>
      new Promise((resolve, reject) => {
        // Events alone, of a run that waits for the disk.
        if (writes.length === 0) return reject(full);
        waiting.push({
          saved: () => resolve([]),
          refused: () => reject(full),
        });
      });
    const nothing = () => ({ sql: '', parameters: [] });
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const store = { commit, runs: { updateCell: nothing, addProgress: nothing } };
    const ports = { clock, log, store } as unknown as BackendPorts;
    const ledger = new RunLedger({
      ports,
      publisher: new Publisher(() => {}),
      run,
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    return { ledger, clock, waiting, turn };
  }

  it('count what is not saved yet, and have no room when the disk does not keep up', async () => {
    const { ledger, clock, waiting, turn } = books();
    let told = 0;
    ledger.onSaved(() => {
      told += 1;
    });
    assert.equal(ledger.spentUsd, 3);
    for (let n = 0; n < 2000; n += 1) ledger.add(finished(n));
    assert.deepEqual([ledger.hasRoom, ledger.unsaved.size, ledger.ended], [false, 2000, 2001]);
    assert.equal(ledger.spentUsd, 1003);
    clock.pass(15);
    await turn();
    assert.equal(waiting.length, 1, 'all share one transaction');
    waiting[0]!.saved();
    await turn();
    assert.deepEqual([ledger.hasRoom, ledger.unsaved.size, ledger.ended, told], [true, 0, 2001, 1]);
    assert.equal(ledger.spentUsd, 1003);
    assert.equal(ledger.run.cells.succeeded, 2001);
  });

  it('keep what a full disk refuses, say so, and save it when the disk takes it', async () => {
    const { ledger, clock, waiting, turn } = books();
    ledger.add(finished(1));
    clock.pass(15);
    await turn();
    waiting[0]!.refused();
    await turn();
    assert.match(ledger.diskWait!, /disk is full.*1 answers are kept/);
    assert.deepEqual([ledger.hasRoom, ledger.failure, ledger.unsaved.size], [false, undefined, 1]);
    ledger.add(finished(2));
    clock.pass(1000);
    await turn();
    assert.equal(waiting.length, 2, 'both in one');
    waiting[1]!.refused();
    await turn();
    assert.match(ledger.diskWait!, /2 answers are kept/);
    clock.pass(2000);
    await turn();
    waiting[2]!.saved();
    await turn();
    assert.deepEqual([ledger.hasRoom, ledger.diskWait, ledger.unsaved.size], [true, undefined, 0]);
    assert.deepEqual([ledger.spentUsd, ledger.run.cells.succeeded], [4, 3]);
  });

  it('give up what no disk took when they are closed', async () => {
    const { ledger, waiting, turn } = books();
    ledger.add(finished(1));
    const rested = ledger.rest();
    await turn();
    waiting[0]!.refused();
    assert.equal(await rested, false);
    assert.equal(ledger.giveUp(), 1);
    assert.deepEqual([ledger.unsaved.size, ledger.spentUsd, ledger.run.cells.succeeded], [0, 3, 1]);
    const saving = ledger.save([finished(2)]);
    await turn();
    waiting[1]!.refused();
    await assert.rejects(saving, /disk is full/);
    assert.equal(ledger.unsaved.size, 0);
  });

  it('save answers whose checks take long, and their verdicts when they are there', async () => {
    const clock = steppedClock();
    const commits: unknown[][] = [];
    const commit = async ({ writes }: { writes: unknown[] }) => {
      commits.push(writes);
      return [];
    };
    const ends: (() => void)[] = [];
    const trials = {
      hurries: false,
      run: (all: readonly unknown[]) =>
        new Promise((resolve) => ends.push(() => resolve(all.map(() => ({ fits: true }))))),
    };
    const runs = {
      updateCell: (id: string) => `cell ${id}`,
      addProgress: () => 'sums',
      markUnjudged: () => 'unjudged',
      dropGrades: (ids: string[]) => [`drop ${ids}`],
      setGrades: (id: string, grades: { graderId: string }[]) => [`${grades[0]!.graderId} of ${id}`],
      endRecheck: () => 'judged',
    };
    const ids = { next: () => 'id' };
    const ports = { clock, ids, trials, store: { commit, runs, activity: {} } } as unknown as BackendPorts;
    const checked = { ...run, checks: [{ type: 'regex', pattern: 'x' }], graderIds: ['g'] } as StoredRun;
    const ledger = new RunLedger({ ports, publisher: new Publisher(() => {}), run: checked });
    const turn = () => new Promise((resolve) => setImmediate(resolve));

    ledger.add(finished(1));
    clock.pass(15);
    await turn();
    assert.deepEqual(commits, [], 'verdicts that are quick are saved with their answers');
    clock.pass(500);
    await turn();
    assert.deepEqual(commits, [['cell c1', 'unjudged', 'sums']]);
    ledger.add(finished(2));
    clock.pass(15);
    await turn();
    assert.deepEqual(commits[1], ['cell c2', 'unjudged', 'sums']);
    assert.equal(ledger.unsaved.size, 0);
    ends[0]!();
    await turn();
    assert.deepEqual(commits[2], ['drop c1', 'g of c1']);

    const rested = ledger.rest();
    await turn();
    assert.equal(commits.length, 3, 'the end waits for the last verdicts');
    ends[1]!();
    assert.equal(await rested, true);
    assert.deepEqual(commits.slice(3), [['drop c2', 'g of c2', 'judged']]);

    ledger.add(finished(3));
    clock.pass(15);
    await turn();
    clock.pass(500);
    await turn();
    ledger.become({ ...checked, graderIds: ['other'] });
    ends[2]!();
    await turn();
    assert.equal(commits.length, 5, 'what other checks would have said is left out');

    ledger.become(checked);
    trials.hurries = true;
    ledger.add(finished(4));
    clock.pass(15);
    await turn();
    ends[3]!();
    await turn();
    assert.deepEqual(
      commits[5],
      ['cell c4', 'g of c4', 'unjudged', 'sums'],
      'a closing back end tries not all',
    );
  });

  it('do one thing after the other', async () => {
    const { ledger, waiting, turn } = books();
    const order: string[] = [];
    const first = ledger.save([finished(1)]).then(() => order.push('saved'));
    const second = ledger.alone(async () => void order.push('changed'));
    await turn();
    assert.deepEqual(order, []);
    waiting[0]!.saved();
    await Promise.all([first, second]);
    assert.deepEqual(order.sort(), ['changed', 'saved']);
  });
});
