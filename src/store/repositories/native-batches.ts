import { type ExpressionBuilder, type Kysely, type Selectable, sql } from 'kysely';
import {
  type BatchCell,
  type BatchPatch,
  type BatchState,
  type NativeBatches,
  openBatchStates,
  type StoredBatch,
} from '../../core/ports/native-batches.ts';
import type { CellStatus } from '../../protocol/runs.ts';
import type { NativeBatchesTable, Schema } from '../schema.ts';
import { plain, write } from './write.ts';

function toBatch(row: Selectable<NativeBatchesTable>): StoredBatch {
  return {
    id: row.id,
    runId: row.run_id,
    variantId: row.variant_id,
    ...plain('providerBatchId', row.provider_batch_id),
    status: row.status as BatchState,
    total: row.total,
    succeeded: row.succeeded,
    failed: row.failed,
    ...plain('error', row.error),
    ...plain('nextPollAt', row.next_poll_at),
    ...plain('expiresAt', row.expires_at),
    createdAt: row.created_at,
    endpoint: row.endpoint ?? undefined,
    submittingAt: row.submitting_at ?? undefined,
    polls: row.polls,
    cancelAsked: row.cancel_asked === 1,
  };
}

/** Column of each field that changes. */
const columnOf = {
  providerBatchId: 'provider_batch_id',
  status: 'status',
  total: 'total',
  succeeded: 'succeeded',
  failed: 'failed',
  error: 'error',
  nextPollAt: 'next_poll_at',
  expiresAt: 'expires_at',
  endpoint: 'endpoint',
  submittingAt: 'submitting_at',
  polls: 'polls',
  cancelAsked: 'cancel_asked',
} as const satisfies Record<keyof BatchPatch, keyof NativeBatchesTable>;

function columnsOf(patch: BatchPatch): Record<string, string | number | null> {
  return Object.fromEntries(
    Object.entries(patch).map(([key, value]) => [
      columnOf[key as keyof BatchPatch],
      typeof value === 'boolean' ? Number(value) : (value ?? null),
    ]),
  );
}

export function nativeBatchesRepository(db: Kysely<Schema>): NativeBatches {
  const batches = db.selectFrom('native_batches').selectAll();
  const cells = db
    .selectFrom('cells')
    .select(['n', 'id', 'row_index', 'repeat_index', 'attempts', 'custom_id', 'status']);
  type CellRow = Awaited<ReturnType<typeof cells.execute>>[number];
  const toCell = (row: CellRow): BatchCell => ({
    n: row.n,
    id: row.id,
    row: row.row_index,
    repeat: row.repeat_index,
    attempts: row.attempts,
    customId: row.custom_id ?? '',
    status: row.status as CellStatus,
  });

  return {
    insert: ({ id, runId, variantId, createdAt, ...rest }, at) =>
      write(
        db.insertInto('native_batches').values({
          id,
          run_id: runId,
          variant_id: variantId,
          created_at: createdAt,
          updated_at: at,
          ...columnsOf(rest),
        } as never),
      ),

    update: (id, patch, from, at) =>
      write(
        db
          .updateTable('native_batches')
          .set({ ...columnsOf(patch), updated_at: at })
          .where('id', '=', id)
          .where('status', 'in', [...from]),
        1,
      ),

    takeCells({ id, runId, variantId }, { firstN, lastN, count }, at) {
      const pending = (where: ExpressionBuilder<Schema, 'cells'>) =>
        where.and([
          where('run_id', '=', runId),
          where('variant_id', '=', variantId),
          where('status', '=', 'pending'),
          where('n', '>=', firstN),
          where('n', '<=', lastN),
        ]);
      const there = db
        .selectFrom('cells')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where(pending);
      return write(
        db
          .updateTable('cells')
          .set({ status: 'submitted', batch_id: id, custom_id: sql`'c' || id`, updated_at: at })
          .where(pending)
          .where(there, '=', count),
        count,
      );
    },

    askCancel: (runId, at) =>
      write(
        db
          .updateTable('native_batches')
          .set({ cancel_asked: 1, next_poll_at: at, updated_at: at })
          .where('run_id', '=', runId)
          .where('status', 'in', [...openBatchStates]),
      ),

    async get(id) {
      const row = await batches.where('id', '=', id).executeTakeFirst();
      return row && toBatch(row);
    },

    async list(runId) {
      const rows = await batches.where('run_id', '=', runId).orderBy('created_at').orderBy('id').execute();
      return rows.map(toBatch);
    },

    async open(runId, variantId) {
      const rows = await batches
        .where('run_id', '=', runId)
        .where('variant_id', '=', variantId)
        .where('status', 'in', [...openBatchStates])
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(toBatch);
    },

    async runsToCancel() {
      const rows = await db
        .selectFrom('native_batches')
        .innerJoin('runs', 'runs.id', 'native_batches.run_id')
        .select('runs.id')
        .distinct()
        .where('native_batches.status', 'in', [...openBatchStates])
        .where('native_batches.cancel_asked', '=', 1)
        .where('runs.status', '!=', 'running')
        .execute();
      return rows.map(({ id }) => id);
    },

    async knownProviderIds(ids) {
      if (ids.length === 0) return new Set();
      const rows = await db
        .selectFrom('native_batches')
        .select('provider_batch_id')
        .where('provider_batch_id', 'in', [...ids])
        .execute();
      return new Set(rows.map((row) => row.provider_batch_id ?? ''));
    },

    async cells(batchId, afterN, limit) {
      const rows = await cells
        .where('batch_id', '=', batchId)
        .where('status', '=', 'submitted')
        .where('n', '>', afterN)
        .orderBy('n')
        .limit(limit)
        .execute();
      return rows.map(toCell);
    },

    async cellsByCustomId(batchId, customIds) {
      const rows = await cells
        .where('batch_id', '=', batchId)
        .where('custom_id', 'in', [...customIds])
        .orderBy('n')
        .execute();
      return rows.map(toCell);
    },

    async costs(runId, variantId) {
      const row = await db
        .selectFrom('cells')
        .select(({ fn }) => [fn.count<number>('cost').as('cells'), fn.sum<number | null>('cost').as('usd')])
        .where('run_id', '=', runId)
        .where('variant_id', '=', variantId)
        .where('status', '=', 'succeeded')
        .where('cached', '=', 0)
        .executeTakeFirstOrThrow();
      return { cells: Number(row.cells), usd: Number(row.usd ?? 0) };
    },

    async rowCounts(runId) {
      const { rows } = await sql<{ total: number; completed: number; failed: number }>`
        select count(*) as total, coalesce(sum(ended and not bad), 0) as completed,
          coalesce(sum(ended and bad), 0) as failed
        from (
          select min(status in ('succeeded', 'failed', 'cancelled')) as ended,
            max(status in ('failed', 'cancelled')) as bad
          from cells where run_id = ${runId} group by row_index
        )`.execute(db);
      return rows[0] ?? { total: 0, completed: 0, failed: 0 };
    },
  };
}
