import type { Kysely, Selectable } from 'kysely';
import type { Conversations } from '../../core/ports/store.ts';
import type { Conversation } from '../../protocol/conversations.ts';
import type { ConversationsTable, Schema } from '../schema.ts';
import { field, json, plain, write } from './write.ts';

function toConversation(row: Selectable<ConversationsTable>): Conversation {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    ...plain('comparisonId', row.comparison_id),
    ...plain('model', row.model),
    ...field('parameters', row.parameters),
    ...plain('leafId', row.active_leaf),
    ...field('tools', row.tools),
    createdAt: row.created_at,
    lastUsed: row.last_used,
  };
}

export function conversationsRepository(db: Kysely<Schema>): Conversations {
  return {
    // A thread of a comparison was inserted with it.
    insert: (conversation) =>
      write(
        db
          .insertInto('conversations')
          .values({
            id: conversation.id,
            project_id: conversation.projectId,
            comparison_id: conversation.comparisonId ?? null,
            position: 0,
            model: conversation.model ?? null,
            model_name: null,
            parameters: json(conversation.parameters),
            tools: json(conversation.tools),
            name: conversation.name,
            created_at: conversation.createdAt,
            last_used: conversation.lastUsed,
          })
          .onConflict((conflict) => conflict.column('id').doNothing()),
      ),
    // Fails what is added to a comparison that another window has deleted since it was read.
    touch: (id, at) =>
      write(
        db
          .updateTable('conversations')
          .set({ last_used: at })
          .where('id', '=', id)
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('comparisons')
                  .select('comparisons.id')
                  .whereRef('comparisons.id', '=', 'conversations.comparison_id')
                  .where('comparisons.deleted_at', 'is not', null),
              ),
            ),
          ),
        1,
      ),
    setTools: (id, tools) =>
      write(
        db
          .updateTable('conversations')
          .set({ tools: json(tools) })
          .where('id', '=', id),
        1,
      ),
    showBranch: (id, leafId) =>
      write(db.updateTable('conversations').set({ active_leaf: leafId }).where('id', '=', id), 1),
    async get(id) {
      const row = await db.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toConversation(row);
    },
    async list(projectId) {
      const rows = await db
        .selectFrom('conversations')
        .leftJoin('comparisons', 'comparisons.id', 'conversations.comparison_id')
        .selectAll('conversations')
        .where('conversations.project_id', '=', projectId)
        .where('comparisons.deleted_at', 'is', null)
        .orderBy('conversations.last_used', 'desc')
        .orderBy('conversations.id', 'desc')
        .execute();
      return rows.map(toConversation);
    },
    async unusedSince(before, limit) {
      const rows = await db
        .selectFrom('conversations')
        .select('id')
        .where('comparison_id', 'is', null)
        .where('last_used', '<', before)
        .orderBy('last_used')
        .limit(limit)
        .execute();
      return rows.map((row) => row.id);
    },
    remove: (ids) => write(db.deleteFrom('conversations').where('id', 'in', [...ids])),
  };
}
