import type { Kysely } from 'kysely';
import type { EventRecord, Events, NumberedEvent, Write } from '../../core/ports/store.ts';
import type { Schema } from '../schema.ts';
import { storedJson } from './stored-json.ts';
import { write } from './write.ts';

/** `append` is for the commit alone: it returns the number that the event got. */
export function eventsRepository(
  db: Kysely<Schema>,
): Events & { append(event: EventRecord, at: number): Write } {
  const edge = async (end: 'first' | 'last'): Promise<number> => {
    const row = await db
      .selectFrom('events')
      .select('seq')
      .orderBy('seq', end === 'last' ? 'desc' : 'asc')
      .limit(1)
      .executeTakeFirst();
    return row?.seq ?? 0;
  };
  return {
    append: (event, at) =>
      write(
        db
          .insertInto('events')
          .values({ type: event.type, data: JSON.stringify(event.data), at })
          .returning('seq'),
      ),
    last: () => edge('last'),
    async since(since, limit) {
      const first = await edge('first');
      if (since + 1 < first) return undefined;
      const rows = await db
        .selectFrom('events')
        .selectAll()
        .where('seq', '>', since)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ ...row, data: storedJson(row.data, {}) }) as NumberedEvent);
    },
    trim: (keep) =>
      write(
        db
          .deleteFrom('events')
          .where('seq', '<=', (where) =>
            where
              .selectFrom('events')
              .select((select) => select(select.fn.max('seq'), '-', keep).as('oldest')),
          ),
      ),
  };
}
