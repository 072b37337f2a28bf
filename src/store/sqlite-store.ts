import path from 'node:path';
import { Kysely } from 'kysely';
import type { Commit, NumberedEvent, Store, Write } from '../core/ports/store.ts';
import { AbaiError } from '../protocol/errors.ts';
import { backUpDaily } from './automatic-backups.ts';
import { deleteAllData } from './delete-all.ts';
import type { Batch, Engine, SqlStatement } from './engine/engine.ts';
import { EngineDialect } from './engine/kysely-dialect.ts';
import type { SqlParameter } from './engine/values.ts';
import { sweepSights } from './kept-sights.ts';
import { putContents } from './media-backup.ts';
import { mediaFolder } from './media-folder.ts';
import { layNewStart } from './new-start.ts';
import { newestBackup, rememberBackup } from './newest-backup.ts';
import { projectRows } from './project-rows/project-rows.ts';
import { takeSnapshot } from './project-rows/snapshot.ts';
import { activityLog } from './repositories/activity-log.ts';
import { comparisonsRepository } from './repositories/comparisons.ts';
import { conversationsRepository } from './repositories/conversations.ts';
import { datasetsRepository } from './repositories/datasets.ts';
import { eventsRepository } from './repositories/events.ts';
import { messagesRepository } from './repositories/messages.ts';
import { nativeBatchesRepository } from './repositories/native-batches.ts';
import { profilesRepository } from './repositories/profiles.ts';
import { projectsRepository } from './repositories/projects.ts';
import { promptsRepository } from './repositories/prompts.ts';
import { providerSettingsRepository } from './repositories/provider-settings.ts';
import { requestsRepository } from './repositories/requests.ts';
import { responseCacheRepository } from './repositories/response-cache.ts';
import { runViewsRepository } from './repositories/run-views.ts';
import { runsRepository } from './repositories/runs.ts';
import { settingsRepository } from './repositories/settings.ts';
import { taskHistory } from './repositories/task-history.ts';
import { votesRepository } from './repositories/votes.ts';
import { type OpenFile, prepareRestore } from './restore.ts';
import type { Schema } from './schema.ts';
import { searchMessages } from './search.ts';
import { reportStorage } from './storage-report.ts';

export interface SqliteStoreOptions {
  engine: Engine;
  databasePath: string;
  schemaVersion: number;
  notices: readonly string[];
  /** Where what stood here before the opening is kept. */
  keptAt?: string | undefined;
  /** Opens another database file, to check a backup. */
  openFile: OpenFile;
  /** Milliseconds since epoch. */
  now: () => number;
}

/** The Store port over an open engine with a migrated database. */
export function sqliteStore(options: SqliteStoreOptions): Store {
  const { engine, databasePath, schemaVersion, notices, openFile, now, keptAt } = options;
  const db = new Kysely<Schema>({ dialect: new EngineDialect(engine) });
  const comparisons = comparisonsRepository(db);
  const events = eventsRepository(db);
  const requests = requestsRepository(db);
  const mediaPath = path.join(path.dirname(databasePath), 'media');
  const media = mediaFolder(mediaPath, engine, now);

  async function commit({ writes, events: news = [], at, request }: Commit): Promise<NumberedEvent[]> {
    const batch: Batch = [
      // First, so that a request id that was used already stops everything before anything is done twice.
      ...(request ? [toStatement(requests.record(request, at))] : []),
      ...writes.map(toStatement),
      ...news.map((event) => toStatement(events.append(event, at))),
    ];
    if (!batch.length) return [];
    const results = await engine.commit(batch);
    return results.slice(results.length - news.length).map((result, i) => {
      const event = news[i];
      const seq = result.rows[0]?.seq;
      if (!event || typeof seq !== 'number') throw new AbaiError('internal', 'An event got no number.');
      return { ...event, seq, at };
    });
  }

  return {
    projects: projectsRepository(db),
    conversations: conversationsRepository(db),
    messages: messagesRepository(db),
    comparisons,
    settings: settingsRepository(db),
    datasets: datasetsRepository(db),
    runs: runsRepository(db),
    responseCache: responseCacheRepository(db),
    nativeBatches: nativeBatchesRepository(db),
    runViews: runViewsRepository(engine),
    activity: activityLog(db),
    taskHistory: taskHistory(engine),
    votes: votesRepository(db),
    profiles: profilesRepository(db),
    prompts: promptsRepository(db),
    providerSettings: providerSettingsRepository(db),
    events,
    requests,
    projectRows: projectRows(engine, () => takeSnapshot(engine, databasePath, openFile)),
    media,
    path: databasePath,
    schemaVersion,
    notices,
    keptAt,
    commit,
    search: (text, limit, projectId) => searchMessages(engine, text, limit, projectId),
    async backup(target) {
      await engine.backupTo(target);
      await putContents(engine, media, target, openFile);
    },
    backUpDaily: () => backUpDaily(engine, databasePath, now()),
    rememberBackup: (backup) => rememberBackup(databasePath, backup),
    newestBackup: () => newestBackup(databasePath),
    prepareRestore: (backup) => prepareRestore(engine, databasePath, backup, openFile, now),
    prepareNewStart: () => layNewStart(databasePath),
    checkIntegrity: () => engine.integrityCheck(),
    report: () => reportStorage(engine, databasePath, mediaPath, schemaVersion),
    sweepSights: () =>
      sweepSights(path.dirname(databasePath), async (id) => (await comparisons.get(id)) !== undefined),
    deleteAll: () => deleteAllData(engine, databasePath, mediaPath),
    onLost: (listener) => engine.onLost(listener),
    close: () => engine.close(),
  };
}

function toStatement({ sql, parameters, expectRows }: Write): SqlStatement {
  const statement = { sql, parameters: parameters as readonly SqlParameter[] };
  return expectRows === undefined ? statement : { ...statement, expectRows };
}
