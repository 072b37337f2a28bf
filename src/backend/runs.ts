import type { SchemaMismatch } from '../core/check-answer.ts';
import type { Caller } from '../core/ports/caller.ts';
import type { StoredRun } from '../core/ports/run-store.ts';
import type { Write } from '../core/ports/store.ts';
import { toAbaiError } from '../protocol/errors.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { PauseCause } from '../protocol/runs.ts';
import type { Catalogue } from './catalogue.ts';
import { CellImages } from './cell-images.ts';
import { CellRequests } from './cell-request.ts';
import { LivePart } from './live-part.ts';
import type { ModelCalls } from './model-calls.ts';
import type { NativeRuns } from './native-runs.ts';
import type { BackendPorts } from './ports.ts';
import { publicRun } from './public-run.ts';
import { numbered, type Publisher, toRecord } from './publisher.ts';
import { ResponseKeys } from './response-keys.ts';
import { RowValues } from './row-values.ts';
import { mismatchOf } from './run-checks.ts';
import { RunLedger } from './run-ledger.ts';
import type { PartOptions, RunPart } from './run-part.ts';
import { recheckAnswers } from './run-recheck.ts';
import { RunningRun } from './running-run.ts';

/** The runs that this back end carries out. */
export class Runs {
  readonly #ports: BackendPorts;
  readonly #catalogue: Catalogue;
  readonly #calls: ModelCalls;
  readonly #publisher: Publisher;
  readonly #natives: NativeRuns;
  readonly #running = new Map<string, RunningRun>();
  /** What is done to each run now, and waits to be. */
  readonly #turns = new Map<string, Promise<void>>();
  #recovered = false;
  #closing = false;

