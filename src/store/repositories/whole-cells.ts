import type { Selectable } from 'kysely';
import type { RowSpan, StoredCell } from '../../core/ports/run-views.ts';
import type { StopReason } from '../../protocol/generation.ts';
import type { Cell, CellStatus } from '../../protocol/runs.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/values.ts';
import type { CellsTable } from '../schema.ts';
import { toCell } from './cells.ts';
import { storedJson } from './stored-json.ts';

type Columns = Selectable<CellsTable>;
type GradeColumns = Parameters<typeof toCell>[1][number];

/** What an event says, when its data says something. */
function messageOf(data: unknown): { message?: string } {
  if (typeof data !== 'string') return {};
  try {
    const { message } = storedJson<{ message?: unknown }>(String(data), {});
    return typeof message === 'string' ? { message } : {};
  } catch {
    return {};
  }
}

export async function readCell(engine: Engine, id: string): Promise<StoredCell | undefined> {
  const [row] = await engine.read('select * from cells where id = ?', [id]);
  if (!row) return undefined;
  const [grades, events, repeats] = await Promise.all([
    engine.read(
      `select gr.name, g.verdict, g.detail, g.check_version from grades g join graders gr on gr.id = g.grader_id
        where g.cell_id = ? order by g.rowid`,
      [id],
    ),
    engine.read('select type, data, at from cell_events where cell_id = ? order by n', [id]),
    engine.read(
      `select id, repeat_index, status from cells
        where run_id = ? and row_index = ? and variant_id = ? order by repeat_index`,
      [row.run_id!, row.row_index!, row.variant_id!],
    ),
  ]);
  const columns = row as unknown as Columns;
  return {
    cell: toCell(columns, grades as unknown as GradeColumns[]),
    ...(columns.thinking === null ? {} : { thinking: columns.thinking }),
    ...(row.stop_reason == null ? {} : { stopReason: row.stop_reason as StopReason }),
    attempts: Number(row.attempts),
    events: events.map(({ type, data, at }) => ({
      type: String(type),
      at: Number(at),
      ...messageOf(data),
    })),
    repeats: repeats.map((repeat) => ({
      id: String(repeat.id),
      repeat: Number(repeat.repeat_index),
      status: repeat.status as CellStatus,
    })),
  };
}

/** All cells of the rows, by row. */
export async function readCells(engine: Engine, runId: string, { from, to }: RowSpan): Promise<Cell[]> {
  const where = 'c.run_id = ? and c.row_index >= ? and c.row_index < ?';
  const [rows, grades] = await Promise.all([
    engine.read(`select c.* from cells c where ${where} order by c.row_index`, [runId, from, to]),
    engine.read(
      `select g.cell_id, gr.name, g.verdict, g.detail, g.check_version from cells c join grades g on g.cell_id = c.id
        join graders gr on gr.id = g.grader_id where ${where} order by g.rowid`,
      [runId, from, to],
    ),
  ]);
  const byCell = new Map<string, Row[]>();
  for (const grade of grades) {
    const cellId = String(grade.cell_id);
    const own = byCell.get(cellId);
    if (own) own.push(grade);
    else byCell.set(cellId, [grade]);
  }
  return rows.map((row) =>
    toCell(row as unknown as Columns, (byCell.get(String(row.id)) ?? []) as unknown as GradeColumns[]),
  );
}
