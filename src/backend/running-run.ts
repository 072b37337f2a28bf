import type { SchemaMismatch } from '../core/check-answer.ts';
import type { StoredRun } from '../core/ports/run-store.ts';
import type { PauseCause } from '../protocol/runs.ts';
import type { BackendPorts } from './ports.ts';
import { publicRun } from './public-run.ts';
import { numbered, type Publisher, toRecord } from './publisher.ts';
import type { RunLedger } from './run-ledger.ts';
import type { PartEnd, RunPart } from './run-part.ts';

/** One run while it runs: its parts ask, the ledger saves; it ends when no part has anything left. */
export class RunningRun {
  readonly #ports: BackendPorts;
  readonly #publisher: Publisher;
  readonly #ledger: RunLedger;
  readonly #parts: readonly RunPart[];
  /** How the parts ended that did. */
  readonly #ends = new Map<RunPart, PartEnd>();
  #stopping = false;
  #over = false;
  /** Resolves when the run stands still and everything is saved. */
  readonly done: Promise<void>;
  #settle!: () => void;

  constructor(ports: BackendPorts, publisher: Publisher, ledger: RunLedger, parts: readonly RunPart[]) {
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

  start(): void {
    for (const part of this.#parts) {
      this.#follow(part);
      part.start();
    }
  }

  /** Ends what is in flight, whose cells stay open, and saves what has come back. Whoever stops it says what it is now. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#parts.map((part) => part.stop()));
    await this.done;
  }

  /** Changes the run while it runs, as `Runs.change` says. Undefined when it stands still by now and nothing was done. */
  change(
    work: () => Promise<StoredRun>,
    { reopen, mismatch }: { reopen?: boolean; mismatch?: SchemaMismatch },
  ): Promise<StoredRun | undefined> {
    return this.#ledger.alone(async () => {
      if (this.#over || this.#stopping) return undefined;
      const next = await work();
      this.#ledger.become(next, mismatch);
      if (reopen) for (const part of this.#parts) this.#reopen(part);
      return next;
    });
  }

  #reopen(part: RunPart): void {
    part.reopen();
    if (this.#ends.delete(part)) this.#follow(part);
  }

  #follow(part: RunPart): void {
    void part.done.then((end) => {
      this.#ends.set(part, end);
      if (end.stopsAll) for (const other of this.#parts) void other.stop();
      if (this.#ends.size === this.#parts.length) void this.#ledger.alone(() => this.#conclude());
    });
  }

  async #conclude(): Promise<void> {
    // Opened again before its turn came.
    if (this.#over || this.#ends.size < this.#parts.length) return;
    await this.#ledger.rest();
    this.#over = true;
    // Stopped from outside: whoever stopped it says what it is now.
    if (!this.#stopping) await this.#saveEnd().catch((error: unknown) => this.#unsaved(error));
    this.#settle();
  }

  #unsaved(error: unknown): void {
    this.#ports.log.error('The end of a run could not be saved.', { error });
  }

  async #saveEnd(): Promise<void> {
    const { store, clock } = this.#ports;
    const at = clock.now();
    const ends = [{ reason: this.#ledger.failure }, ...this.#ends.values()].filter(({ reason }) => reason);
    const reason = ends.map((end) => end.reason).join(' ');
    const change = reason
      ? { status: 'paused' as const, reason, pausedBecause: causeOf(ends), at }
      : { status: 'completed' as const, at, completedAt: at };
    const { waitsForKey: _none, ...run } = this.#ledger.run;
    const { at: _at, ...standing } = change;
    const next: StoredRun = { ...run, ...standing, updatedAt: at };
    const event = { type: 'run:updated' as const, data: { run: publicRun(next) } };
    const [record] = await store.commit({
      writes: [store.runs.setStatus(run.id, change, ['running'])],
      events: [toRecord(event)],
      at,
    });
    if (record) this.#publisher.publish(numbered(event, record));
  }
}

/** What goes wrong goes before what is asked of a person, and that in the order in which it is best done. */
function causeOf(ends: readonly PartEnd[]): PauseCause {
  const causes = ends.map(({ because }) => because ?? 'error');
  const order = ['error', 'cost-cap', 'key', 'batch', 'refused'] as const;
  return order.find((cause) => causes.includes(cause)) ?? 'error';
}
