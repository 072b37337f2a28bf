import type { Kysely } from 'kysely';
import type { SettingsTable } from '../../core/ports/store.ts';
import type { Schema } from '../schema.ts';
import { storedValue } from './stored-json.ts';
import { write } from './write.ts';

export function settingsRepository(db: Kysely<Schema>): SettingsTable {
  return {
    set(key, value) {
      const text = JSON.stringify(value);
      return write(
        db
          .insertInto('settings')
          .values({ key, value: text })
          .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: text })),
      );
    },
    delete: (key) => write(db.deleteFrom('settings').where('key', '=', key)),
    async get(key) {
      const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst();
      return row && storedValue(row.value);
    },
    async all() {
      const rows = await db.selectFrom('settings').selectAll().execute();
      return Object.fromEntries(rows.map(({ key, value }) => [key, storedValue(value)]));
    },
  };
}
