import type { Dataset } from '../../src/protocol/datasets.ts';
import type { Failure } from '../../src/protocol/failure.ts';
import type { PageClient } from '../connection/page-client.ts';
import { toFailure } from '../connection/request-failed.ts';
import { t } from '../words/translate.ts';

export type DataView =
  | { kind: 'none' }
  | { kind: 'loading' }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'ready'; dataset: Dataset; firstRows: readonly (readonly string[])[] };

/** Rows of the table that shows what the data is like. */
const shownRows = 5;

/** Rows that are kept for the preview; beyond it begins anew. */
const keptRows = 500;

/** The table that the run is over, and single rows of it for the preview. */
export class SetupData {
  view: DataView = { kind: 'none' };
  readonly #client: Pick<PageClient, 'request'>;
  readonly #changed: () => void;
  #rows = new Map<number, readonly string[]>();
  readonly #asked = new Set<number>();

  constructor(client: Pick<PageClient, 'request'>, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  /** Of any project: a draft may have been written in another one. */
  async load(datasetId: string | undefined): Promise<void> {
    this.#rows = new Map();
    this.#asked.clear();
    if (datasetId === undefined) {
      this.view = { kind: 'none' };
      return;
    }
    const loading: DataView = { kind: 'loading' };
    this.view = loading;
    this.#changed();
    const view = await this.#read(datasetId);
    if (this.view !== loading) return;
    this.view = view;
    this.#changed();
  }

  async #read(datasetId: string): Promise<DataView> {
    try {
      const [dataset, rows] = await Promise.all([
        this.#client.request('dataset:get', { datasetId }),
        this.#client.request('dataset:rows', { datasetId, from: 0, limit: shownRows }),
      ]);
      for (const { index, values } of rows) this.#rows.set(index, values);
      return { kind: 'ready', dataset, firstRows: rows.map(({ values }) => values) };
    } catch (thrown) {
      const failure = toFailure(thrown);
      return { kind: 'failed', failure: failure.code === 'not-found' ? goneFailure() : failure };
    }
  }

  /** A row's values; undefined while they are on their way, after which the view is drawn again. */
  row(index: number): readonly string[] | undefined {
    const row = this.#rows.get(index);
    if (!row && this.view.kind === 'ready') void this.#fetch(this.view.dataset.id, index);
    return row;
  }

  async #fetch(datasetId: string, index: number): Promise<void> {
    if (this.#asked.has(index)) return;
    this.#asked.add(index);
    const rows = this.#rows;
    if (rows.size > keptRows) rows.clear();
    try {
      const [row] = await this.#client.request('dataset:rows', { datasetId, from: index, limit: 1 });
      if (!row || rows !== this.#rows) return;
      rows.set(index, row.values);
      this.#changed();
    } catch {
      // The preview says that it is loading; another step asks again.
    } finally {
      this.#asked.delete(index);
    }
  }
}

const goneFailure = (): Failure => ({
  code: 'not-found',
  message: t('This data is not there any more. Choose the file again.'),
  retryable: false,
});