  constructor(
    ports: BackendPorts,
    catalogue: Catalogue,
    calls: ModelCalls,
    publisher: Publisher,
    natives: NativeRuns,
  ) {
    this.#ports = ports;
    this.#catalogue = catalogue;
    this.#calls = calls;
    this.#publisher = publisher;
    this.#natives = natives;
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
    for (const { id, status, rechecking } of await this.#ports.store.runs.unfinished()) {
      if (this.#closing) return;
      const told = (error: unknown) => {
        this.#ports.log.error('A run could not be resumed.', { error, runId: id });
      };
      if (status === 'running') await this.inTurn(id, () => this.#resume(id, caller)).catch(told);
      if (rechecking) void recheckAnswers(this.#ports, this, id).catch(told);
    }
    for (const id of await this.#ports.store.nativeBatches.runsToCancel()) {
      await this.inTurn(id, () => this.followCancelled(id, caller)).catch((error: unknown) => {
        this.#ports.log.error('The batches of a cancelled run cannot be followed.', { error, runId: id });
      });
    }
  }

  async #resume(runId: string, caller: Caller): Promise<void> {
    const run = await this.#ports.store.runs.get(runId);
    if (run?.status === 'running') await this.begin(run, caller);
  }

  /** Work on one run, one piece after the other: whatever begins, stops or changes it. */
  inTurn<T>(runId: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(runId) ?? Promise.resolve();
    const turn = before.then(work);
    const settled = turn.then(
      () => {},
      () => {},
    );
    this.#turns.set(runId, settled);
    void settled.then(() => {
      if (this.#turns.get(runId) === settled) this.#turns.delete(runId);
    });
    return turn;
  }

  /** Carries a run out that is stored as running. One that cannot begin is paused with the reason. In its turn. */
  async begin(run: StoredRun, caller: Caller): Promise<void> {
    if (this.#closing || this.#running.has(run.id)) return;
    try {
      await this.#begin(run, caller);
    } catch (thrown) {
      const { code, message } = toAbaiError(thrown);
      await this.#pause(run, message, code === 'auth' ? 'key' : 'error');
      throw thrown;
    }
  }

  async #pause(run: StoredRun, reason: string, pausedBecause: PauseCause): Promise<void> {
    const { store, clock } = this.#ports;
    const at = clock.now();
    const { waitsForKey: _none, ...rest } = run;
    const next: StoredRun = { ...rest, status: 'paused', reason, pausedBecause, updatedAt: at };
    const change = { status: 'paused' as const, reason, pausedBecause, at };
    await this.save(next, [store.runs.setStatus(run.id, change, ['running'])]);
  }

  /** Saves what makes the run what it is now, and tells everybody. */
  async save(run: StoredRun, writes: readonly Write[]): Promise<void> {
    const { store } = this.#ports;
    const event = { type: 'run:updated' as const, data: { run: publicRun(run) } };
    const [record] = await store.commit({ writes, events: [toRecord(event)], at: run.updatedAt });
    if (record) this.#publisher.publish(numbered(event, record));
  }

  async #begin(run: StoredRun, caller: Caller): Promise<void> {
    await this.halt(run.id);
    // What an owner left that crashed: whether a call waits will be seen.
    const { waitsForKey: left, ...begun } = run;
    const { store, clock } = this.#ports;
    const at = clock.now();
    if (left !== undefined)
      await store.commit({ writes: [store.runs.setWaitsForKey(run.id, undefined, at)], at });
    const options = await this.#optionsOf(begun, caller);
    const running = new RunningRun(this.#ports, this.#publisher, options.ledger, this.#partsOf(options));
    this.#running.set(run.id, running);
    void running.done.then(() => this.#running.delete(run.id));
    running.start();
  }

  /** Of a run that was cancelled: its batches are cancelled at the provider too, and what they gave is kept. In its turn. */
  async followCancelled(runId: string, caller: Caller): Promise<void> {
    const run = await this.#ports.store.runs.get(runId);
    const variants = run?.variants.filter(({ native }) => native) ?? [];
    if (!run || variants.length === 0 || this.#closing || this.#running.has(runId)) return;
    this.#natives.followCancelled({ ...(await this.#optionsOf(run, caller)), variants });
  }

  async #optionsOf(run: StoredRun, caller: Caller): Promise<PartOptions> {
    const models = new Map<string, ModelDefinition>();
    for (const variant of run.variants)
      models.set(variant.id, this.#catalogue.resolve(variant.model, caller));
    const keys = new Map<string, ResponseKeys>();
    if (run.cache) {
      for (const [variantId, model] of models)
        keys.set(variantId, await ResponseKeys.of(model, this.#catalogue, caller));
    }
    const ports = this.#ports;
    const dataset = run.datasetId === null ? undefined : await ports.store.datasets.get(run.datasetId);
    const images = new CellImages(ports.fetch, dataset?.sourceFile);
    const mismatch = await mismatchOf(run.checks);
    const ledger = new RunLedger({ ports, publisher: this.#publisher, run, mismatch });
    return {
      ports,
      calls: this.#calls,
      ledger,
      requests: await CellRequests.make(run, images),
      rows: new RowValues(ports, dataset),
      keys,
      caller,
      models,
      variants: run.variants,
    };
  }

  #partsOf(options: PartOptions): RunPart[] {
    const live = options.variants.filter(({ native }) => !native);
    const native = options.variants.filter((variant) => variant.native);
    return [
      ...(live.length > 0 ? [new LivePart({ ...options, variants: live })] : []),
      ...(native.length > 0 ? [this.#natives.partOf({ ...options, variants: native })] : []),
    ];
  }

  /** Stops the calls of a run; resolves when what came back is saved. In its turn. */
  async halt(runId: string): Promise<void> {
    await Promise.all([this.#running.get(runId)?.stop(), this.#natives.halt(runId)]);
  }

  /**
   * Changes a stored run, which may be running: nothing of it is saved while `work` commits the change and returns the
   * run as it is then. With `reopen` its open cells are looked for anew. In its turn.
   */
  async change(
    runId: string,
    work: () => Promise<StoredRun>,
    then: { reopen?: boolean; mismatch?: SchemaMismatch } = {},
  ): Promise<StoredRun> {
    const running = this.#running.get(runId);
    const changed = await running?.change(work, then);
    if (changed) return changed;
    await running?.done;
    return work();
  }

  isAsking(runId: string, cellId: string): boolean {
    return this.#running.get(runId)?.isAsking(cellId) ?? false;
  }

  /** Cells of all runs that are asked now, one by one. */
  get inFlight(): number {
    return [...this.#running.values()].reduce((sum, run) => sum + run.inFlight, 0);
  }

  isRunning(runId: string): boolean {
    return this.#running.has(runId);
  }

  /** Stops all that run; what is stored of them says nothing of it. */
  async haltAll(): Promise<void> {
    await Promise.all([...this.#running.values(), this.#natives].map((each) => each.stop()));
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.haltAll();
  }
}
