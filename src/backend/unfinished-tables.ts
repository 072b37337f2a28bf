import type { BackendPorts } from './ports.ts';

/** Rows that are removed at once: everybody else waits as long. */
const rowsAtOnce = 5000;

/** For good, in pieces: a million rows at once would keep everybody waiting for seconds. */
export async function removeTable(
  { store, clock }: Pick<BackendPorts, 'store' | 'clock'>,
  datasetId: string,
  isClosed: () => boolean = () => false,
): Promise<void> {
  while ((await store.datasets.rows(datasetId, 0, 1)).length > 0) {
    if (isClosed()) return;
    await store.commit({ writes: [store.datasets.removeRows(datasetId, rowsAtOnce)], at: clock.now() });
  }
  await store.commit({ writes: [store.datasets.remove(datasetId)], at: clock.now() });
}

/** What imports left that were broken off with their owner. Nobody can see it; it goes in the background. */
export class UnfinishedTables {
  readonly #ports: BackendPorts;
  #closed = false;
  #removing: Promise<void> = Promise.resolve();

  constructor(ports: BackendPorts) {
    this.#ports = ports;
  }

  /** Resolves when it is known which they are: before the first new import begins. */
  async begin(): Promise<void> {
    const left = await this.#ports.store.datasets.incomplete();
    this.#removing = this.#removeAll(left).catch((error: unknown) => {
      this.#ports.log.warn('What unfinished imports left stays until the next start.', { error });
    });
  }

  async #removeAll(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      if (this.#closed) return;
      await removeTable(this.#ports, id, () => this.#closed);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#removing;
  }
}
