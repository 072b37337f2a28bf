import type { SearchHit } from '../core/ports/store.ts';
import type { Engine } from './engine/engine.ts';

/**
 * Full text search on SQLite's FTS4, newest first. All words must occur; the last one may be a beginning. Whatever people
 * type is words: operators of the query language are not passed on.
 */
export async function searchMessages(
  engine: Engine,
  text: string,
  limit: number,
  projectId?: string,
): Promise<SearchHit[]> {
  const query = ftsQuery(text);
  if (!query) return [];
  const rows = await engine.read(
    `select k.id as comparison_id, k.name, k.created_at, m.id as message_id, snippet(message_search, char(2), char(3), '…', -1, 24) as snippet
      from message_search s
      join messages m on m.n = s.docid
      join conversations c on c.id = m.conversation_id
      join comparisons k on k.id = c.comparison_id
      where message_search match ? and k.deleted_at is null and (? is null or k.project_id = ?)
      order by s.docid desc limit ?`,
    [query, projectId ?? null, projectId ?? null, limit],
  );
  return rows.map((row) => ({
    comparisonId: String(row.comparison_id),
    name: String(row.name),
    createdAt: Number(row.created_at),
    messageId: String(row.message_id),
    snippet: String(row.snippet),
  }));
}

/** Words as quoted phrases; empty when the text has no word. */
export function ftsQuery(text: string): string {
  const words = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.map((word, i) => (i === words.length - 1 ? `"${word}*"` : `"${word}"`)).join(' ');
}
