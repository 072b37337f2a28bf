import { Connection } from '../../../src/store/engine/connection.ts';
import { commitTogether } from '../../../src/store/engine/group-commit.ts';
import { loadSqlite } from '../../../src/store/engine/sqlite-module.ts';
import { CrashPlayer, type Files, SimulatedDisk } from './simulated-disk.ts';

export interface CrashScenario {
  /** Transactions of the workload. */
  transactions: number;
  synchronous: 'FULL' | 'OFF';
  kind: 'kill' | 'power-loss';
  /** Power losses tried at each point. */
  repetitions: number;
  seed: number;
}

export interface CrashReport {
  points: number;
  /** Databases that did not open or failed their integrity check. */
  corrupt: number;
  /** Databases without an acknowledged transaction, or with half of one. */
  lost: number;
  /** Those that also held the transaction in flight, which is right too. */
  inFlight: number;
}

const path = '/sim/d.db';
// Small numbers make the log wrap and the cache spill within a short workload.
const smallLog = { autoCheckpointPages: 12, cacheKilobytes: 80 };

/** Crashes a fixed workload after every single change of the disk, reopens, and compares with what was acknowledged. */
export async function crashEverywhere(scenario: CrashScenario): Promise<CrashReport> {
  const sqlite = await loadSqlite();
  const open = (disk: SimulatedDisk) =>
    Connection.open(sqlite, path, { disk, synchronous: scenario.synchronous, ...smallLog });
  const random = generator(scenario.seed);
  const below = (n: number) => Math.floor(random() * n);

  const disk = new SimulatedDisk();
  const connection = open(disk);
  /** What the database held once it had answered, by the number of disk changes until then. */
  const acknowledged: { at: number; state: string }[] = [];
  const acknowledge = () => acknowledged.push({ at: disk.changes.length, state: stateOf(connection) });
  connection.run('create table t (id integer primary key, v text, n integer default 0)');
  connection.run('create index t_by_n on t (n)');
  acknowledge();
  const insert = (size: number, n: number) => ({
    sql: 'insert into t (v, n) values (?, ?)',
    parameters: ['x'.repeat(below(size)), n],
  });
  for (let i = 0; i < scenario.transactions; i++) {
    const dice = below(10);
    if (dice < 5) commitTogether(connection, [[insert(3000, i)], [insert(300, i)]]);
    else if (dice < 7) commitTogether(connection, [Array.from({ length: 25 }, () => insert(5000, i))]);
    else if (dice < 8) commitTogether(connection, [[{ sql: "update t set n = n + 1, v = v || 'abc'" }]]);
    else if (dice < 9) {
      // One batch fails its guard and must leave no trace; its neighbour stays.
      commitTogether(connection, [
        [insert(4000, i), { sql: 'delete from t where id < 0', expectRows: 1 }],
        [insert(100, i)],
      ]);
    } else commitTogether(connection, [[{ sql: 'delete from t where id % 7 = ?', parameters: [below(7)] }]]);
    acknowledge();
  }
  connection.close();

  const report: CrashReport = { points: 0, corrupt: 0, lost: 0, inFlight: 0 };
  const check = (files: Files, changes: number) => {
    report.points++;
    const before = acknowledged.filter(({ at }) => at <= changes).at(-1)?.state ?? 'nothing';
    const after = acknowledged.find(({ at }) => at > changes)?.state;
    const found = recover(() => open(new SimulatedDisk(files)));
    if (found === undefined) report.corrupt++;
    else if (found === after && found !== before) report.inFlight++;
    // Before the first acknowledgement any part of the schema may be there.
    else if (found !== before && !(before === 'nothing' && found === '0|0')) report.lost++;
  };
  const player = new CrashPlayer();
  disk.changes.forEach((change, i) => {
    if (scenario.kind === 'kill') {
      const torn = player.afterKillDuring(change);
      if (torn) check(torn, i);
    }
    player.play(change);
    if (scenario.kind === 'kill') check(player.afterKill(), i + 1);
    else {
      const chance = () => random() < 0.5;
      for (let r = 0; r < scenario.repetitions; r++) check(player.afterPowerLoss(chance), i + 1);
    }
  });
  return report;
}

/** The state after reopening; undefined when the database is damaged. */
function recover(open: () => Connection): string | undefined {
  let connection: Connection;
  try {
    connection = open();
  } catch {
    return undefined;
  }
  try {
    if (connection.run('pragma integrity_check').values[0] !== 'ok') return undefined;
    const table = connection.run("select 1 from sqlite_schema where name = 't'").values.length;
    return table ? stateOf(connection) : 'nothing';
  } catch {
    return undefined;
  } finally {
    connection.close();
  }
}

function stateOf(connection: Connection): string {
  const sql = "select count(*) || '|' || coalesce(sum(n * id + length(v)), 0) as state from t";
  return String(connection.run(sql).values[0]);
}

/** Numbers from 0 to 1 that are the same each time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}
