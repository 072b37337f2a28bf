import type { Log } from '../core/ports/log.ts';
import { AbaiError } from '../protocol/errors.ts';
import { setAside } from './engine/damaged-file.ts';
import type { Damage, Engine } from './engine/engine.ts';
import { isOfTheDisk } from './engine/result-code.ts';
import { type Migration, migrate } from './migrate.ts';
import { newestBackup } from './newest-backup.ts';
import { adoptOrphans } from './orphans.ts';
import type { OpenFile } from './restore.ts';
import { emptyUnreadableJson } from './unreadable-json.ts';

/** What a caller wants to be done with what is there: use it, save what is readable into a new one, or leave it. */
export type Trust = 'use' | 'salvage' | 'leave';

export interface OpenDatabaseOptions {
  databasePath: string;
  migrations: readonly Migration[];
  openFile: OpenFile;
  log: Log;
  /** Milliseconds since epoch. */
  now: () => number;
  /** Default: to use it. */
  trust?: Trust;
  /** Called with the schema's version before it is changed. */
  beforeMigration: (engine: Engine, schemaVersion: number) => Promise<void>;
}

export interface OpenedDatabase {
  engine: Engine;
  schemaVersion: number;
  /** What a person should know. */
  notices: string[];
  /** Where what stood here before is kept. */
  keptAt: string | undefined;
}

/** Tables by which a database is known as ours. */
const ours = ['projects', 'comparisons', 'messages'];

/**
 * Opens the database with the newest schema. Whatever cannot be used, for whatever reason, is set aside, what is
 * readable in it is saved into a new one, and a notice says so. Throws AbaiError `store` only for what moving a file does
 * not mend: a disk that is full or may not be written, or data of a newer version, which is sound.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenedDatabase> {
  const { databasePath, migrations, openFile, log, now, trust = 'use' } = options;
  let damage: Damage | undefined;
  if (trust !== 'use') {
    damage = { kind: 'unusable', keptAt: setAside(databasePath, new Date(now())) };
  } else {
    const opened = await openFile(databasePath);
    damage = opened.damage;
    try {
      if (!damage) {
        await refuseForeign(opened.engine);
        return {
          engine: opened.engine,
          ...(await prepare(options, opened.engine)),
          notices: [],
          keptAt: undefined,
        };
      }
      await opened.engine.close();
    } catch (error) {
      await opened.engine.close();
      if (isOfTheDisk(error) || problemOf(error) === 'newer-schema') throw error;
      log.error('The database cannot be used and is set aside.', { error });
      const kind = problemOf(error) === 'foreign' ? 'foreign' : 'unusable';
      damage = { kind, keptAt: setAside(databasePath, new Date(now())) };
    }
  }
  const { engine } = await openFile(databasePath);
  try {
    const schemaVersion = await migrate(engine, migrations, now);
    const notice = await recover(engine, damage, trust, options);
    await numberEventsOn(engine, now());
    log.warn(notice);
    return { engine, schemaVersion, notices: [notice], keptAt: damage.keptAt };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function prepare({ migrations, now, beforeMigration }: OpenDatabaseOptions, engine: Engine) {
  return { schemaVersion: await migrate(engine, migrations, now, beforeMigration) };
}

function problemOf(thrown: unknown): unknown {
  return thrown instanceof AbaiError ? thrown.details?.problem : undefined;
}

/** Our tables may not go into the database of another program that got this name. */
async function refuseForeign(engine: Engine): Promise<void> {
  const rows = await engine.read(`select name from sqlite_schema where type = 'table'`);
  const names = rows.map(({ name }) => String(name));
  if (names.length === 0) return;
  const isOurs = ours.every((name) => names.includes(name));
  if (names.includes('_migrations') && isOurs) return;
  throw new AbaiError('store', 'This is the database of another program.', {
    details: { problem: isOurs ? 'unusable' : 'foreign' },
  });
}

/** Windows that knew the former data load everything anew: the next number is beyond all that they have seen. */
export async function numberEventsOn(engine: Engine, now: number): Promise<void> {
  await engine.commit([
    {
      sql: `insert into events (seq, type, data, at)
        values (max(?, (select coalesce(max(seq), 0) + 1 from events)), 'data:replaced', '{}', ?)`,
      parameters: [now, now],
    },
  ]);
}

/** Saves what is readable of what was set aside into the new database. Returns the sentence for people. */
async function recover(
  engine: Engine,
  damage: Damage,
  trust: Trust,
  { databasePath, log, now }: OpenDatabaseOptions,
): Promise<string> {
  const backup = await newestBackup(databasePath);
  const offer = backup
    ? `Restore the backup ${backup.path} of ${new Date(backup.at).toISOString().slice(0, 10)} if something is missing.`
    : 'Restore your newest backup if something is missing.';
  const { kind, keptAt } = damage;
  if (keptAt === undefined) {
    return `The database ${databasePath} was an empty file. A new one was begun. ${offer}`;
  }
  if (kind === 'foreign') {
    return `The file ${databasePath} is the database of another program. It is kept as ${keptAt}, and a new database was begun. ${offer}`;
  }
  const saved = trust === 'leave' ? 0 : await save(engine, keptAt, log, now);
  const rescued =
    saved > 0
      ? ` ${saved} messages and answers could be read and were saved into the new one.`
      : ' Nothing in it could be read.';
  switch (kind) {
    case 'not-a-database':
      return `The file ${databasePath} is not a database. It is kept as ${keptAt}, and a new database was begun.${rescued} ${offer}`;
    case 'corrupt':
      return `The file ${databasePath} is damaged. It is kept as ${keptAt}, and a new database was begun.${rescued} ${offer}`;
    default:
      return `The file ${databasePath} cannot be used. It is kept as ${keptAt}, and a new database was begun.${rescued} ${offer}`;
  }
}

/** Answers how many messages and answers were saved. */
async function save(engine: Engine, keptAt: string, log: Log, now: () => number): Promise<number> {
  try {
    const report = await engine.salvageFrom(keptAt);
    log.warn('Salvaged a database that was set aside.', { ...report });
  } catch (error) {
    log.error('A database could not be salvaged to the end.', { error });
  }
  try {
    await adoptOrphans(engine, now());
    const emptied = await emptyUnreadableJson(engine);
    if (emptied > 0) log.warn('Values that could not be read were emptied.', { emptied });
  } catch (error) {
    log.error('What was salvaged could not be put in order to the end.', { error });
  }
  const [row] = await engine.read(
    `select (select count(*) from messages) + (select count(*) from cells) as n`,
  );
  return Number(row?.n ?? 0);
}
