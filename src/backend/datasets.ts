import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Dataset, DatasetRow } from '../protocol/datasets.ts';
import { AbaiError } from '../protocol/errors.ts';
import { DatasetImports, type ImportProgress } from './dataset-imports.ts';
import { readTable, type Table } from './files/table-file.ts';
import { openText, type TextFile } from './files/text-file.ts';
import type { Handlers } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import type { CurrentProject } from './projects.ts';
import { removeTable } from './unfinished-tables.ts';

/** Rows that are saved at once: few enough to be garbage before the collector takes them for lasting. */
const rowsAtOnce = 500;
type DatasetMethods = 'dataset:import' | 'dataset:imports' | 'dataset:get' | 'dataset:list' | 'dataset:rows';

/** A file on its way in. */
interface Reading {
  file: TextFile;
  delimiter: string | undefined;
  progress: ImportProgress;
  onBytes: (bytes: number) => void;
}

export function datasetHandlers(
  ports: Pick<BackendPorts, 'store' | 'clock' | 'ids'>,
  current: Pick<CurrentProject, 'get'>,
): Handlers<DatasetMethods> {
  const { store, clock, ids } = ports;
  const imports = new DatasetImports();

  async function* rowsOf({ rows }: Table, progress: ImportProgress) {
    for await (const row of rows) {
      progress.row();
      yield row;
    }
  }

  /**
   * Reads the file for its checksum, so that what is there already is not stored again. When a row has what the header has no
   * column for, all rows have that column, and they are read once more.
   */
  async function measured({ file, delimiter, progress, onBytes }: Reading) {
    let headers: string[] | undefined;
    for (;;) {
      progress.read();
      const table = await readTable(file, { delimiter, headers, onBytes });
      headers = [...table.headers];
      const hash = createHash('sha256').update(JSON.stringify(headers));
      let rowCount = 0;
      for await (const row of rowsOf(table, progress)) {
        hash.update('\n').update(JSON.stringify(row));
        rowCount += 1;
      }
      const isWhole = table.headers.length === headers.length;
      headers = [...table.headers];
      if (rowCount === 0) throw new AbaiError('invalid', `${file.path} has no rows below its header.`);
      if (headers.length === 0)
        throw new AbaiError('invalid', `${file.path}: none of its records has a field.`);
      if (isWhole) return { headers, rowCount, checksum: hash.digest('hex'), warnings: table.warnings() };
    }
  }

  async function saveRows(dataset: Dataset, { file, delimiter, progress, onBytes }: Reading) {
    const table = await readTable(file, { delimiter, headers: dataset.headers, onBytes });
    let batch: DatasetRow[] = [];
    let index = 0;
    const flush = async () => {
      if (batch.length > 0) {
        await store.commit({ writes: [store.datasets.insertRows(dataset.id, batch)], at: clock.now() });
      }
      batch = [];
    };
    for await (const values of rowsOf(table, progress)) {
      batch.push({ index, values });
      index += 1;
      if (batch.length >= rowsAtOnce) await flush();
    }
    await flush();
    if (index !== dataset.rowCount || table.headers.length !== dataset.headers.length)
      throw new AbaiError('conflict', `${file.path} changed while it was read: import it again.`);
  }

  /** The same table may lie elsewhere by now, and its images beside it. */
  async function now(known: Dataset, path: string): Promise<Dataset> {
    if (known.sourceFile === path) return known;
    const moved = { ...known, name: basename(path), sourceFile: path };
    await store.commit({ writes: [store.datasets.move(moved)], at: clock.now() });
    return moved;
  }

  return {
    async 'dataset:import'({ projectId, path: given, delimiter, encoding }, { signal, commit }) {
      const path = resolve(given);
      const project = await current.get(projectId);
      // What is wrong with the file is said when it is opened.
      const totalBytes = (await stat(path).catch(() => undefined))?.size ?? 0;
      return imports.during(path, totalBytes, async (progress) => {
        const goOn = () => {
          if (signal.aborted) throw new AbaiError('cancelled', 'The import was stopped.');
        };
        const onBytes = (bytes: number) => {
          goOn();
          progress.onBytes(bytes);
        };
        const file = await openText(path, { encoding, onBytes: goOn });
        const reading = { file, delimiter, progress, onBytes };
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
