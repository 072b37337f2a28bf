import type { Kysely } from 'kysely';
import type { RequestRecord, Requests, Write } from '../../core/ports/store.ts';
import type { Schema } from '../schema.ts';
import { storedValue } from './stored-json.ts';
import { write } from './write.ts';

/** `record` is for the commit alone; a request id that was used fails the whole transaction. */
export function requestsRepository(
  db: Kysely<Schema>,
): Requests & { record(request: RequestRecord, at: number): Write } {
  return {
    record: ({ clientId, requestId, method, answer }, at) =>
      write(
        db
          .insertInto('requests')
          .values({
            client_id: clientId,
            request_id: requestId,
            method,
            answer: JSON.stringify(answer ?? null),
            at,
          })
          .onConflict((conflict) => conflict.columns(['client_id', 'request_id']).doNothing()),
        1,
      ),
    async find(clientId, requestId) {
      const row = await db
        .selectFrom('requests')
        .select(['method', 'answer'])
        .where('client_id', '=', clientId)
        .where('request_id', '=', requestId)
        .executeTakeFirst();
      return row && { clientId, requestId, method: row.method, answer: storedValue(row.answer) };
    },
    purge: (before) => write(db.deleteFrom('requests').where('at', '<', before)),
  };
}
