import type { Kysely } from 'kysely';
import type { ResponseCache } from '../../core/ports/run-store.ts';
import type { StopReason } from '../../protocol/generation.ts';
import type { Schema } from '../schema.ts';
import { plain } from './write.ts';

export function responseCacheRepository(db: Kysely<Schema>): ResponseCache {
  return {
    async get(key) {
      const row = await db
        .selectFrom('response_cache')
        .select(['output', 'thinking', 'stop_reason'])
        .where('key', '=', key)
        .executeTakeFirst();
      if (!row) return undefined;
      return {
        output: row.output,
        ...plain('thinking', row.thinking),
        ...plain('stopReason', row.stop_reason as StopReason | null),
      };
    },

    put: (key, { output, thinking, stopReason }, at) => ({
      sql: 'insert or replace into response_cache (key, output, thinking, stop_reason, created_at) values (?, ?, ?, ?, ?)',
      parameters: [key, output, thinking ?? null, stopReason ?? null, at],
    }),
  };
}
