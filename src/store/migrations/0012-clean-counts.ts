/**
 * Counts and costs were stored as servers sent them: negative, fractional, as text. They are made what a count can be, and
 * what was computed from them an estimate, or unknown where it was below zero. What failed without a word cost nothing.
 */

const most = 1_000_000_000;

/** Not null and no whole number from zero on. */
const odd = (column: string) =>
  `(${column} is not null and (typeof(${column}) <> 'integer' or ${column} < 0 or ${column} > ${most}))`;

const oddCost = `(cost is not null and (typeof(cost) not in ('integer', 'real') or cost < 0 or cost > 1e9))`;

/** What can be used of a count: rounded up; null where nothing can. */
const cleaned = (column: string) =>
  `case when typeof(${column}) in ('integer', 'real') and ${column} between 0 and ${most}
    then cast(${column} as integer) + (${column} > cast(${column} as integer)) end`;

/** A usage whose counts are no counts; one that is no object of them is caught by its type. */
const oddUsage = `(usage is not null and case when json_valid(usage) then exists (
    select 1 from json_each(usage) as each where each.key <> 'estimated'
      and (each.type <> 'integer' or each.atom < 0 or each.atom > ${most})) else 1 end)`;

const oddCall = `(${odd('tokens_in')} or ${odd('tokens_out')} or ${oddUsage} or ${oddCost})`;

const clean = (table: string) => `update ${table} set
    usage = case when usage is null then null else json_object(
      'inputTokens', coalesce(${cleaned('tokens_in')}, 0), 'outputTokens', coalesce(${cleaned('tokens_out')}, 0),
      'estimated', json('true')) end,
    tokens_in = ${cleaned('tokens_in')}, tokens_out = ${cleaned('tokens_out')},
    cost_basis = case when ${oddCost} then 'unknown' when cost_basis = 'exact' then 'estimated' else cost_basis end,
    cost = case when ${oddCost} then null else cost end
  where ${oddCall}`;

const cellSum = (column: string) => `(select coalesce(sum(${column}), 0) from cells where run_id = runs.id)`;
const anyCell = (basis: string) =>
  `exists (select 1 from cells where run_id = runs.id and cost_basis = '${basis}')`;

export const cleanCounts: readonly string[] = [
  // Marks the runs whose sums are made anew below.
  `update runs set tokens_in = -1 where id in (select run_id from cells where ${oddCall})`,
  clean('cells'),
  clean('messages'),
  ...['cells', 'messages'].map(
    (
      table,
    ) => `update ${table} set cost = 0, cost_basis = 'exact' where status = 'failed' and cost_basis = 'unknown'
      and tokens_in is null and coalesce(${table === 'cells' ? 'output' : 'content'}, '') = ''`,
  ),
  `update runs set tokens_in = ${cellSum('tokens_in')}, tokens_out = ${cellSum('tokens_out')}, total_cost = ${cellSum('cost')},
    dropped_cost = max(0, dropped_cost),
    cost_basis = case when ${anyCell('unknown')} then 'unknown' when ${anyCell('estimated')} then 'estimated'
      when ${anyCell('exact')} then 'exact' else 'free' end
    where ${odd('tokens_in')} or ${odd('tokens_out')} or typeof(total_cost) not in ('integer', 'real') or total_cost < 0
      or dropped_cost < 0`,
  `update activity set unknown_costs = case when cost < 0 or typeof(cost) = 'text' then max(unknown_costs, 1) else unknown_costs end,
    tokens_in = coalesce(${cleaned('tokens_in')}, 0), tokens_out = coalesce(${cleaned('tokens_out')}, 0),
    cost = case when typeof(cost) in ('integer', 'real') and cost >= 0 then cost else 0 end
    where ${odd('tokens_in')} or ${odd('tokens_out')} or typeof(cost) not in ('integer', 'real') or cost < 0`,
  `delete from response_cache where ${oddUsage}`,
];
