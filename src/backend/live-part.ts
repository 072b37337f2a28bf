import { setMaxListeners } from 'node:events';
import { costOfNothing } from '../core/cost.ts';
import type { GenerationRequest } from '../core/ports/provider.ts';
import { worstCaseOf } from '../core/worst-case.ts';
import { toAbaiError } from '../protocol/errors.ts';
import type { Cost } from '../protocol/generation.ts';
import { capReached } from './cap-words.ts';
import { callForCell } from './cell-call.ts';
import { mostImageBytes } from './cell-images.ts';
import { ImageRoom } from './image-room.ts';
import { LiveColumn, type ReadyCell } from './live-column.ts';
import type { FinishedCell } from './run-ledger.ts';
import type { PartEnd, PartOptions, RunPart } from './run-part.ts';

/** Calls at once when nothing else is said; the lanes may allow fewer. */
const usualConcurrency = 100;
/** Characters of images, as base64, in all calls at once. */
const imagesInFlight = 256_000_000;
const free: Cost = { usd: 0, basis: 'free' };

/** Calls at once, of those that may cost anything, while a cap is to be kept. */
export const mostUnbounded = 4;

type Outcome = Pick<FinishedCell, 'patch' | 'writes' | 'asked'>;

/** The live calls of a run: keeps as many in flight as may be, until nothing is open. */
export class LivePart implements RunPart {
  readonly #options: PartOptions;
  /** Ends calls that are under way. */
  readonly #abort = new AbortController();
  /** Ends what has not been sent. */
  #resting = new AbortController();
  readonly #columns: LiveColumn[];
  readonly #asking = new Set<string>();
  readonly #room = new ImageRoom(imagesInFlight, mostImageBytes * (4 / 3));
  #end: PartEnd | undefined;
  #ended = false;
  #done!: Promise<PartEnd>;
  #settle!: (end: PartEnd) => void;

