import type { Caller } from '../core/ports/caller.ts';
import type { StoredRun } from '../core/ports/run-store.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { Catalogue } from './catalogue.ts';
import { CellRequests } from './cell-request.ts';
import { LivePart } from './live-part.ts';
import type { ModelCalls } from './model-calls.ts';
import type { BackendPorts } from './ports.ts';
import type { Publisher } from './publisher.ts';
import { RowValues } from './row-values.ts';
import { mismatchOf } from './run-checks.ts';
import { RunLedger } from './run-ledger.ts';
import type { PartOptions, RunPart } from './run-part.ts';
import { RunningRun } from './running-run.ts';

/** The runs that this back end carries out. */
export class Runs {
  readonly #ports: BackendPorts;
  readonly #catalogue: Catalogue;
  readonly #calls: ModelCalls;
  readonly #publisher: Publisher;
  readonly #running = new Map<string, RunningRun>();
  #recovered = false;
  #closing = false;

  constructor(ports: BackendPorts, catalogue: Catalogue, calls: ModelCalls, publisher: Publisher) {
    this.#ports = ports;
    this.#catalogue = catalogue;
    this.#calls = calls;
    this.#publisher = publisher;
  }

  /** Somebody is there: what the last owner left running goes on, with the keys of whoever has them. */
  saw(caller: Caller): void {
    if (this.#recovered) return;
    this.#recovered = true;
    void this.#resumeAll(caller).catch((error: unknown) => {
      this.#ports.log.error('Runs could not be resumed.', { error });
    });
  }

  async #resumeAll(caller: Caller): Promise<void> {
    for (const run of await this.#ports.store.runs.running()) {
      if (this.#running.has(run.id) || this.#closing) continue;
      await this.begin(run, caller).catch((error: unknown) => {
        this.#ports.log.error('A run could not be resumed.', { error, runId: run.id });
      });
    }
  }

  async begin(run: StoredRun, caller: Caller): Promise<void> {
    const models = new Map<string, ModelDefinition>();
    for (const variant of run.variants)
      models.set(variant.id, this.#catalogue.resolve(variant.model, caller));
    const dataset = run.datasetId === null ? undefined : await this.#ports.store.datasets.get(run.datasetId);
    const mismatch = await mismatchOf(run.checks);
    const ledger = new RunLedger({ ports: this.#ports, publisher: this.#publisher, run, mismatch });
    const parts = this.#partsOf({
      ports: this.#ports,
      calls: this.#calls,
      ledger,
      requests: new CellRequests(run),
      rows: new RowValues(this.#ports, dataset),
      caller,
      models,
      variants: run.variants,
    });
    const running = new RunningRun(this.#ports, this.#publisher, ledger, parts);
    this.#running.set(run.id, running);
    void running.done.then(() => {
      if (this.#running.get(run.id) === running) this.#running.delete(run.id);
    });
    running.start();
  }

  #partsOf(options: PartOptions): RunPart[] {
    return [new LivePart(options)];
  }

  /** Stops the calls of a run; resolves when what came back is saved. */
  async halt(runId: string): Promise<void> {
    await this.#running.get(runId)?.stop();
  }

  isRunning(runId: string): boolean {
    return this.#running.has(runId);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#running.values()].map((running) => running.stop()));
  }
}
