import type { Dataset } from '../protocol/datasets.ts';
import type { BackendPorts } from './ports.ts';

/** Rows that nobody asked for are read along when fewer than this lie between two that somebody did. */
const gapRows = 50;
const none: ReadonlyMap<string, string> = new Map();

/** The values of a run's rows by column, as templates take them. */
export class RowValues {
  readonly #ports: Pick<BackendPorts, 'store'>;
  readonly #dataset: Dataset | undefined;

  constructor(ports: Pick<BackendPorts, 'store'>, dataset: Dataset | undefined) {
    this.#ports = ports;
    this.#dataset = dataset;
  }

  /** By index. `rows` in rising order, some hundred at most; a run without a dataset has one row without values. */
  async of(rows: readonly number[]): Promise<ReadonlyMap<number, ReadonlyMap<string, string>>> {
    const found = new Map<number, ReadonlyMap<string, string>>();
    if (!this.#dataset) {
      for (const row of rows) found.set(row, none);
      return found;
    }
    const { id, headers } = this.#dataset;
    for (const [from, to] of spansOf(rows)) {
      for (const { index, values } of await this.#ports.store.datasets.rows(id, from, to - from + 1))
        found.set(index, new Map(headers.map((header, at) => [header, values[at] ?? ''])));
    }
    return found;
  }
}

/** First and last of what is read at once: failed cells may lie a hundred thousand rows apart. */
function spansOf(rows: readonly number[]): [from: number, to: number][] {
  const spans: [number, number][] = [];
  for (const row of rows) {
    const last = spans.at(-1);
    if (last && row - last[1] <= gapRows) last[1] = Math.max(last[1], row);
    else spans.push([row, row]);
  }
  return spans;
}
