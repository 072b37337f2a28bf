import type { Caller } from '../core/ports/caller.ts';
import type { StoredRun } from '../core/ports/run-store.ts';
import type { Write } from '../core/ports/store.ts';
import { untilAborted } from '../core/until-aborted.ts';
import { toAbaiError } from '../protocol/errors.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { PauseCause, Run } from '../protocol/runs.ts';
import { requirePrices } from './cap-promise.ts';
import type { Catalogue } from './catalogue.ts';
import { CellImages } from './cell-images.ts';
import { CellRequests } from './cell-request.ts';
import { InterruptedRuns } from './interrupted-runs.ts';
import { LivePart } from './live-part.ts';
import type { ModelCalls } from './model-calls.ts';
import type { NativeRuns } from './native-runs.ts';
import type { BackendPorts } from './ports.ts';
import { publicRun } from './public-run.ts';
import { numbered, type Publisher, toRecord } from './publisher.ts';
import { ResponseKeys } from './response-keys.ts';
import { RowValues } from './row-values.ts';
import { RunLedger } from './run-ledger.ts';
import type { PartOptions, RunPart } from './run-part.ts';
import { recheckAnswers } from './run-recheck.ts';
import { RunningRun } from './running-run.ts';
import { overWithin } from './timed-wait.ts';

