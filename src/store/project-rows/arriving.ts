import type { MendedPart, ProjectRow } from '../../core/ports/store.ts';
import type { Attachment } from '../../protocol/attachments.ts';
import type { ToolResult } from '../../protocol/generation.ts';
import type { PauseCause } from '../../protocol/runs.ts';
import { wholeCount } from './json-columns.ts';
import { projectTables } from './tables.ts';

type Row = ProjectRow['row'];
type Mend = (part: MendedPart) => void;

const isList = Array.isArray as (value: unknown) => value is unknown[];

/** What a run is told to say that its owner did not pause here. */
const cameIn = 'This run came in with an imported project. Nothing of it goes on until you continue it.';

/**
 * A row of somebody else's as it may stand here, before it is checked: at rest, with nothing approved, and with no path to
 * a file that only means something on another machine. `mend` hears what had to be changed for that.
 */
export function arriving(table: string, given: Row, mend: Mend): Row {
  const row = { ...given };
  // An answer on its way is refused: no file that was exported holds one.
  const settled = table === 'messages' ? {} : (projectTables[table]?.settled ?? {});
  for (const [name, settle] of Object.entries(settled)) {
    if (row[name] !== undefined) row[name] = settle(row[name]);
  }
  tidyFigures(table, row, mend);
  switch (table) {
    case 'datasets':
      drop(row, 'source_file', 'path', mend);
      break;
    case 'comparisons':
      drop(row, 'source', 'path', mend);
      break;
    case 'conversations':
      if (approves(row.tools)) mend('approval');
      break;
    case 'messages':
      arrivingMessage(row, mend);
      break;
    case 'runs':
      arrivingRun(row, given, mend);
      break;
  }
  return row;
}

function drop(row: Row, name: string, part: MendedPart, mend: Mend): void {
  if (row[name] === undefined) return;
  delete row[name];
  mend(part);
}

function approves(tools: unknown): boolean {
  const { approved } = (tools ?? {}) as { approved?: unknown };
  return isList(approved) && approved.length > 0;
}

function arrivingMessage(row: Row, mend: Mend): void {
  // Only an answer on its way waits.
  delete row.waiting;
  if (isList(row.tool_results)) {
    const results = row.tool_results as Partial<ToolResult>[];
    const settled = results.filter((result) => result?.outcome !== 'approved');
    if (settled.length < results.length) mend('approval');
    row.tool_results = settled;
  }
  if (isList(row.attachments)) {
    row.attachments = (row.attachments as (Partial<Attachment> | null)[]).map((attachment) => {
      if (typeof attachment !== 'object' || attachment?.uri === undefined) return attachment;
      mend('path');
      const { uri: _elsewhere, ...rest } = attachment;
      return rest;
    });
  }
  // Anything else than the web has no business among what an answer names as its sources.
  if (isList(row.citations))
    row.citations = (row.citations as { url?: unknown }[]).filter(({ url } = {}) =>
      /^https?:\/\//iu.test(String(url)),
    );
}

function arrivingRun(row: Row, given: Row, mend: Mend): void {
  if (row.status !== 'paused') return;
  if (given.status !== 'paused') mend('run');
  row.error = cameIn;
  // A person has to say that it goes on: there is no other cause.
  if (typeof row.settings === 'object' && !isList(row.settings))
    row.settings = { ...row.settings, pausedBecause: 'person' satisfies PauseCause };
}

/** Figures that earlier versions took from a vendor as they came. What nobody knows is unknown, and never nothing. */
function tidyFigures(table: string, row: Row, mend: Mend): void {
  if (table !== 'messages' && table !== 'cells' && table !== 'runs' && table !== 'activity') return;
  for (const name of ['tokens_in', 'tokens_out']) {
    const count = row[name] === undefined ? undefined : wholeCount(row[name]);
    if (count === row[name]) continue;
    mend('figure');
    if (count === undefined) delete row[name];
    else row[name] = count;
  }
  const cost = table === 'runs' ? 'total_cost' : 'cost';
  if (typeof row[cost] !== 'number' || (row[cost] as number) >= 0) return;
  mend('figure');
  delete row[cost];
  if (table !== 'activity') row.cost_basis = 'unknown';
}
