import { type Kysely, type Selectable, sql } from 'kysely';
import type { VotedAnswer } from '../../core/ballot.ts';
import type { Votes } from '../../core/ports/vote-store.ts';
import type { MessageStatus } from '../../protocol/conversations.ts';
import type { Vote } from '../../protocol/votes.ts';
import type { Schema, VotesTable } from '../schema.ts';
import { plain, texts, write } from './write.ts';

function toVote(row: Selectable<VotesTable>): Vote {
  return {
    id: row.id,
    comparisonId: row.comparison_id,
    projectId: row.project_id,
    prompt: row.prompt,
    verdict: row.verdict as Vote['verdict'],
    ...plain('winner', row.winner_model),
    models: texts(row.models),
    blind: row.blind === 1,
    messageIds: texts(row.message_ids),
    createdAt: row.created_at,
  };
}

/** Votes whose answers are looked up by one query. */
const together = 500;
/** Characters by which questions are told apart. */
const questionStart = 2000;

interface AnswerRow {
  vote: string;
  message: string;
  status: MessageStatus;
  said: number;
  answered: number;
  question: string;
  asked: number;
  turn: number;
}

/** From each answer up to the beginning of its thread: the first question on the way is the one it answers. */
function answersOf(ids: readonly string[]) {
  return sql<AnswerRow>`
    with recursive up(vote, message, status, said, answered, id, parent_id, role, step) as (
      select v.id, m.id, m.status, trim(m.content) <> '', m.timestamp, m.id, m.parent_id, m.role, 0
      from votes v, json_each(v.message_ids) named join messages m on m.id = named.value
      where v.id in (${sql.join([...ids])})
      union all
      select vote, message, up.status, said, answered, m.id, m.parent_id, m.role, step + 1
      from up join messages m on m.id = up.parent_id
    ),
    asked(vote, message, status, said, answered, id, turn) as (
      select vote, message, status, said, answered, id, turns from (
        -- SQLite takes the other columns from the row that has the minimum.
        select *, min(case when role = 'user' then step end) as nearest, sum(role = 'user') as turns
        from up group by vote, message
      ) where nearest is not null
    )
    select asked.vote, asked.message, asked.status, asked.said, asked.answered,
      substr(question.content, 1, ${questionStart}) as question, question.timestamp as asked, asked.turn
    from asked join messages question on question.id = asked.id`;
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
    async answers(ids) {
      const answers = new Map<string, VotedAnswer[]>();
      for (let from = 0; from < ids.length; from += together) {
        const { rows } = await answersOf(ids.slice(from, from + together)).execute(db);
        for (const { vote, message, status, said, answered, question, asked, turn } of rows) {
          const answer: VotedAnswer = {
            messageId: message,
            status,
            said: said === 1,
            timestamp: answered,
            asked: { content: question, timestamp: asked, turn },
          };
          const known = answers.get(vote);
          if (known) known.push(answer);
          else answers.set(vote, [answer]);
        }
      }
      return answers;
    },
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
