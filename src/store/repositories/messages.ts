import { type Kysely, type Selectable, sql, type Updateable } from 'kysely';
import type { MessagePatch, Messages } from '../../core/ports/store.ts';
import type { Message } from '../../protocol/conversations.ts';
import type { MessagesTable, Schema } from '../schema.ts';
import { field, json, plain, write } from './write.ts';

/** Messages among which questions are looked for: all of a long history would take too long. */
const lookedThrough = 5000;
/** Characters of a question that is found again. */
const longestQuestion = 20_000;

function timingOf({ ttft_ms, total_ms, thinking_ms }: Selectable<MessagesTable>): Pick<Message, 'timing'> {
  if (total_ms === null) return {};
  return {
    timing: {
      ttftMs: ttft_ms,
      totalMs: total_ms,
      ...(thinking_ms === null ? {} : { thinkingMs: thinking_ms }),
    },
  };
}

function toMessage(row: Selectable<MessagesTable>): Message {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    parentId: row.parent_id,
    role: row.role as Message['role'],
    content: row.content,
    ...field('attachments', row.attachments),
    ...plain('thinking', row.thinking),
    ...plain('provider', row.provider),
    ...plain('model', row.model),
    status: row.status as Message['status'],
    ...plain('stopReason', row.stop_reason as Message['stopReason'] | null),
    ...field('parameters', row.parameters),
    // An unknown cost is null, which is not the same as no cost at all.
    ...(row.cost_basis === null ? {} : { cost: row.cost, costBasis: row.cost_basis as Message['costBasis'] }),
    ...plain('tokensIn', row.tokens_in),
    ...plain('tokensOut', row.tokens_out),
    ...field('usage', row.usage),
    ...timingOf(row),
    ...field('citations', row.citations),
    ...field('toolCalls', row.tool_calls),
    ...field('toolResults', row.tool_results),
    ...field('warnings', row.warnings),
    ...field('error', row.error),
    ...field('waiting', row.waiting),
    timestamp: row.timestamp,
  };
}

/** Only the columns that the patch names. */
function columnsOf(patch: MessagePatch): Updateable<MessagesTable> {
  const columns: Updateable<MessagesTable> = {};
  if ('content' in patch) columns.content = patch.content!;
  if ('thinking' in patch) columns.thinking = patch.thinking ?? null;
  if ('provider' in patch) columns.provider = patch.provider ?? null;
  if ('model' in patch) columns.model = patch.model ?? null;
  if ('status' in patch) columns.status = patch.status!;
  if ('stopReason' in patch) columns.stop_reason = patch.stopReason ?? null;
  if ('parameters' in patch) columns.parameters = json(patch.parameters);
  if ('cost' in patch) columns.cost = patch.cost ?? null;
  if ('costBasis' in patch) columns.cost_basis = patch.costBasis ?? null;
  if ('tokensIn' in patch) columns.tokens_in = patch.tokensIn ?? null;
  if ('tokensOut' in patch) columns.tokens_out = patch.tokensOut ?? null;
  if ('usage' in patch) columns.usage = json(patch.usage);
  if ('timing' in patch) {
    columns.ttft_ms = patch.timing?.ttftMs ?? null;
    columns.total_ms = patch.timing?.totalMs ?? null;
    columns.thinking_ms = patch.timing?.thinkingMs ?? null;
  }
  if ('citations' in patch) columns.citations = json(patch.citations);
  if ('attachments' in patch) columns.attachments = json(patch.attachments);
  if ('toolCalls' in patch) columns.tool_calls = json(patch.toolCalls);
  if ('toolResults' in patch) columns.tool_results = json(patch.toolResults);
  if ('warnings' in patch) columns.warnings = json(patch.warnings);
  if ('error' in patch) columns.error = json(patch.error);
  // Whoever has an end waits no more.
  if ('waiting' in patch || (patch.status && patch.status !== 'generating'))
    columns.waiting = json(patch.waiting);
  return columns;
}

/** Every column that an answer fills: what a message does not say becomes null. */
function allColumns(message: Message): Required<Omit<Updateable<MessagesTable>, 'n' | 'id'>> {
  return {
    conversation_id: message.conversationId,
    parent_id: message.parentId,
    role: message.role,
    content: message.content,
    thinking: message.thinking ?? null,
    provider: message.provider ?? null,
    model: message.model ?? null,
    status: message.status,
    stop_reason: message.stopReason ?? null,
    parameters: json(message.parameters),
    cost: message.cost ?? null,
    cost_basis: message.costBasis ?? null,
    tokens_in: message.tokensIn ?? null,
    tokens_out: message.tokensOut ?? null,
    usage: json(message.usage),
    ttft_ms: message.timing?.ttftMs ?? null,
    total_ms: message.timing?.totalMs ?? null,
    thinking_ms: message.timing?.thinkingMs ?? null,
    citations: json(message.citations),
    tool_calls: json(message.toolCalls),
    warnings: json(message.warnings),
    error: json(message.error),
    waiting: json(message.waiting),
    attachments: json(message.attachments),
    tool_results: json(message.toolResults),
    timestamp: message.timestamp,
  };
}

export function messagesRepository(db: Kysely<Schema>): Messages {
  const position = (id: string) => db.selectFrom('messages').select('n').where('id', '=', id);
  return {
    insert: (message) =>
      write(db.insertInto('messages').values({ id: message.id, ...allColumns(message) } as never)),
    update(id, patch, from) {
      let query = db.updateTable('messages').set(columnsOf(patch)).where('id', '=', id);
      if (from) query = query.where('status', 'in', [...from]);
      return write(query, 1);
    },
    restart: (message) =>
      write(
        db
          .updateTable('messages')
          .set(allColumns(message))
          .where('id', '=', message.id)
          .where('status', 'in', ['failed', 'cancelled', 'interrupted']),
        1,
      ),
    async get(id) {
      const row = await db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toMessage(row);
    },
    async list(conversationId, { limit, after } = {}) {
      let query = db
        .selectFrom('messages')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .orderBy('n');
      if (after !== undefined) query = query.where('n', '>', position(after));
      if (limit !== undefined) query = query.limit(limit);
      return (await query.execute()).map(toMessage);
    },
    async listByComparison(comparisonId) {
      const rows = await db
        .selectFrom('messages')
        .innerJoin('conversations', 'conversations.id', 'messages.conversation_id')
        .selectAll('messages')
        .where('conversations.comparison_id', '=', comparisonId)
        .orderBy('messages.n')
        .execute();
      return rows.map(toMessage);
    },
    async questions(limit) {
      const rows = await db
        .selectFrom('messages')
        .select(['content', ({ fn }) => fn.max('n').as('newest')])
        .where('role', '=', 'user')
        .where('n', '>', ({ selectFrom }) =>
          selectFrom('messages').select(({ fn }) =>
            sql<number>`${fn.max('n')} - ${lookedThrough}`.as('from'),
          ),
        )
        .where(sql<number>`length(content)`, '<=', longestQuestion)
        .groupBy('content')
        .orderBy('newest', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ content }) => content);
    },
    async generating() {
      const rows = await db.selectFrom('messages').selectAll().where('status', '=', 'generating').execute();
      return rows.map(toMessage);
    },
    async runningTools() {
      const rows = await db
        .selectFrom('messages')
        .selectAll()
        // Written out, so that the index for it is found.
        .where('status', '=', sql.lit('running_tools'))
        .execute();
      return rows.map(toMessage);
    },
  };
}
