import type { Kysely, Selectable } from 'kysely';
import type { Votes } from '../../core/ports/vote-store.ts';
import type { Vote } from '../../protocol/votes.ts';
import type { Schema, VotesTable } from '../schema.ts';
import { plain, write } from './write.ts';

function toVote(row: Selectable<VotesTable>): Vote {
  return {
    id: row.id,
    comparisonId: row.comparison_id,
    projectId: row.project_id,
    prompt: row.prompt,
    verdict: row.verdict as Vote['verdict'],
    ...plain('winner', row.winner_model),
    models: JSON.parse(row.models),
    blind: row.blind === 1,
    messageIds: JSON.parse(row.message_ids),
    createdAt: row.created_at,
  };
}

export function votesRepository(db: Kysely<Schema>): Votes {
  return {
    insert: (vote) =>
      write(
        db.insertInto('votes').values({
          id: vote.id,
          comparison_id: vote.comparisonId,
          project_id: vote.projectId,
          verdict: vote.verdict,
          winner_model: vote.winner ?? null,
          models: JSON.stringify(vote.models),
          blind: vote.blind ? 1 : 0,
          prompt: vote.prompt,
          message_ids: JSON.stringify(vote.messageIds),
          created_at: vote.createdAt,
        }),
      ),
    removeOn: (comparisonId, messageIds) =>
      write(
        db
          .deleteFrom('votes')
          .where('comparison_id', '=', comparisonId)
          .where('message_ids', '=', JSON.stringify(messageIds)),
      ),
    remove: (id) => write(db.deleteFrom('votes').where('id', '=', id), 1),
    async get(id) {
      const row = await db.selectFrom('votes').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toVote(row);
    },
    async list({ projectId, comparisonId, limit }) {
      // A comparison that was just deleted takes its votes along, though it is there for as long as it can be undone.
      let query = db
        .selectFrom('votes')
        .innerJoin('comparisons', 'comparisons.id', 'votes.comparison_id')
        .selectAll('votes')
        .where('comparisons.deleted_at', 'is', null)
        .orderBy('votes.created_at', 'desc')
        .orderBy('votes.id', 'desc')
        .limit(limit);
      if (projectId !== undefined) query = query.where('votes.project_id', '=', projectId);
      if (comparisonId !== undefined) query = query.where('votes.comparison_id', '=', comparisonId);
      return (await query.execute()).map(toVote);
    },
  };
}
