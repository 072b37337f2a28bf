import type { CellPatch, StoredRun } from '../core/ports/run-store.ts';
import type { NumberedEvent, Write } from '../core/ports/store.ts';
import { cellStatesBefore } from '../core/run-cells.ts';
import { toAbaiError } from '../protocol/errors.ts';
import { activityEntries, type EndedCall } from './activity.ts';
import type { BackendPorts } from './ports.ts';
import type { Bill } from './price.ts';
import { publicRun } from './public-run.ts';
import { numbered, type Publisher, toRecord } from './publisher.ts';
import { RunBudget } from './run-budget.ts';
import { gradesOf } from './run-checks.ts';
import { ProgressSum, withProgress } from './run-progress.ts';
import { overWithin } from './timed-wait.ts';

/** Milliseconds in which finished cells wait for each other, to share a transaction. */
const gatherMs = 15;
/** Milliseconds between two tellings of how far a run is. */
const tellMs = 250;
/** Milliseconds that verdicts may take before their answers are saved without them. */
const verdictsMs = 500;
/** Finished cells that may wait for the disk before no more are asked. */
const mostUnsaved = 2000;
/** Milliseconds between two tries to save what a full disk refused. */
const firstRetryMs = 1000;
const longestRetryMs = 30_000;

/** A cell whose call is over. */
export interface FinishedCell {
  cell: { id: string; row: number };
  values: ReadonlyMap<string, string>;
  patch: CellPatch;
  /** `provider:id` of the model that was asked; absent when nobody was, for example when the answer was cached. */
  asked?: string;
  /** What else is saved with it. */
  writes?: readonly Write[];
}

/** A call of which nothing is kept: what it cost was spent all the same. `asked` is as in a finished cell. */
interface Dropped {
  asked: string;
  bill: Bill;
}

/** Answers that are saved, and whose verdicts are not. */
interface Unjudged {
  cellIds: readonly string[];
  graderIds: string;
  /** What saves the verdicts. Never rejects. */
  judging: Promise<Write[]>;
}

export interface RunLedgerOptions {
  ports: BackendPorts;
  publisher: Publisher;
  run: StoredRun;
}

/** A running run's books: saves what comes back with its checks and sums, and tells how far it is. All parts save through it. */
export class RunLedger {
  readonly #options: RunLedgerOptions;
  #run: StoredRun;
  /** USD of the known costs that came back and are not saved yet. */
  #unsavedUsd = 0;
  #finished: FinishedCell[] = [];
  #dropped: Dropped[] = [];
  /** Why the disk takes nothing at the moment: what came back is kept until it does. */
  #diskWait: string | undefined;
  #retryMs = firstRetryMs;
  /** Ids of cells that came back and are not saved yet. */
  readonly #unsaved = new Set<string>();
  /** Whatever reads and changes the run as a whole happens one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #timer: (() => void) | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #failure: string | undefined;
  /** Why calls wait for a key, by what waits. */
  readonly #keyWaits = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  readonly #unjudged = new Set<Unjudged>();

  constructor(options: RunLedgerOptions) {
    this.#options = options;
    this.#run = options.run;
  }

  get run(): StoredRun {
    return this.#run;
  }

  /** USD spent so far, also on what is not saved yet and on answers that were asked anew: what a cap is held against. */
  get spentUsd(): number {
    return this.#run.knownUsd + this.#run.droppedUsd + this.#unsavedUsd;
  }

  /** What it may spend beyond that: every call and every batch holds its worst case here before it starts. */
  readonly budget = new RunBudget(
    () => this.#run.maxCostUsd,
    () => this.spentUsd,
  );

  /** A call or a batch waits for a key that nobody present has; undefined when it does no longer. The run says so. */
  waitsForKey(who: string, reason: string | undefined): void {
    if (reason === undefined) this.#keyWaits.delete(who);
    else this.#keyWaits.set(who, reason);
    // Most calls never wait: nothing is queued for them.
    if (this.#keyWait === this.#run.waitsForKey) return;
    void this.alone(() => this.#tellKeyWait()).catch((error: unknown) => {
      this.#options.ports.log.warn('That a run waits for a key could not be told.', { error });
    });
  }

