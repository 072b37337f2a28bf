import type { Caller } from '../core/ports/caller.ts';
import type { Runs, StoredRun } from '../core/ports/run-store.ts';
import type { Write } from '../core/ports/store.ts';
import { toAbaiError } from '../protocol/errors.ts';
import type { PauseCause, RunStatus } from '../protocol/runs.ts';
import type { BackendPorts } from './ports.ts';
import { publicRun } from './public-run.ts';
import { numbered, type Publisher, toRecord } from './publisher.ts';
import type { RunLedger } from './run-ledger.ts';
import type { PartEnd, PartOptions, RunPart } from './run-part.ts';
import { overWithin } from './timed-wait.ts';

type StatusChange = Parameters<Runs['setStatus']>[1];

/** Milliseconds that a run has to stand still after all its calls were aborted. */
const stopMs = 10_000;

/** Milliseconds between two tries to end a run on a full disk. */
const retryMs = 5000;

/** One run while it runs: its parts ask, the ledger saves; it ends when no part has anything left. */
export class RunningRun {
  /** Whose keys it asks with. */
  readonly caller: Caller;
  readonly #ports: BackendPorts;
  readonly #publisher: Publisher;
  readonly #ledger: RunLedger;
  readonly #parts: readonly RunPart[];
  /** How the parts ended that did. */
  readonly #ends = new Map<RunPart, PartEnd>();
  #stopping = false;
  /** Begins no more calls; when it stands still it is what it was said to be. */
  #resting = false;
  /** Takes back the word that what is in flight is given up after a while. */
  #takeUp = () => {};
  /** Calls whose answers were given up, on their way or for want of a disk; undefined while none are. */
  #dropped: number | undefined;
  #over = false;
  /** Resolves when the run stands still and everything is saved. */
  readonly done: Promise<void>;
  #settle!: () => void;