  constructor(options: PartOptions) {
    this.#options = options;
    // Every call in flight listens to it: hundreds are no leak.
    setMaxListeners(0, this.#abort.signal, this.#resting.signal);
    this.#columns = options.variants.map((variant) => new LiveColumn(variant, options));
    options.ledger.onSaved(() => void this.#pump());
    this.#begin();
  }

  get done(): Promise<PartEnd> {
    return this.#done;
  }

  get asking(): ReadonlySet<string> {
    return this.#asking;
  }

  start(): void {
    void this.#pump();
  }

  rest(): void {
    this.#resting.abort();
    void this.#pump();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.rest();
    await this.#done;
  }

  reopen(): void {
    if (this.#resting.signal.aborted && !this.#abort.signal.aborted) {
      this.#resting = new AbortController();
      setMaxListeners(0, this.#resting.signal);
    }
    for (const column of this.#columns) column.rewind();
    if (this.#ended) this.#begin();
    void this.#pump();
  }

  #begin(): void {
    this.#ended = false;
    this.#end = undefined;
    this.#done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  async #pump(): Promise<void> {
    if (this.#ended) return;
    try {
      await this.#fill();
    } catch (thrown) {
      this.#options.ports.log.error('Open cells of a run could not be read.', { error: thrown });
      this.#end ??= { reason: toAbaiError(thrown).message, stopsAll: true };
    }
    if (this.#asking.size > 0 || this.#ended) return;
    if (!this.#stopped() && !this.#columns.every((column) => column.isOver)) return;
    this.#ended = true;
    const given = this.#columns.flatMap((column) => column.stopped ?? []);
    const beyond = this.#columns.flatMap((column) => column.beyondCapUsd ?? []);
    const capped =
      beyond.length > 0 ? capReached(this.#options.ledger.budget, Math.min(...beyond)) : undefined;
    this.#settle(this.#end ?? endOf(capped ? [...given, capped] : given));
  }

  /** Fills every open variant's window. Windows are equal, so that a slow model does not take the others' places. */
  async #fill(): Promise<void> {
    const limit = this.#options.ledger.run.concurrency ?? usualConcurrency;
    const open = this.#columns.filter((column) => !column.isOver);
    const window = Math.max(1, Math.floor(limit / open.length));
    for (const column of open) {
      while (this.#mayStart(column, window, limit)) {
        const next = column.shift();
        if (next) this.#ask(column, next);
        else if (column.isEmpty) break;
        else await column.load();
      }
    }
  }

  #stopped(): boolean {
    return (
      this.#resting.signal.aborted || this.#end !== undefined || this.#options.ledger.failure !== undefined
    );
  }

  #mayStart(column: LiveColumn, window: number, limit: number): boolean {
    if (this.#stopped() || column.stopped !== undefined || !this.#options.ledger.hasRoom) return false;
    if (column.inFlight >= window || this.#asking.size >= limit) return false;
    // Until a model has answered once nobody knows what it really charges: under a cap one at a time.
    return this.#options.ledger.budget.cap === undefined || column.answered > 0 || column.inFlight === 0;
  }

  #ask(column: LiveColumn, ready: ReadyCell): void {
    const { budget } = this.#options.ledger;
    const { id } = ready.cell;
    this.#asking.add(id);
    column.inFlight += 1;
    // Whatever goes wrong: a call that never came back would hold its run up for good.
    const ended = this.#outcomeOf(column, ready).catch((thrown: unknown) => this.#failed(column, thrown));
    void ended.then((outcome) => {
      this.#asking.delete(id);
      if (outcome) this.#options.ledger.add({ ...ready, ...outcome });
      column.cameBack(id, outcome?.patch);
      if (outcome?.patch.cost?.usd === null) budget.forfeit(id);
      else budget.release(id);
      if (!outcome && !this.#resting.signal.aborted) column.putBack(ready);
      void this.#pump();
    });
  }

  /**
   * Asked before a call joins the lane, and again whenever the lane has a place for it: what it costs at most is held until
   * it is known what it cost. `spentUsd`: what its earlier tries cost, at most.
   */
  #needs(column: LiveColumn, request: GenerationRequest, spentUsd: number): number {
    const { ports, ledger } = this.#options;
    const { usd, isBounded, sentUsd } = worstCaseOf(request, ports.clock.now());
    // Few at a time where nobody knows what they cost: by those the cap may be exceeded.
    const worst = isBounded ? (usd ?? 0) : Math.max(sentUsd, ledger.budget.leftUsd / mostUnbounded);
    return Math.max(worst, column.dearestUsd) + spentUsd;
  }

  /** False when the cap leaves no room for this call, or the run was stopped. */
  async #hasRoom(column: LiveColumn, ready: ReadyCell, request: GenerationRequest): Promise<boolean> {
    const { budget } = this.#options.ledger;
    if (budget.cap === undefined) return true;
    const usd = this.#needs(column, request, 0);
    const room = await budget.room(ready.cell.id, usd, this.#resting.signal);
    if (room === 'spent') column.beyondCapUsd = usd;
    return room === 'held';
  }

  async #outcomeOf(column: LiveColumn, ready: ReadyCell): Promise<Outcome | undefined> {
    const { variant } = column;
    const { ports, calls, caller, requests, models, ledger } = this.#options;
    const { store, clock } = ports;
    const { cell, values } = ready;
    const { signal } = this.#abort;
    const { budget } = ledger;
    const mayBegin = this.#resting.signal;
    const lease = await this.#room.lease(requests.imagesOf(variant), mayBegin);
    if (!lease) return undefined;
    try {
      const request = await requests.of(variant, models.get(variant.id)!, values, mayBegin);
      lease.shrink(imageCharacters(request));
      const key = this.#options.keys.get(variant.id)?.key(request, cell.repeat);
      // Who asks again wants another answer.
      const cached =
        key !== undefined && cell.attempts === 0 ? await store.responseCache.get(key) : undefined;
      if (cached) return { patch: { ...cached, status: 'succeeded', cached: true, cost: free } };
      if (!(await this.#hasRoom(column, ready, request))) return undefined;
      const outcome = await callForCell({
        ports,
        calls,
        request,
        caller,
        signal,
        mayBegin,
        runId: ledger.run.id,
        onKeyWait: (reason) => ledger.waitsForKey(cell.id, reason),
        hasRoom: ({ mostUsd }) =>
          budget.cap === undefined || budget.hold(cell.id, this.#needs(column, request, mostUsd)),
        requireFit: (answer) => requests.requireFit(answer),
      });
      const bill = 'dropped' in outcome ? outcome.dropped : outcome.bill;
      budget.lose(cell.id, bill.mostUsd - (bill.cost.usd ?? 0));
      if ('dropped' in outcome) {
        ledger.drop(variant.model, outcome.dropped);
        return undefined;
      }
      const { patch, events } = outcome;
      const writes = store.runs.addEvents(cell.id, events);
      if (key !== undefined && patch.status === 'succeeded')
        writes.push(store.responseCache.put(key, { ...patch, output: patch.output ?? '' }, clock.now()));
      return { patch, writes, asked: variant.model };
    } catch (thrown) {
      if (mayBegin.aborted) return undefined;
      const { patch, message } = this.#failed(column, thrown);
      const event = { type: 'failed' as const, at: clock.now(), message };
      return { patch, writes: store.runs.addEvents(cell.id, [event]) };
    } finally {
      lease.release();
    }
  }

  #failed({ variant }: LiveColumn, thrown: unknown): Outcome & { message: string } {
    const error = toAbaiError(thrown);
    if (error.code === 'internal')
      this.#options.ports.log.error('A cell failed unexpectedly.', { error: thrown });
    const cost = costOfNothing(this.#options.models.get(variant.id)!);
    return { patch: { status: 'failed', error: error.toFailure(), cost }, message: error.message };
  }
}

/** Of columns that were given up. */
function endOf(given: readonly Required<Pick<PartEnd, 'reason' | 'because'>>[]): PartEnd {
  if (given.length === 0) return {};
  return {
    reason: given.map(({ reason }) => reason).join(' '),
    because:
      (['cost-cap', 'key'] as const).find((cause) => given.some(({ because }) => because === cause)) ??
      'refused',
  };
}

function imageCharacters({ turns }: GenerationRequest): number {
  let characters = 0;
  for (const turn of turns)
    for (const { data } of (turn.role === 'user' && turn.images) || []) characters += data.length;
  return characters;
}
