import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import type { Log } from '../core/ports/log.ts';
import type { Commit, NumberedEvent, Store, Write } from '../core/ports/store.ts';
import { LocalEngine } from './engine/local-engine.ts';
import { EngineDialect } from './engine-dialect.ts';
import { migrate } from './migrate.ts';
import { comparisonsRepository } from './repositories/comparisons.ts';
import { conversationsRepository } from './repositories/conversations.ts';
import { eventsRepository } from './repositories/events.ts';
import { messagesRepository } from './repositories/messages.ts';
import { projectsRepository } from './repositories/projects.ts';
import { requestsRepository } from './repositories/requests.ts';
import { settingsRepository } from './repositories/settings.ts';
import type { Schema } from './schema.ts';

export interface OpenStoreOptions {
  dataDir: string;
  productRoot: string;
  log: Log;
  now: () => number;
}

export async function openStore({ dataDir }: OpenStoreOptions): Promise<Store> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, 'ab-ai.db');
  const engine = await LocalEngine.open(path);
  const schemaVersion = await migrate(engine);
  const db = new Kysely<Schema>({ dialect: new EngineDialect(engine) });
  const events = eventsRepository(db);
  const requests = requestsRepository(db);
  const toStatement = (write: Write) => ({ ...write, parameters: write.parameters as never });
  return {
    projects: projectsRepository(db),
    conversations: conversationsRepository(db),
    messages: messagesRepository(db),
    comparisons: comparisonsRepository(db),
    settings: settingsRepository(db),
    events,
    requests,
    schemaVersion,
    notices: [],
    async commit({ writes, events: happened = [], request, at }: Commit): Promise<NumberedEvent[]> {
      const all = [
        ...(request ? [requests.record(request, at)] : []),
        ...writes,
        ...happened.map((event) => events.append(event, at)),
      ];
      if (all.length === 0) return [];
      const results = await engine.commit(all.map(toStatement));
      const rows = results.slice(all.length - happened.length);
      return happened.map((event, index) => ({ ...event, seq: Number(rows[index]!.rows[0]!.seq), at }));
    },
    async search() {
      return [];
    },
    backup: (target) => engine.backupTo(target),
    checkIntegrity: () => engine.integrityCheck(),
    async report() {
      return { path, databaseBytes: (await stat(path)).size, mediaBytes: 0, rows: {}, schemaVersion };
    },
    async deleteAll() {
      await engine.close();
      await rm(path, { force: true });
    },
    close: () => engine.close(),
  };
}
