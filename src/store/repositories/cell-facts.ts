import type { CellFact, FactsOf, RowSpan } from '../../core/ports/run-views.ts';
import type { Cost } from '../../protocol/generation.ts';
import type { CellStatus } from '../../protocol/runs.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row, SqlParameter } from '../engine/values.ts';

/** Between ids in a list. */
const comma = ',';

const number = (value: unknown) => (value === null ? null : Number(value));

/** Where each id begins in the list of all: SQLite finds that faster than it sends the ids of 400,000 cells. */
function placesOf(ids: readonly string[]): Map<number, number> {
  const places = new Map<number, number>();
  let at = 1;
  ids.forEach((id, index) => {
    places.set(at, index);
    at += id.length + comma.length;
  });
  return places;
}

async function read(
  engine: Engine,
  { runId, variantIds, graderIds }: FactsOf,
  where: string,
  parameters: SqlParameter[],
): Promise<CellFact[]> {
  const verdicts =
    graderIds.length === 0
      ? 'null'
      : `(select group_concat(instr(?, g.grader_id) || ':' || (g.verdict = 'pass')) from grades g where g.cell_id = c.id)`;
  const rows = await engine.read(
    `select instr(?, variant_id) as variant, row_index, repeat_index, status, cached, cost, cost_basis, ttft_ms, latency_ms,
        tokens_in, tokens_out, ${verdicts} as verdicts
      from cells c where run_id = ? and ${where}`,
    [
      variantIds.join(comma),
      ...(graderIds.length === 0 ? [] : [graderIds.join(comma)]),
      runId,
      ...parameters,
    ],
  );
  const variants = placesOf(variantIds);
  const graders = placesOf(graderIds);
  const toFact = (row: Row): CellFact => ({
    variant: variants.get(Number(row.variant)) ?? -1,
    row: Number(row.row_index),
    repeat: Number(row.repeat_index),
    status: row.status as CellStatus,
    cached: row.cached === 1,
    usd: number(row.cost),
    basis: row.cost_basis as Cost['basis'] | null,
    ttftMs: number(row.ttft_ms),
    latencyMs: number(row.latency_ms),
    inputTokens: number(row.tokens_in),
    outputTokens: number(row.tokens_out),
    verdicts: row.verdicts === null ? [] : toVerdicts(String(row.verdicts), graders),
  });
  return rows.map(toFact);
}

/** `1:1,38:0`: the first grader passed it, the second did not. Others' verdicts have no place. */
function toVerdicts(
  text: string,
  graders: ReadonlyMap<number, number>,
): { grader: number; passed: boolean }[] {
  return text.split(comma).flatMap((one) => {
    const [place, passed] = one.split(':');
    const grader = graders.get(Number(place));
    return grader === undefined ? [] : [{ grader, passed: passed === '1' }];
  });
}

export function readFacts(engine: Engine, of: FactsOf, { from, to }: RowSpan): Promise<CellFact[]> {
  return read(engine, of, 'row_index >= ? and row_index < ?', [from, to]);
}

export function readFactsSince(engine: Engine, of: FactsOf, since: number): Promise<CellFact[]> {
  return read(engine, of, 'updated_at >= ?', [since]);
}

export async function readLastChange(engine: Engine, runId: string): Promise<number> {
  const [row] = await engine.read('select max(updated_at) as at from cells where run_id = ?', [runId]);
  return Number(row?.at ?? 0);
}
