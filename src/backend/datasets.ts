import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import type { Dataset, DatasetRow } from '../protocol/datasets.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';
import { readTable } from './table-file.ts';

/** Rows that are saved at once: memory stays flat however long the file is. */
const rowsAtOnce = 2000;
/** More odd lines than this are only counted. */
const toldWarnings = 20;

export function datasetHandlers(
  ports: BackendPorts,
  current: CurrentProject,
): Handlers<'dataset:import' | 'dataset:list' | 'dataset:rows'> {
  const { store, clock, ids } = ports;

  /** Reads the file once for its checksum, so that what is there already is not stored again. */
  async function measured(path: string, delimiter: string | undefined, signal: AbortSignal) {
    const warnings: string[] = [];
    let odd = 0;
    const warn = (sentence: string) => {
      odd += 1;
      if (warnings.length < toldWarnings) warnings.push(sentence);
    };
    const { headers, rows } = await readTable(path, { delimiter, warn });
    const hash = createHash('sha256').update(JSON.stringify(headers));
    let rowCount = 0;
    for await (const row of rows) {
      if (signal.aborted) throw new AbaiError('cancelled', 'The import was stopped.');
      hash.update('\n').update(JSON.stringify(row));
      rowCount += 1;
    }
    if (odd > warnings.length) warnings.push(`… and ${odd - warnings.length} more lines like these.`);
    if (rowCount === 0) throw new AbaiError('invalid', `${path} has no rows below its header.`);
    return { headers, rowCount, checksum: hash.digest('hex'), warnings };
  }

  async function saveRows(
    dataset: Dataset,
    path: string,
    delimiter: string | undefined,
    signal: AbortSignal,
  ) {
    const { rows } = await readTable(path, { delimiter, warn: () => {} });
    let batch: DatasetRow[] = [];
    let index = 0;
    const flush = async () => {
      if (batch.length > 0) {
        await store.commit({ writes: store.datasets.insertRows(dataset.id, batch), at: clock.now() });
      }
      batch = [];
    };
    for await (const values of rows) {
      if (signal.aborted) throw new AbaiError('cancelled', 'The import was stopped.');
      batch.push({ index, values });
      index += 1;
      if (batch.length >= rowsAtOnce) await flush();
    }
    await flush();
    if (index !== dataset.rowCount)
      throw new AbaiError('conflict', `${path} changed while it was read: import it again.`);
  }

  /** The same table may lie elsewhere by now, and its images beside it. */
  async function now(known: Dataset, path: string): Promise<Dataset> {
    if (known.sourceFile === path) return known;
    const moved = { ...known, name: basename(path), sourceFile: path };
    await store.commit({ writes: [store.datasets.move(moved)], at: clock.now() });
    return moved;
  }

  return {
    async 'dataset:import'({ projectId, path: given, delimiter }, { signal, commit }) {
      const path = resolve(given);
      const project = await current.get(projectId);
      const { warnings, ...facts } = await measured(path, delimiter, signal);
      const known = await store.datasets.findByChecksum(project.id, facts.checksum);
      if (known) return { dataset: await now(known, path), warnings };
      const dataset: Dataset = {
        id: ids.next(),
        projectId: project.id,
        name: basename(path),
        sourceFile: path,
        ...facts,
        createdAt: clock.now(),
      };
      await store.commit({ writes: [store.datasets.insertIncomplete(dataset)], at: dataset.createdAt });
      try {
        await saveRows(dataset, path, delimiter, signal);
      } catch (error) {
        await store.commit({ writes: [store.datasets.remove(dataset.id)], at: clock.now() });
        throw error;
      }
      await commit({
        writes: [store.datasets.complete(dataset.id, dataset.checksum)],
        answer: { dataset, warnings },
      });
      return { dataset, warnings };
    },

    'dataset:list': async ({ projectId }) => store.datasets.list((await current.get(projectId)).id),

    async 'dataset:rows'({ datasetId, from, limit }) {
      const dataset = await store.datasets.get(datasetId);
      if (!dataset) throw new AbaiError('not-found', 'There is no dataset with this id.');
      return store.datasets.rows(datasetId, from ?? 0, limit ?? 100);
    },
  };
}