  get #keyWait(): string | undefined {
    const [first] = this.#keyWaits.values();
    return first;
  }

  async #tellKeyWait(): Promise<void> {
    const waits = this.#keyWait;
    if (waits === this.#run.waitsForKey) return;
    const { store, clock } = this.#options.ports;
    const at = clock.now();
    const { waitsForKey: _before, ...rest } = this.#run;
    const next = { ...rest, ...(waits === undefined ? {} : { waitsForKey: waits }), updatedAt: at };
    const event = { type: 'run:updated' as const, data: { run: publicRun(next) } };
    const writes = [store.runs.setWaitsForKey(next.id, waits, at)];
    const [record] = await store.commit({ writes, events: [toRecord(event)], at });
    this.#run = next;
    this.#publish(event, record);
  }

  /** Cells that ended, also those that are not saved yet. */
  get ended(): number {
    return this.#run.cells.succeeded + this.#run.cells.failed + this.#unsaved.size;
  }

  /** Why nothing can be saved: the run has to pause. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** False when the disk does not keep up, or is full: ask no more until `onSaved`. */
  get hasRoom(): boolean {
    return this.#unsaved.size < mostUnsaved && this.#diskWait === undefined;
  }

  /** While the disk takes nothing: a sentence that says so. What has come back is kept and saved when it does. */
  get diskWait(): string | undefined {
    return this.#diskWait;
  }

  /** Ids of cells that are pending in the store only because they are not saved yet. */
  get unsaved(): ReadonlySet<string> {
    return this.#unsaved;
  }

  /** Called after each saving, also a failed one. */
  onSaved(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a finished cell; it is saved within `gatherMs` together with others. */
  add(finished: FinishedCell): void {
    this.#note(finished);
    this.#finished.push(finished);
    this.#flushIn(gatherMs);
  }

  /** Counts a call whose answer is not kept. */
  drop(asked: string, bill: Bill): void {
    if (!bill.usage) return;
    this.#dropped.push({ asked, bill });
    this.#unsavedUsd += bill.cost.usd ?? 0;
    this.#flushIn(gatherMs);
  }

  #flushIn(ms: number): void {
    this.#timer ??= this.#options.ports.clock.after(ms, () => {
      this.#timer = undefined;
      void this.flush();
    });
  }

  /** Saves what was added so far. Never throws: see `failure`. */
  flush(): Promise<void> {
    return this.alone(() => this.#flush());
  }

  /** Saves finished cells at once, with further writes in the same transaction. Throws AbaiError `store` or `conflict`. */
  save(finished: readonly FinishedCell[], writes: readonly Write[] = []): Promise<void> {
    for (const each of finished) this.#note(each);
    return this.alone(() => this.#commit(finished, [], writes).finally(() => this.#forget(finished)));
  }

  /** The run was changed in the store: this is how it is now, without what is not saved yet. In its turn. */
  become(run: StoredRun): void {
    this.#run = run;
    this.budget.look();
  }

  /** Work in its turn: no saving and no change meanwhile. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /**
   * Takes no more time to gather: what is left is saved now, with all verdicts. For the end, in its own turn. False when
   * the disk is full.
   */
  async rest(): Promise<boolean> {
    this.#timer?.();
    this.#timer = undefined;
    await this.#flush();
    for (const unjudged of [...this.#unjudged]) await this.#saveVerdicts(unjudged);
    return this.#diskWait === undefined;
  }

  /** Gives up what the disk did not take: its cells are asked again. Answers how many they are. */
  giveUp(): number {
    this.#timer?.();
    this.#timer = undefined;
    const lost = this.#finished.splice(0);
    this.#forget(lost);
    return lost.length;
  }

  #note({ cell, patch }: FinishedCell): void {
    this.#unsaved.add(cell.id);
    this.#unsavedUsd += patch.cost?.usd ?? 0;
  }

  #forget(finished: readonly FinishedCell[]): void {
    for (const { cell, patch } of finished) {
      this.#unsaved.delete(cell.id);
      this.#unsavedUsd -= patch.cost?.usd ?? 0;
    }
    if (this.#unsaved.size === 0 && this.#dropped.length === 0) this.#unsavedUsd = 0;
    for (const listener of [...this.#listeners]) listener();
  }

  async #flush(): Promise<void> {
    const finished = this.#finished;
    const dropped = this.#dropped;
    if (finished.length === 0 && dropped.length === 0) return;
    this.#finished = [];
    this.#dropped = [];
    try {
      await this.#commit(finished, dropped, []);
    } catch (thrown) {
      const error = toAbaiError(thrown);
      // What was paid for is not thrown away because a disk is full.
      if (error.code === 'store') return this.#keep(finished, dropped, error.message);
      this.#options.ports.log.error(
        'Finished cells could not be saved: the run pauses, and asks for them again.',
        { error: thrown },
      );
      this.#failure = error.message;
    }
    if (this.#diskWait !== undefined) {
      this.#diskWait = undefined;
      void this.#tellDiskWait();
    }
    this.#retryMs = firstRetryMs;
    for (const { bill } of dropped) this.#unsavedUsd -= bill.cost.usd ?? 0;
    this.#forget(finished);
  }

  /** Until the disk takes them: nothing more is asked meanwhile, so they are no more than were on their way. */
  #keep(finished: FinishedCell[], dropped: Dropped[], why: string): void {
    this.#finished = [...finished, ...this.#finished];
    this.#dropped = [...dropped, ...this.#dropped];
    this.#diskWait = `${why} ${this.#finished.length} answers are kept in memory, and nothing more is asked until they can be saved.`;
    this.#options.ports.log.error(
      'Finished cells could not be saved: they are kept in memory and tried again.',
      {
        cells: this.#finished.length,
        why,
        wait: this.#retryMs,
      },
    );
    void this.#tellDiskWait();
    this.#flushIn(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
  }

  /** A few bytes may still fit where answers do not; whoever looks is told in any case. */
  async #tellDiskWait(): Promise<void> {
    const { store, clock } = this.#options.ports;
    const run = { ...publicRun(this.#run), ...(this.#diskWait ? { waitsForDisk: this.#diskWait } : {}) };
    const event = { type: 'run:updated' as const, data: { run } };
    try {
      const [record] = await store.commit({ writes: [], events: [toRecord(event)], at: clock.now() });
      this.#publish(event, record);
    } catch {
      // The disk is full, as is known.
    }
  }

  /** Cells, their checks, the run's sums and, a few times a second, the event: one transaction. */
  async #commit(
    finished: readonly FinishedCell[],
    dropped: readonly Dropped[],
    further: readonly Write[],
  ): Promise<void> {
    const { store, clock } = this.#options.ports;
    const judging = this.#grades(finished);
    // What was paid for does not wait in memory for a pattern that takes long.
    const isQuick =
      finished.length === 0 || (this.#unjudged.size === 0 && (await overWithin(judging, verdictsMs, clock)));
    const grades = isQuick ? await judging : undefined;
    const isJudged = grades && (finished.length === 0 || !this.#isCutOff);
    const at = clock.now();
    const sum = new ProgressSum(this.#run.cost.basis);
    const writes: Write[] = [];
    for (const each of finished) {
      const { cell, patch } = each;
      sum.add(patch);
      writes.push(store.runs.updateCell(cell.id, patch, cellStatesBefore(patch.status), at));
      if (each.writes) writes.push(...each.writes);
    }
    for (const { bill } of dropped) sum.addBasis(bill.cost.basis);
    const droppedUsd = dropped.reduce((usd, { bill }) => usd + (bill.cost.usd ?? 0), 0);
    const progressed = withProgress(this.#run, sum, at);
    const next = { ...progressed, droppedUsd: progressed.droppedUsd + droppedUsd };
    const ended = [...finished.flatMap(endedCall), ...dropped.map(endedDrop)];
    const tell = at - this.#toldAt >= tellMs;
    const event = { type: 'run:updated' as const, data: { run: publicRun(next) } };
    const [record] = await store.commit({
      writes: [
        ...writes,
        ...(grades ?? []),
        ...(isJudged ? [] : [store.runs.markUnjudged(this.#run.id)]),
        store.runs.addProgress(this.#run.id, sum, at),
        ...(droppedUsd > 0 ? [store.runs.addDropped(this.#run.id, droppedUsd, at)] : []),
        ...activityEntries(ended, at).map((entry) => store.activity.add(this.#run.projectId, entry)),
        ...further,
      ],
      ...(tell ? { events: [toRecord(event)] } : {}),
      at,
    });
    this.#run = next;
    if (record) this.#toldAt = at;
    this.#publish(event, record);
    if (!grades) this.#judgeLater(finished, judging);
  }

  #judgeLater(finished: readonly FinishedCell[], judging: Promise<Write[]>): void {
    const cellIds = finished.map(({ cell }) => cell.id);
    const unjudged = { cellIds, graderIds: this.#run.graderIds.join(), judging };
    this.#unjudged.add(unjudged);
    void judging.then(() => this.alone(() => this.#saveVerdicts(unjudged)));
  }

  /** The back end closes: not everything is tried any more. */
  get #isCutOff(): boolean {
    return this.#run.checks.length > 0 && this.#options.ports.trials.hurries;
  }

  /** The verdicts of answers that were saved before. In its turn. Never throws: without them the answers are checked later. */
  async #saveVerdicts(unjudged: Unjudged): Promise<void> {
    const grades = await unjudged.judging;
    // A recheck with other checks sees to these answers too.
    if (!this.#unjudged.delete(unjudged) || unjudged.graderIds !== this.#run.graderIds.join()) return;
    const { store, clock, log } = this.#options.ports;
    const at = clock.now();
    const { runs } = store;
    const event = { type: 'run:updated' as const, data: { run: publicRun({ ...this.#run, updatedAt: at }) } };
    // What is checked anew since the data was opened sees to its own end.
    const isAll = this.#unjudged.size === 0 && !this.#isCutOff && !this.#options.run.rechecking;
    const ended = isAll ? [runs.endRecheck(this.#run.id, at)] : [];
    try {
      const writes = [...runs.dropGrades(unjudged.cellIds, at), ...grades, ...ended];
      const [record] = await store.commit({ writes, events: [toRecord(event)], at });
      this.#publish(event, record);
    } catch (error) {
      log.warn('Verdicts could not be saved: the answers are checked when the data is opened next.', {
        error,
      });
    }
  }

  #publish(event: Parameters<typeof toRecord>[0], record: NumberedEvent | undefined): void {
    if (record) this.#options.publisher.publish(numbered(event, record));
  }

  #grades(finished: readonly FinishedCell[]): Promise<Write[]> {
    const answered = finished.filter(({ patch }) => patch.status === 'succeeded');
    const answers = answered.map(({ cell, values, patch }) => ({
      cellId: cell.id,
      text: patch.output ?? '',
      row: values,
    }));
    return gradesOf(this.#options.ports, this.#run, answers);
  }
}

function modelOf(asked: string): Pick<EndedCall, 'provider' | 'model'> {
  const colon = asked.indexOf(':');
  return { provider: asked.slice(0, colon), model: asked.slice(colon + 1) };
}

function endedDrop({ asked, bill }: Dropped): EndedCall {
  return { ...modelOf(asked), outcome: 'stopped', ...bill };
}

function endedCall({ asked, patch }: FinishedCell): EndedCall[] {
  if (asked === undefined) return [];
  const { usage, cost, status } = patch;
  return [
    {
      ...modelOf(asked),
      outcome: status === 'succeeded' ? 'answered' : status === 'failed' ? 'failed' : 'stopped',
      usage,
      // What came to no answer and has no cost was asked of nobody, or refused.
      cost: cost ?? (status === 'succeeded' ? { usd: null, basis: 'unknown' } : { usd: 0, basis: 'exact' }),
    },
  ];
}
