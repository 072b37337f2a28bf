import type { PastAnswer } from '../../core/ports/run-views.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/values.ts';
import { storedJson } from './stored-json.ts';

/** Runs that are looked at, and cells of each. */
const latestRuns = 5;
const cellsOfEach = 40;
/** Answers of chats and comparisons, among so many of the last. */
const latestMessages = 1000;
/** With so many, older ones say nothing new. */
const enough = 40;
/** Characters of an answer that is worth counting. */
const shortAnswer = 4000;
/** Cells behind the last answered one among which are looked for: a model that always fails would cost a whole index. */
const lookedThrough = 4000;

function toPast(row: Row): PastAnswer {
  const { reasoningTokens = 0 } =
    row.usage === null ? {} : storedJson<{ reasoningTokens?: number }>(String(row.usage), {});
  return {
    outputTokens: Number(row.tokens_out),
    reasoningTokens,
    latencyMs: row.latency_ms === null ? null : Number(row.latency_ms),
    text: row.text as string | null,
  };
}

/** The newest answers of a model that were really asked for, of runs first: what a run asks is like what runs asked. */
export async function readPastAnswers(
  engine: Engine,
  provider: string,
  model: string,
): Promise<PastAnswer[]> {
  const variants = await engine.read(
    `select v.id, v.run_id from run_variants v join runs r on r.id = v.run_id
      where v.provider = ? and v.model = ? order by r.created_at desc limit ${latestRuns}`,
    [provider, model],
  );
  const past: PastAnswer[] = [];
  for (const { id, run_id } of variants) {
    if (past.length >= enough) return past;
    const rows = await engine.read(
      `select tokens_out, usage, latency_ms, case when length(output) <= ${shortAnswer} then output end as text
        from cells where run_id = ? and status = 'succeeded' and variant_id = ? and cached = 0 and tokens_out is not null
        and n > (select max(n) from cells where run_id = ? and status = 'succeeded') - ${lookedThrough}
        order by n desc limit ${cellsOfEach}`,
      [run_id!, id!, run_id!],
    );
    past.push(...rows.map(toPast));
  }
  if (past.length >= enough) return past;
  const messages = await engine.read(
    `select tokens_out, usage, total_ms as latency_ms, case when length(content) <= ${shortAnswer} then content end as text
      from messages where n > (select max(n) from messages) - ${latestMessages} and role = 'assistant' and status = 'complete'
      and provider = ? and model = ? and tokens_out is not null order by n desc limit ${enough - past.length}`,
    [provider, model],
  );
  return [...past, ...messages.map(toPast)];
}
