import { type Kysely, sql } from 'kysely';
import type { ActivityEntry, ActivityLog } from '../../core/ports/activity-log.ts';
import type { ActivityTable, Schema } from '../schema.ts';
import { write } from './write.ts';

const sums = ['calls', 'failed', 'tokens_in', 'tokens_out', 'cost', 'unknown_costs'] as const;

function columnsOf(entry: ActivityEntry): Omit<ActivityTable, 'project_id'> {
  return {
    day: entry.day,
    provider: entry.provider,
    model: entry.model,
    calls: entry.calls,
    failed: entry.failed,
    tokens_in: entry.tokensIn,
    tokens_out: entry.tokensOut,
    cost: entry.usd,
    unknown_costs: entry.unknownCosts,
  };
}

export function activityLog(db: Kysely<Schema>): ActivityLog {
  const added = Object.fromEntries(
    sums.map((name) => [name, sql`${sql.ref(name)} + excluded.${sql.ref(name)}`]),
  );
  const key = ['day', 'project_id', 'provider', 'model'] as const;
  return {
    add: (projectId, entry) =>
      write(
        db
          .insertInto('activity')
          .values({ ...columnsOf(entry), project_id: projectId })
          .onConflict((conflict) => conflict.columns([...key]).doUpdateSet(added)),
      ),

    addForConversation(conversationId, entry) {
      const columns = columnsOf(entry);
      const names = Object.keys(columns) as (keyof typeof columns)[];
      return write(
        db
          .insertInto('activity')
          .columns([...names, 'project_id'])
          .expression((insert) =>
            insert
              .selectFrom('conversations')
              .select([...names.map((name) => sql.val(columns[name]).as(name)), 'project_id'])
              .where('id', '=', conversationId),
          )
          .onConflict((conflict) => conflict.columns([...key]).doUpdateSet(added)),
      );
    },

    async spent(projectId, { from, to }) {
      const row = await db
        .selectFrom('activity')
        .select(({ fn }) => [fn.sum<number>('cost').as('usd'), fn.sum<number>('unknown_costs').as('unknown')])
        .where('project_id', '=', projectId)
        .where('day', '>=', from)
        .where('day', '<=', to)
        .executeTakeFirst();
      return { usd: row?.usd ?? 0, unknownCosts: row?.unknown ?? 0 };
    },

    async list({ from, to, projectId }) {
      let query = db.selectFrom('activity').selectAll().orderBy('day').orderBy('provider').orderBy('model');
      if (from !== undefined) query = query.where('day', '>=', from);
      if (to !== undefined) query = query.where('day', '<=', to);
      if (projectId !== undefined) query = query.where('project_id', '=', projectId);
      return (await query.execute()).map((row) => ({
        day: row.day,
        projectId: row.project_id,
        provider: row.provider,
        model: row.model,
        calls: row.calls,
        failed: row.failed,
        tokensIn: row.tokens_in,
        tokensOut: row.tokens_out,
        cost: row.unknown_costs >= row.calls ? null : row.cost,
        unknownCosts: row.unknown_costs,
      }));
    },
  };
}
