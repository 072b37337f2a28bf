import type { StoredTask, TaskHistory, TaskPlace, TaskSpan } from '../../core/ports/task-history.ts';
import type { Task, TaskFilter, TaskState } from '../../protocol/activity.ts';
import type { Cost } from '../../protocol/generation.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row, SqlParameter } from '../engine/values.ts';
import { holdsText } from '../text-pattern.ts';
import { texts } from './write.ts';

/** Characters of a prompt or a value that are read: its first line is shorter. */
const readCharacters = 600;
/** Characters of a row's JSON up to which it is sent as it is: taking it apart costs more than sending it. */
const smallRow = 2000;

/** Just these words are the index's own: SQLite compares them with it. */
const ended = `c.status in ('succeeded', 'failed')`;

const statusesOf: Readonly<Record<TaskState, readonly string[]>> = {
  running: ['generating', 'awaiting_tool_approval', 'running_tools'],
  succeeded: ['complete', 'succeeded'],
  failed: ['failed'],
  cancelled: ['cancelled'],
  interrupted: ['interrupted'],
};
const states = new Map<unknown, TaskState>(
  Object.entries(statusesOf).flatMap(([state, statuses]) =>
    statuses.map((status): [string, TaskState] => [status, state as TaskState]),
  ),
);

interface Where {
  sql: string[];
  parameters: SqlParameter[];
}

function and(where: Where, sql: string, ...parameters: SqlParameter[]): void {
  where.sql.push(sql);
  where.parameters.push(...parameters);
}

/** The part of a span that is of one kind of rows, with `at` and `n` as its columns. Answers come before cells. */
function within({ before, downTo }: TaskSpan, kind: Task['kind'], at: string, n: string): Where {
  const where: Where = { sql: [], parameters: [] };
  if (before) {
    if (before.kind === kind)
      and(where, `${at} <= ? and (${at} < ? or ${n} < ?)`, before.at, before.at, before.n);
    else and(where, kind === 'run' ? `${at} <= ?` : `${at} < ?`, before.at);
  }
  if (downTo) {
    if (downTo.kind === kind)
      and(where, `${at} >= ? and (${at} > ? or ${n} >= ?)`, downTo.at, downTo.at, downTo.n);
    else and(where, kind === 'run' ? `${at} > ?` : `${at} >= ?`, downTo.at);
  }
  return where;
}

/** What both kinds of rows have under one name: project, provider, model and state. */
function filterRows(
  where: Where,
  filter: TaskFilter,
  at: string,
  names: { project: string; row: string; state: string },
): void {
  if (filter.from !== undefined) and(where, `${at} >= ?`, filter.from);
  if (filter.to !== undefined) and(where, `${at} <= ?`, filter.to);
  if (filter.projectId !== undefined) and(where, `${names.project} = ?`, filter.projectId);
  if (filter.provider !== undefined) and(where, `${names.row}.provider = ?`, filter.provider);
  if (filter.model !== undefined)
    and(where, `${names.row}.provider || ':' || ${names.row}.model = ?`, filter.model);
  if (filter.states) {
    const wanted = filter.states.flatMap((state) => statusesOf[state]);
    and(where, `${names.state} in (select value from json_each(?))`, JSON.stringify(wanted));
  }
}

function ask(select: string, where: Where, rest: string): string {
  return `${select}${where.sql.length > 0 ? ` where ${where.sql.join(' and ')}` : ''} ${rest}`;
}

/** What an answer was asked: its parent, or where tools came between the last question before it. */
const question = (column: string) => `coalesce(
  (select ${column} from messages p where p.id = m.parent_id and p.role = 'user'),
  (select ${column} from messages p where p.conversation_id = m.conversation_id and p.n < m.n and p.role = 'user'
    order by p.n desc limit 1))`;

async function answers(
  engine: Engine,
  filter: TaskFilter,
  span: TaskSpan,
  limit: number,
): Promise<StoredTask[]> {
  const where = within(span, 'comparison', 'm.timestamp', 'm.n');
  and(where, `m.role = 'assistant' and co.deleted_at is null`);
  filterRows(where, filter, 'm.timestamp', { project: 'cv.project_id', row: 'm', state: 'm.status' });
  if (filter.text) {
    const answer = holdsText('m.content', filter.text);
    const prompt = holdsText(question('p.content'), filter.text);
    and(where, `(${answer.sql} or ${prompt.sql})`, ...answer.parameters, ...prompt.parameters);
  }
  const rows = await engine.read(
    ask(
      `select m.n, m.id, m.timestamp as at, cv.project_id, cv.comparison_id, coalesce(co.name, cv.name) as name,
          coalesce(m.provider, '') as provider, coalesce(m.model, '') as model, m.status, m.tokens_in, m.tokens_out,
          m.cost, m.cost_basis, m.total_ms, case when json_valid(m.error) then json_extract(m.error, '$.code') end as error_code,
          ${question(`substr(p.content, 1, ${readCharacters})`)} as asked
        from messages m join conversations cv on cv.id = m.conversation_id
          left join comparisons co on co.id = cv.comparison_id`,
      where,
      'order by m.timestamp desc, m.n desc limit ?',
    ),
    [...where.parameters, limit],
  );
  return rows.map((row) => ({
    ...common(row, 'comparison'),
    ...(row.comparison_id === null ? {} : { comparisonId: String(row.comparison_id) }),
    values: new Map(),
  }));
}