  constructor(
    { ports, ledger, caller }: Pick<PartOptions, 'ports' | 'ledger' | 'caller'>,
    publisher: Publisher,
    parts: readonly RunPart[],
  ) {
    this.caller = caller;
    this.#ports = ports;
    this.#publisher = publisher;
    this.#ledger = ledger;
    this.#parts = parts;
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Whether the cell is asked at this very moment: the store knows it as pending until its answer is there. */
  isAsking(cellId: string): boolean {
    return this.#ledger.unsaved.has(cellId) || this.#parts.some((part) => part.asking?.has(cellId));
  }

  /** Cells that are asked now, one by one. */
  get inFlight(): number {
    return this.#parts.reduce((sum, part) => sum + (part.asking?.size ?? 0), 0);
  }

  /** Why it asks nothing at the moment, where the disk is to blame. */
  get diskWait(): string | undefined {
    return this.#ledger.diskWait;
  }

  start(): void {
    for (const part of this.#parts) {
      this.#follow(part);
      part.start();
    }
  }

  /** Ends what is in flight, whose cells stay open, and saves what has come back. Whoever stops it says what it is now. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const still = Promise.all(this.#parts.map((part) => part.stop())).then(() => {
      this.#lookAtDisk();
      return this.done;
    });
    if (await overWithin(still, stopMs, this.#ports.clock)) return;
    // Its cells are open in the store: what still comes back is asked again when it goes on.
    this.#ports.log.warn('A run did not stand still in time: what it still waits for is given up.', {
      runId: this.#ledger.run.id,
      calls: this.inFlight,
    });
  }

  get isResting(): boolean {
    return this.#resting;
  }

  /** Begins no more calls. Those in flight may end within `ms`, then they are given up. Whoever asks says what it is now. */
  rest(ms: number): void {
    this.#resting = true;
    for (const part of this.#parts) part.rest();
    this.#takeUp();
    this.#takeUp = this.#ports.clock.after(ms, () => void this.drop());
    void this.done.then(() => this.#takeUp());
  }

  /** Gives up what a resting run has in flight. */
  async drop(): Promise<void> {
    this.#dropped ??= this.inFlight;
    await Promise.all(this.#parts.map((part) => part.stop()));
    this.#lookAtDisk();
  }

  /** Its parts may have ended before, and only the disk be waited for. */
  #lookAtDisk(): void {
    void this.#ledger.alone(() => this.#conclude());
  }

  /** Resolves when a resting run stands still, with how many calls were given up. */
  async rested(): Promise<number> {
    await this.done;
    return this.#dropped ?? 0;
  }

  /** Changes the run while it runs, as `Runs.change` says. Undefined when it stands still by now and nothing was done. */
  change(work: () => Promise<StoredRun>, { reopen }: { reopen?: boolean }): Promise<StoredRun | undefined> {
    return this.#ledger.alone(async () => {
      if (this.#over || this.#stopping || this.#dropped !== undefined) return undefined;
      const next = await work();
      this.#ledger.become(next);
      if (next.status !== 'running') return next;
      this.#resting = false;
      this.#takeUp();
      if (reopen) for (const part of this.#parts) this.#reopen(part);
      return next;
    });
  }

  #reopen(part: RunPart): void {
    part.reopen();
    if (this.#ends.delete(part)) this.#follow(part);
  }

  #follow(part: RunPart): void {
    const { done } = part;
    void done.then((end) => {
      // Opened again at the very moment of its end.
      if (part.done !== done) return this.#follow(part);
      this.#ends.set(part, end);
      if (end.stopsAll) for (const other of this.#parts) void other.stop();
      if (this.#ends.size === this.#parts.length) void this.#ledger.alone(() => this.#conclude());
    });
  }

  async #conclude(): Promise<void> {
    // Opened again before its turn came.
    if (this.#over || this.#ends.size < this.#parts.length) return;
    const { log } = this.#ports;
    if (!(await this.#ledger.rest())) {
      if (!this.#stopping && this.#dropped === undefined) return this.#concludeLater();
      const lost = this.#ledger.giveUp();
      if (this.#dropped !== undefined) this.#dropped += lost;
      log.error(`A run was stopped while its disk was full: ${lost} answers are lost, and asked again.`);
    }
    // Stopped from outside: whoever stopped it says what it is now.
    if (!this.#stopping) {
      try {
        await (this.#resting ? this.#saveRest() : this.#saveEnd());
      } catch (error) {
        log.error('The end of a run could not be saved.', { error });
        if (toAbaiError(error).code === 'store' && this.#dropped === undefined) return this.#concludeLater();
      }
    }
    this.#over = true;
    this.#settle();
  }

  /** What came back is kept until the disk takes it: the run ends when that is saved. */
  #concludeLater(): void {
    this.#ports.clock.after(retryMs, () => void this.#ledger.alone(() => this.#conclude()));
  }

  /** What came back after the word to rest is told; a run of which nothing is left to ask is complete. */
  async #saveRest(): Promise<void> {
    const { run, failure } = this.#ledger;
    // The back end closes: whoever opens it next says what it is.
    if (run.status !== 'paused') return;
    const at = this.#ports.clock.now();
    const { total, succeeded, failed, cancelled } = run.cells;
    if (failure !== undefined)
      await this.#saveStanding({ status: 'paused', reason: failure, pausedBecause: 'error', at }, ['paused']);
    else if (succeeded + failed + cancelled === total)
      await this.#saveStanding({ status: 'completed', at, completedAt: at }, ['paused']);
    else await this.#tell(run, []);
  }

  async #saveEnd(): Promise<void> {
    const at = this.#ports.clock.now();
    const ends = [{ reason: this.#ledger.failure }, ...this.#ends.values()].filter(({ reason }) => reason);
    const reason = ends.map((end) => end.reason).join(' ');
    const change = reason
      ? { status: 'paused' as const, reason, pausedBecause: causeOf(ends), at }
      : { status: 'completed' as const, at, completedAt: at };
    await this.#saveStanding(change, ['running']);
  }

  async #saveStanding(change: StatusChange, from: readonly RunStatus[]): Promise<void> {
    const { waitsForKey: _none, reason: _reason, pausedBecause: _cause, ...run } = this.#ledger.run;
    const { at, ...standing } = change;
    const next: StoredRun = { ...run, ...standing, updatedAt: at };
    await this.#tell(next, [this.#ports.store.runs.setStatus(run.id, change, from)]);
  }

  async #tell(run: StoredRun, writes: readonly Write[]): Promise<void> {
    const { store, clock } = this.#ports;
    const event = { type: 'run:updated' as const, data: { run: publicRun(run) } };
    const [record] = await store.commit({ writes, events: [toRecord(event)], at: clock.now() });
    if (record) this.#publisher.publish(numbered(event, record));
  }
}

/** What goes wrong goes before what is asked of a person, and that in the order in which it is best done. */
function causeOf(ends: readonly PartEnd[]): PauseCause {
  const causes = ends.map(({ because }) => because ?? 'error');
  const order = ['error', 'cost-cap', 'key', 'batch', 'refused'] as const;
  return order.find((cause) => causes.includes(cause)) ?? 'error';
}
