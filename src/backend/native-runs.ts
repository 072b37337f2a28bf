import { type BatchPace, usualBatchPace } from '../core/batch-pace.ts';
import type { BatchCalls } from './batch-calls.ts';
import { NativePart } from './native-part.ts';
import type { BackendPorts } from './ports.ts';
import type { Publisher } from './publisher.ts';
import type { PartOptions } from './run-part.ts';

/** Makes the parts of runs that go through batch APIs, and follows the batches of cancelled runs to their end. */
export class NativeRuns {
  readonly #ports: BackendPorts;
  readonly #calls: BatchCalls;
  readonly #publisher: Publisher;
  readonly #pace: BatchPace;
  /** By run. */
  readonly #cancelling = new Map<string, NativePart>();

  constructor(ports: BackendPorts, calls: BatchCalls, publisher: Publisher) {
    this.#ports = ports;
    this.#calls = calls;
    this.#publisher = publisher;
    this.#pace = ports.batchPace ?? usualBatchPace;
  }

  partOf(options: PartOptions): NativePart {
    return new NativePart(options, this.#calls, this.#publisher, this.#pace);
  }

  /** Of a run that is cancelled: tells the providers, and keeps what came. Nothing of it is pending, so nothing is submitted. */
  followCancelled(options: PartOptions): void {
    const { id } = options.ledger.run;
    if (this.#cancelling.has(id)) return;
    const part = this.partOf(options);
    this.#cancelling.set(id, part);
    void part.done.then(({ reason }) => {
      if (this.#cancelling.get(id) === part) this.#cancelling.delete(id);
      if (reason)
        this.#ports.log.warn('The batches of a cancelled run are left at the provider.', { reason });
    });
    part.start();
  }

  /** Before its run goes on: two may not follow the same batches. */
  async halt(runId: string): Promise<void> {
    const part = this.#cancelling.get(runId);
    this.#cancelling.delete(runId);
    await part?.stop();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#cancelling.keys()].map((runId) => this.halt(runId)));
  }
}
