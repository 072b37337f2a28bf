import type { Kysely, Selectable } from 'kysely';
import { sumCosts } from '../../core/cost.ts';
import type { Comparisons } from '../../core/ports/store.ts';
import type { Comparison, ComparisonSummary } from '../../protocol/comparisons.ts';
import type { MessageStatus } from '../../protocol/conversations.ts';
import type { Cost } from '../../protocol/generation.ts';
import type { ComparisonsTable, Schema } from '../schema.ts';
import { field, json, plain, write } from './write.ts';

function toComparison(row: Selectable<ComparisonsTable>, threads: Comparison['threads']): Comparison {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    prompt: row.prompt,
    ...plain('system', row.system),
    ...field('parameters', row.parameters),
    ...field('schema', row.schema),
    ...field('tools', row.tools),
    ...field('source', row.source),
    threads,
    createdAt: row.created_at,
    lastUsed: row.last_used,
  };
}

export function comparisonsRepository(db: Kysely<Schema>): Comparisons {
  async function load(id: string, deleted: boolean): Promise<Comparison | undefined> {
    const row = await db
      .selectFrom('comparisons')
      .selectAll()
      .where('id', '=', id)
      .where('deleted_at', deleted ? 'is not' : 'is', null)
      .executeTakeFirst();
    if (!row) return undefined;
    const threads = await db
      .selectFrom('conversations')
      .select([
        'id as conversationId',
        'model',
        'model_name as modelName',
        'parameters',
        'active_leaf as leafId',
      ])
      .where('comparison_id', '=', id)
      .orderBy('position')
      .execute();
    return toComparison(
      row,
      threads.map(({ conversationId, model, modelName, parameters, leafId }) => ({
        conversationId,
        model: model ?? '',
        modelName: modelName ?? model ?? '',
        ...field('parameters', parameters),
        ...plain('leafId', leafId),
      })),
    );
  }

  return {
    insert: (comparison) => [
      write(
        db.insertInto('comparisons').values({
          id: comparison.id,
          project_id: comparison.projectId,
          name: comparison.name,
          prompt: comparison.prompt,
          system: comparison.system ?? null,
          parameters: json(comparison.parameters),
          schema: json(comparison.schema),
          tools: json(comparison.tools),
          source: json(comparison.source),
          deleted_at: null,
          created_at: comparison.createdAt,
          last_used: comparison.lastUsed,
        }),
      ),
      ...comparison.threads.map((thread, position) =>
        write(
          db.insertInto('conversations').values({
            id: thread.conversationId,
            project_id: comparison.projectId,
            comparison_id: comparison.id,
            position,
            model: thread.model,
            model_name: thread.modelName,
            parameters: json(thread.parameters),
            name: comparison.name,
            created_at: comparison.createdAt,
            last_used: comparison.lastUsed,
          }),
        ),
      ),
    ],
    rename: (id, name) => write(db.updateTable('comparisons').set({ name }).where('id', '=', id), 1),
    setTools: (id, tools) =>
      write(
        db
          .updateTable('comparisons')
          .set({ tools: json(tools) })
          .where('id', '=', id),
        1,
      ),
    touch: (id, at) => write(db.updateTable('comparisons').set({ last_used: at }).where('id', '=', id), 1),
    markDeleted: (id, at) =>
      write(
        db
          .updateTable('comparisons')
          .set({ deleted_at: at })
          .where('id', '=', id)
          .where('deleted_at', 'is', null),
        1,
      ),
    restore: (id) =>
      write(
        db
          .updateTable('comparisons')
          .set({ deleted_at: null })
          .where('id', '=', id)
          .where('deleted_at', 'is not', null),
        1,
      ),
    purgeDeleted: (before) => [write(db.deleteFrom('comparisons').where('deleted_at', '<=', before))],
    async unusedSince(before, limit) {
      const rows = await db
        .selectFrom('comparisons')
        .select(['id', 'project_id'])
        .where('last_used', '<', before)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('conversations')
                .select('conversations.id')
                .whereRef('conversations.comparison_id', '=', 'comparisons.id')
                .where('conversations.last_used', '>=', before),
            ),
          ),
        )
        .orderBy('last_used')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ id: row.id, projectId: row.project_id }));
    },
    remove: (ids) => write(db.deleteFrom('comparisons').where('id', 'in', [...ids])),
    get: (id) => load(id, false),
    getDeleted: (id) => load(id, true),
    async list({ projectId, limit, before }) {
      let query = db
        .selectFrom('comparisons')
        .select(['id', 'project_id', 'name', 'created_at', 'last_used'])
        .where('deleted_at', 'is', null)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      if (projectId !== undefined) query = query.where('project_id', '=', projectId);
      if (before) {
        query = query.where((where) =>
          where.or([
            where('created_at', '<', before.createdAt),
            where.and([where('created_at', '=', before.createdAt), where('id', '<', before.id)]),
          ]),
        );
      }
      const rows = await query.execute();
      if (rows.length === 0) return [];
      const answers = await db
        .selectFrom('conversations')
        .leftJoin('messages', (join) =>
          join
            .onRef('messages.conversation_id', '=', 'conversations.id')
            .on('messages.role', '=', 'assistant'),
        )
        .select([
          'conversations.comparison_id',
          'conversations.id as conversation',
          'conversations.model',
          'messages.status',
          'messages.cost',
          'messages.cost_basis',
        ])
        .where(
          'conversations.comparison_id',
          'in',
          rows.map((row) => row.id),
        )
        .orderBy('conversations.position')
        .orderBy('messages.n')
        .execute();
      const byComparison = new Map(rows.map((row) => [row.id, [] as typeof answers]));
      for (const answer of answers) byComparison.get(answer.comparison_id!)!.push(answer);
      return rows.map((row): ComparisonSummary => {
        const own = byComparison.get(row.id)!;
        const last = new Map(own.map((answer) => [answer.conversation, answer]));
        const costs = own.flatMap(({ cost, cost_basis }): Cost[] =>
          cost_basis === null ? [] : [{ usd: cost, basis: cost_basis as Cost['basis'] }],
        );
        return {
          id: row.id,
          projectId: row.project_id,
          name: row.name,
          createdAt: row.created_at,
          lastUsed: row.last_used,
          models: [...last.values()].map((answer) => answer.model ?? ''),
          statuses: [...last.values()].flatMap(({ status }) =>
            status === null ? [] : [status as MessageStatus],
          ),
          cost: sumCosts(costs),
        };
      });
    },
  };
}