/** Rows of a run whose template, values or answer hold the text. */
function cellsHolding(where: Where, text: string): void {
  const answer = holdsText('c.output', text);
  // First the JSON as a whole, which is quick and finds too much: a comma between two values, for example.
  const roughly = holdsText('d.row_values', JSON.stringify(text).slice(1, -1));
  const exactly = holdsText('value', text);
  const template = holdsText(
    `json_extract(pr.settings, '$.prompts[' || pv.prompt_index || '].template')`,
    text,
  );
  and(
    where,
    `(${answer.sql}
      or exists (select 1 from dataset_rows d where d.dataset_id = r.dataset_id and d.row_index = c.row_index
        and ${roughly.sql} and exists (select 1 from json_each(d.row_values) where ${exactly.sql}))
      or c.variant_id in (select pv.id from run_variants pv join runs pr on pr.id = pv.run_id where ${template.sql}))`,
    ...answer.parameters,
    ...roughly.parameters,
    ...exactly.parameters,
    ...template.parameters,
  );
}

async function cells(
  engine: Engine,
  filter: TaskFilter,
  span: TaskSpan,
  limit: number,
): Promise<StoredTask[]> {
  const where = within(span, 'run', 'c.updated_at', 'c.n');
  and(where, `${ended} and r.deleted_at is null`);
  filterRows(where, filter, 'c.updated_at', { project: 'r.project_id', row: 'v', state: 'c.status' });
  if (filter.text) cellsHolding(where, filter.text);
  const rows = await engine.read(
    ask(
      `select c.n, c.id, c.updated_at as at, r.project_id, c.run_id, r.name, v.provider, v.model, c.status, c.tokens_in,
          c.tokens_out, c.cost, c.cost_basis, c.latency_ms as total_ms, c.cached, c.error_code,
          substr(json_extract(r.settings, '$.prompts[' || v.prompt_index || '].template'), 1, ${readCharacters}) as asked,
          (select headers from datasets ds where ds.id = r.dataset_id) as headers,
          (select case when length(d.row_values) <= ${smallRow} then d.row_values else (
              select json_group_array(substr(value, 1, ${readCharacters})) from json_each(d.row_values)) end
            from dataset_rows d where d.dataset_id = r.dataset_id and d.row_index = c.row_index) as row_values
        from cells c indexed by cells_ended cross join run_variants v on v.id = c.variant_id
          cross join runs r on r.id = c.run_id`,
      where,
      'order by c.updated_at desc, c.n desc limit ?',
    ),
    [...where.parameters, limit],
  );
  return rows.map((row) => ({
    ...common(row, 'run'),
    runId: String(row.run_id),
    ...(row.cached === 1 ? { cached: true } : {}),
    values: valuesOf(row),
  }));
}

function valuesOf({ headers, row_values }: Row): ReadonlyMap<string, string> {
  if (typeof headers !== 'string' || typeof row_values !== 'string') return new Map();
  const values = texts(row_values);
  return new Map(texts(headers).map((header, at) => [header, values[at] ?? '']));
}

function common(row: Row, kind: Task['kind']): Omit<StoredTask, 'values'> {
  const at = Number(row.at);
  const cost = costOf(row);
  return {
    id: String(row.id),
    kind,
    at,
    projectId: String(row.project_id),
    name: String(row.name),
    model: `${row.provider}:${row.model}`,
    state: states.get(row.status) ?? 'interrupted',
    ...(row.tokens_in === null ? {} : { tokensIn: Number(row.tokens_in) }),
    ...(row.tokens_out === null ? {} : { tokensOut: Number(row.tokens_out) }),
    ...(cost ? { cost } : {}),
    ...(row.total_ms === null ? {} : { totalMs: Number(row.total_ms) }),
    ...(row.error_code === null ? {} : { errorCode: String(row.error_code) }),
    place: { at, kind, n: Number(row.n) },
    asked: row.asked === null ? '' : String(row.asked),
  };
}

/** Of an answer it is at worst one that nobody knows. */
function costOf({ cost, cost_basis, status }: Row): Cost | undefined {
  if (cost_basis !== null)
    return { usd: cost === null ? null : Number(cost), basis: cost_basis as Cost['basis'] };
  return status === 'complete' || status === 'succeeded' ? { usd: null, basis: 'unknown' } : undefined;
}

/** Newest first; at the same time answers before cells, and the last stored first. */
function byPlace({ place: a }: StoredTask, { place: b }: StoredTask): number {
  return b.at - a.at || (a.kind === b.kind ? b.n - a.n : a.kind === 'comparison' ? -1 : 1);
}

/** Plain SQL on the engine rather than compiled queries, as for the grid of a run. */
export function taskHistory(engine: Engine): TaskHistory {
  async function markOf(
    kind: Task['kind'],
    before: TaskPlace | undefined,
    count: number,
  ): Promise<TaskPlace | undefined> {
    const [table, at] =
      kind === 'run' ? ['cells c indexed by cells_ended', 'c.updated_at'] : ['messages c', 'c.timestamp'];
    const where = within(before ? { before } : {}, kind, at, 'c.n');
    if (kind === 'run') and(where, ended);
    const [row] = await engine.read(
      ask(`select ${at} as at, c.n from ${table}`, where, `order by ${at} desc, c.n desc limit 1 offset ?`),
      [...where.parameters, count - 1],
    );
    return row && { at: Number(row.at), kind, n: Number(row.n) };
  }

  return {
    async mark(before, count) {
      const marks = await Promise.all([markOf('comparison', before, count), markOf('run', before, count)]);
      // The newer one: between it and `before` there are at most `count` of either.
      return marks
        .filter((mark) => mark !== undefined)
        .sort((a, b) => b.at - a.at || (a.kind === 'comparison' ? -1 : 1))[0];
    },

    async list(filter, span, limit) {
      const kinds = await Promise.all([
        filter.kind === 'run' ? [] : answers(engine, filter, span, limit),
        filter.kind === 'comparison' ? [] : cells(engine, filter, span, limit),
      ]);
      return kinds.flat().sort(byPlace).slice(0, limit);
    },
  };
}
