import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Dataset, DatasetRow } from '../protocol/datasets.ts';
import { AbaiError } from '../protocol/errors.ts';
import { DatasetImports, type ImportProgress } from './dataset-imports.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';
import { readTable, type TableOptions } from './table-file.ts';
import { removeTable } from './unfinished-tables.ts';

/** Rows that are saved at once: few enough to be garbage before the collector takes them for lasting. */
const rowsAtOnce = 500;
/** More odd lines than this are only counted. */
const toldWarnings = 20;

type DatasetMethods = 'dataset:import' | 'dataset:imports' | 'dataset:get' | 'dataset:list' | 'dataset:rows';

/** A file on its way in. */
interface Reading {
  path: string;
  delimiter: string | undefined;
  progress: ImportProgress;
  signal: AbortSignal;
}

export function datasetHandlers(
  ports: Pick<BackendPorts, 'store' | 'clock' | 'ids'>,
  current: Pick<CurrentProject, 'get'>,
): Handlers<DatasetMethods> {
  const { store, clock, ids } = ports;
  const imports = new DatasetImports();

  /** The rows of a table, each of them told to whoever looks; ends with `cancelled` once the request is taken back. */
  async function* rowsOf({ path, delimiter, progress, signal }: Reading, warn: TableOptions['warn']) {
    const { headers, rows } = await readTable(path, { delimiter, warn, onBytes: progress.onBytes });
    yield headers;
    for await (const row of rows) {
      if (signal.aborted) throw new AbaiError('cancelled', 'The import was stopped.');
      progress.row();
      yield row;
    }
  }

  /** Reads the file once for its checksum, so that what is there already is not stored again. */
  async function measured(reading: Reading) {
    const warnings: string[] = [];
    let odd = 0;
    const warn = (sentence: string) => {
      odd += 1;
      if (warnings.length < toldWarnings) warnings.push(sentence);
    };
    const hash = createHash('sha256');
    let headers: string[] | undefined;
    let rowCount = 0;
    for await (const row of rowsOf(reading, warn)) {
      if (headers) hash.update('\n');
      hash.update(JSON.stringify(row));
      if (headers) rowCount += 1;
      headers ??= row;
    }
    if (odd > warnings.length) warnings.push(`… and ${odd - warnings.length} more lines like these.`);
    if (!headers || rowCount === 0)
      throw new AbaiError('invalid', `${reading.path} has no rows below its header.`);
    return { headers, rowCount, checksum: hash.digest('hex'), warnings };
  }

  async function saveRows(dataset: Dataset, reading: Reading) {
    let batch: DatasetRow[] = [];
    // The header comes first.
    let index = -1;
    const flush = async () => {
      if (batch.length > 0) {
        await store.commit({ writes: [store.datasets.insertRows(dataset.id, batch)], at: clock.now() });
      }
      batch = [];
    };
    for await (const values of rowsOf(reading, () => {})) {
      if (index >= 0) batch.push({ index, values });
      index += 1;
      if (batch.length >= rowsAtOnce) await flush();
    }
    await flush();
    if (index !== dataset.rowCount)
      throw new AbaiError('conflict', `${reading.path} changed while it was read: import it again.`);
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
      // What is wrong with the file is said when it is opened.
      const totalBytes = (await stat(path).catch(() => undefined))?.size ?? 0;
      return imports.during(path, totalBytes, async (progress) => {
        const reading = { path, delimiter, progress, signal };
        const { warnings, ...facts } = await measured(reading);
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
        progress.store();
        await store.commit({ writes: [store.datasets.insertIncomplete(dataset)], at: dataset.createdAt });
        try {
          await saveRows(dataset, reading);
          await commit({
            writes: [store.datasets.complete(dataset.id, dataset.checksum)],
            answer: { dataset, warnings },
          });
        } catch (error) {
          await removeTable(ports, dataset.id);
          throw error;
        }
        return { dataset, warnings };
      });
    },

    'dataset:imports': async () => imports.now(),

    async 'dataset:get'({ datasetId }) {
      const dataset = await store.datasets.get(datasetId);
      if (!dataset) throw new AbaiError('not-found', 'There is no dataset with this id.');
      return dataset;
    },

    'dataset:list': async ({ projectId }) => store.datasets.list((await current.get(projectId)).id),

    async 'dataset:rows'({ datasetId, from, limit }) {
      const dataset = await store.datasets.get(datasetId);
      if (!dataset) throw new AbaiError('not-found', 'There is no dataset with this id.');
      return store.datasets.rows(datasetId, from ?? 0, limit ?? 100);
    },
  };
}
