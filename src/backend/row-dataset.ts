import { createHash } from 'node:crypto';
import type { Dataset } from '../protocol/datasets.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { BackendPorts } from './ports.ts';

/** Rows that are saved at once. */
const rowsAtOnce = 2000;

interface GivenRow {
  rowIndex: number;
  data: Readonly<Record<string, string>>;
}

/**
 * A dataset of rows that came with a request, in the order of their indexes; its columns are all names that occur. The
 * same rows are the same dataset. Throws AbaiError `invalid` for no rows, no columns, or an index that comes twice.
 */
export async function datasetOfRows(
  { store, clock, ids }: BackendPorts,
  projectId: string,
  name: string,
  given: readonly GivenRow[],
): Promise<Dataset> {
  const rows = [...given].sort((a, b) => a.rowIndex - b.rowIndex);
  const twice = rows.find(({ rowIndex }, at) => rows[at + 1]?.rowIndex === rowIndex);
  if (twice) throw new AbaiError('invalid', `Two rows have the index ${twice.rowIndex}.`);
  const headers = [...new Set(rows.flatMap(({ data }) => Object.keys(data)))];
  if (rows.length === 0) throw new AbaiError('invalid', `${name} has no rows.`);
  if (headers.length === 0) throw new AbaiError('invalid', `The rows of ${name} have no columns.`);
  const values = rows.map(({ data }) => headers.map((header) => data[header] ?? ''));
  const hash = createHash('sha256').update(JSON.stringify(headers));
  for (const row of values) hash.update('\n').update(JSON.stringify(row));
  const checksum = hash.digest('hex');
  const known = await store.datasets.findByChecksum(projectId, checksum);
  if (known) return known;
  const dataset: Dataset = {
    id: ids.next(),
    projectId,
    name,
    checksum,
    headers,
    rowCount: rows.length,
    createdAt: clock.now(),
  };
  await store.commit({ writes: [store.datasets.insertIncomplete(dataset)], at: dataset.createdAt });
  for (let from = 0; from < values.length; from += rowsAtOnce) {
    const page = values.slice(from, from + rowsAtOnce).map((row, at) => ({ index: from + at, values: row }));
    await store.commit({ writes: [store.datasets.insertRows(dataset.id, page)], at: clock.now() });
  }
  await store.commit({ writes: [store.datasets.complete(dataset.id, checksum)], at: clock.now() });
  return dataset;
}