/** Milliseconds that the calls of a run have to end after it was paused. */
const pauseMs = 60_000;
/** Milliseconds that calls which are given up have to end. */
const dropMs = 3000;
/** Milliseconds that what is done to runs has to end when the back end closes. */
const turnsMs = 2000;
/** Why a run is paused whose starter went away. */
const starterGone =
  'The window or command that set this run going is gone. Its answers are kept: resume it to go on with the rest.';

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
  #interrupted = new InterruptedRuns([]);
  /** What is free and was left undone is taken up. */
  #attended = false;
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

  /** What was under way when this back end opened. Called before anything is asked. */
  recovered(interrupted: InterruptedRuns): void {
    this.#interrupted = interrupted;
  }

  /** A client says who it is: one that was there before continues what it had set going. */
  greeted(caller: Caller, { kind, returning }: { kind: string; returning?: boolean | undefined }): void {
    void this.#continueAll(this.#interrupted.greeted(caller, returning ?? false), caller);
    if (kind === 'window') this.#attend(caller);
  }

  /** A client that asks without a greeting was there before. Resolves when its runs go on; undefined when none do. */
  saw(caller: Caller): Promise<void> | undefined {
    const runIds = this.#interrupted.asked(caller);
    if (runIds === undefined) return undefined;
    this.#attend(caller);
    return runIds.length === 0 ? undefined : this.#continueAll(runIds, caller);
  }

  async #continueAll(runIds: readonly string[], caller: Caller): Promise<void> {
    for (const id of runIds) {
      await this.#tried('continue', id, () => this.inTurn(id, () => this.#continue(id, caller)));
    }
  }

  async #continue(runId: string, caller: Caller): Promise<void> {
    const { store, clock } = this.#ports;
    const run = await store.runs.get(runId);
    if (run?.status !== 'paused' || run.pausedBecause !== 'interrupted' || this.#closing) return;
    const { reason: _reason, pausedBecause: _cause, ...rest } = run;
    const at = clock.now();
    const next: StoredRun = { ...rest, status: 'running', updatedAt: at };
    await this.save(next, [store.runs.setStatus(runId, { status: 'running', at }, ['paused'])]);
    await this.begin(next, caller);
  }

  /** Somebody is there for whom what costs nothing goes on: checks of stored answers, and batches that were cancelled. */
  #attend(caller: Caller): void {
    if (this.#attended) return;
    this.#attended = true;
    void this.#finishWhatIsFree(caller).catch((error: unknown) => {
      if (!this.#closing) this.#ports.log.warn('What was left undone of runs stays so.', { error });
    });
  }

  async #finishWhatIsFree(caller: Caller): Promise<void> {
    const { store } = this.#ports;
    for (const { id, rechecking } of await store.runs.unfinished()) {
      if (rechecking) void this.#tried('recheck', id, () => recheckAnswers(this.#ports, this, id));
    }
    for (const id of await store.nativeBatches.runsToCancel()) {
      await this.#tried('follow its cancelled batches', id, () =>
        this.inTurn(id, () => this.followCancelled(id, caller)),
      );
    }
  }

  /** What nobody waits for an answer to. */
  async #tried(step: string, runId: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!this.#closing) this.#ports.log.error('A run could not be seen to.', { step, error, runId });
    }
  }

  /** The client is gone for good: what it had set going is interrupted, for whoever may continue it. */
  left(caller: Caller): void {
    for (const [id, running] of this.#running) {
      if (running.caller.clientId !== caller.clientId || running.isResting) continue;
      void this.#tried('pause', id, () => this.inTurn(id, () => this.#interrupt(id)));
    }
  }

  async #interrupt(runId: string): Promise<void> {
    const run = await this.#ports.store.runs.get(runId);
    if (run?.status !== 'running' || this.#closing) return;
    await this.change(runId, () => this.#pause(run, starterGone, 'interrupted'));
    this.rest(runId);
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

  async #pause(run: StoredRun, reason: string, pausedBecause: PauseCause): Promise<StoredRun> {
    const { store, clock } = this.#ports;
    const at = clock.now();
    const { waitsForKey: _none, ...rest } = run;
    const next: StoredRun = { ...rest, status: 'paused', reason, pausedBecause, updatedAt: at };
    const change = { status: 'paused' as const, reason, pausedBecause, at };
    await this.save(next, [store.runs.setStatus(run.id, change, ['running'])]);
    return next;
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
    this.requireCap(begun, begun.maxCostUsd, caller);
    if (this.#closing) return;
    const running = new RunningRun(options, this.#publisher, this.#partsOf(options));
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

  /** Throws AbaiError `invalid` when one of its models has no price that a cap could be held against. */
  requireCap(run: StoredRun, capUsd: number | undefined, caller: Caller): void {
    if (capUsd === undefined) return;
    requirePrices(
      run.variants.map(({ model }) => this.#catalogue.resolve(model, caller)),
      capUsd,
    );
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
    const images = new CellImages({ tableFile: dataset?.sourceFile, anywhere: run.anyImages ?? false });
    const ledger = new RunLedger({ ports, publisher: this.#publisher, run });
    return {
      ports,
      calls: this.#calls,
      ledger,
      requests: await CellRequests.make(run, images, ports.trials),
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

  /** A paused run begins no more calls; those in flight may end for a while. */
  rest(runId: string): void {
    this.#running.get(runId)?.rest(pauseMs);
  }

  /** Whether calls of a paused run may still come back. */
  isResting(runId: string): boolean {
    return this.#running.get(runId)?.isResting ?? false;
  }

  /** Gives up the calls of a paused run that are still in flight. */
  drop(runId: string): void {
    const running = this.#running.get(runId);
    if (running?.isResting) void running.drop();
  }

  /** When nothing of a paused run comes back any more, with how many calls were given up. */
  async rested(runId: string): Promise<number> {
    return (await this.#running.get(runId)?.rested()) ?? 0;
  }

  /**
   * Work that makes a run go on, in its turn. One that was paused a moment ago goes on at once with whoever carried it out;
   * somebody else waits first for what still comes back.
   */
  async takenUp<T>(runId: string, caller: Caller, work: () => Promise<T>): Promise<T> {
    if (this.isResting(runId) && this.#running.get(runId)?.caller !== caller) await this.rested(runId);
    return this.inTurn(runId, work);
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
    then: { reopen?: boolean } = {},
  ): Promise<StoredRun> {
    const running = this.#running.get(runId);
    const changed = await running?.change(work, then);
    if (changed) return changed;
    await running?.done;
    return work();
  }

  /** A run as clients see it, with what no disk says of it because it is full. */
  shown(run: StoredRun): Run {
    const waitsForDisk = this.#running.get(run.id)?.diskWait;
    return { ...publicRun(run), ...(waitsForDisk === undefined ? {} : { waitsForDisk }) };
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

  /** Begins no more calls of any run, and waits for those in flight: for `ms` at most, and no longer than the signal. */
  async restAll(ms: number, signal?: AbortSignal): Promise<void> {
    this.#closing = true;
    const all = [...this.#running.values()];
    for (const running of all) running.rest(ms);
    const rested = overWithin(
      Promise.all(all.map((running) => running.rested())),
      ms + dropMs,
      this.#ports.clock,
    );
    await (signal ? untilAborted(rested, signal).catch(() => {}) : rested);
  }

  /** What is in flight has `graceMs` to come back. */
  async close(graceMs = 0): Promise<void> {
    this.#closing = true;
    if (graceMs > 0) await this.restAll(graceMs);
    await this.haltAll();
    await overWithin(Promise.all(this.#turns.values()), turnsMs, this.#ports.clock);
  }
}
