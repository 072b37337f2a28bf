import { setMaxListeners } from 'node:events';
import { checkAnswer, type SchemaMismatch } from '../core/check-answer.ts';
import type { Caller } from '../core/ports/caller.ts';
import type { GenerationRequest } from '../core/ports/provider.ts';
import type { CellPatch, PendingCell, StoredRun } from '../core/ports/run-store.ts';
import type { Write } from '../core/ports/store.ts';
import { cellStatesBefore } from '../core/run-cells.ts';
import { fillTemplate, parseTemplate } from '../core/template.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import { callForCell } from './cell-call.ts';
import type { ModelCalls } from './model-calls.ts';
import type { BackendPorts } from './ports.ts';
import { publicRun } from './public-run.ts';
import { numbered, type Publisher, toRecord } from './publisher.ts';
import { ProgressSum, withProgress } from './run-progress.ts';

/** Calls at once when nothing else is said; the lanes may allow fewer. */
const usualConcurrency = 100;
/** Pending cells read at once, for each variant. */
const pageSize = 200;
/** Milliseconds in which finished cells wait for each other, to share a transaction. */
const gatherMs = 15;
/** Milliseconds between two tellings of how far a run is. */
const tellMs = 250;

export interface RunningRunOptions {
  ports: BackendPorts;
  calls: ModelCalls;
  publisher: Publisher;
  run: StoredRun;
  /** USD of the known costs so far. */
  usdSoFar: number;
  caller: Caller;
  models: ReadonlyMap<string, ModelDefinition>;
  headers: readonly string[];
  mismatch: SchemaMismatch;
}

/** A cell that is next, with the values of its row. */
interface ReadyCell {
  cell: PendingCell;
  values: ReadonlyMap<string, string>;
}

interface VariantWork {
  id: string;
  model: ModelDefinition;
  prompt: number;
  page: ReadyCell[];
  lastN: number;
  exhausted: boolean;
  loading: Promise<void> | undefined;
  inFlight: number;
  answered: number;
}

/** One run while it runs: keeps calls in flight, saves what comes back, ends when nothing is pending. */
export class RunningRun {
  readonly #options: RunningRunOptions;
  readonly #abort = new AbortController();
  readonly #work: VariantWork[];
  readonly #templates: ReturnType<typeof parseTemplate>[];
  #run: StoredRun;
  /** USD of the known costs that are saved. */
  #usd: number;
  /** The same with what came back and is not saved yet: what the cap is held against. */
  #spent: number;
  #ended: number;
  #inFlight = 0;
  #finished: (ReadyCell & { patch: CellPatch })[] = [];
  #flushing: Promise<void> = Promise.resolve();
  #flushTimer: (() => void) | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #stopReason: string | undefined;
  readonly done: Promise<StoredRun>;
  #settle!: (run: StoredRun) => void;

  constructor(options: RunningRunOptions) {
    this.#options = options;
    // Every call in flight listens to it: hundreds are no leak.
    setMaxListeners(0, this.#abort.signal);
    this.#run = options.run;
    this.#usd = options.usdSoFar;
    this.#spent = options.usdSoFar;
    this.#ended = options.run.cells.succeeded + options.run.cells.failed;
    this.#templates = options.run.prompts.map(({ template }) => parseTemplate(template));
    this.#work = options.run.variants.map((variant) => ({
      id: variant.id,
      model: options.models.get(variant.id)!,
      prompt: variant.prompt,
      page: [],
      lastN: 0,
      exhausted: false,
      loading: undefined,
      inFlight: 0,
      answered: 0,
    }));
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  start(): void {
    void this.#pump();
  }

  get run(): StoredRun {
    return this.#run;
  }

  /** Ends the calls in flight, whose cells stay pending, and saves what has come back. */
  async stop(): Promise<void> {
    this.#abort.abort();
    if (this.#inFlight === 0) await this.#end();
    await this.done;
  }

  /** Fills every variant's window. Windows are equal, so that a slow model does not take the others' places. */
  async #pump(): Promise<void> {
    const limit = this.#run.concurrency ?? usualConcurrency;
    const window = Math.max(1, Math.floor(limit / this.#work.length));
    for (const work of this.#work) {
      while (this.#mayStart(work, window, limit)) {
        const next = work.page.shift();
        if (next) this.#begin(work, next);
        else if (work.exhausted) break;
        else {
          work.loading ??= this.#load(work).finally(() => {
            work.loading = undefined;
          });
          await work.loading;
        }
      }
    }
    if (
      this.#inFlight === 0 &&
      (this.#stopped() || this.#work.every((work) => work.exhausted && !work.page.length))
    ) {
      await this.#end();
    }
  }

  #stopped(): boolean {
    return this.#abort.signal.aborted || this.#stopReason !== undefined;
  }

  #mayStart(work: VariantWork, window: number, limit: number): boolean {
    if (this.#stopped() || work.inFlight >= window || this.#inFlight >= limit) return false;
    const cap = this.#run.maxCostUsd;
    if (cap === undefined || (work.exhausted && work.page.length === 0)) return true;
    // Until a model has answered once nobody knows what a call costs: one at a time.
    if (work.answered === 0 && work.inFlight > 0) return false;
    const each = this.#ended === 0 ? 0 : this.#spent / this.#ended;
    if (this.#spent + each * (this.#inFlight + 1) <= cap) return true;
    if (this.#inFlight === 0) {
      this.#stopReason = `The cost cap of $${cap} is reached: $${this.#spent.toFixed(4)} spent. Raise it to go on.`;
    }
    return false;
  }

  async #load(work: VariantWork): Promise<void> {
    const { store } = this.#options.ports;
    const cells = await store.runs.pending(this.#run.id, work.id, work.lastN, pageSize);
    const rows = await this.#valuesOf(cells);
    // All at once and last: whoever looks meanwhile still sees the page before.
    work.page = cells.map((cell) => ({ cell, values: rows.get(cell.row) ?? new Map<string, string>() }));
    work.lastN = cells.at(-1)?.n ?? work.lastN;
    work.exhausted = cells.length < pageSize;
  }

  async #valuesOf(cells: readonly PendingCell[]): Promise<Map<number, ReadonlyMap<string, string>>> {
    const { datasetId } = this.#run;
    const [first, last] = [cells[0], cells.at(-1)];
    if (datasetId === null || !first || !last) return new Map();
    const { headers, ports } = this.#options;
    const rows = await ports.store.datasets.rows(datasetId, first.row, last.row - first.row + 1);
    return new Map(
      rows.map(({ index, values }) => [
        index,
        new Map(headers.map((header, at) => [header, values[at] ?? ''])),
      ]),
    );
  }

  #begin(work: VariantWork, ready: ReadyCell): void {
    this.#inFlight += 1;
    work.inFlight += 1;
    void this.#ask(work, ready).then((patch) => {
      this.#inFlight -= 1;
      work.inFlight -= 1;
      work.answered += patch ? 1 : 0;
      if (patch) this.#finish(ready, patch);
      void this.#pump();
    });
  }

  async #ask(work: VariantWork, { values }: ReadyCell): Promise<CellPatch | undefined> {
    const { ports, calls, caller } = this.#options;
    try {
      const prompt = this.#run.prompts[work.prompt]!;
      const request: GenerationRequest = {
        model: work.model,
        turns: [{ role: 'user', content: fillTemplate(this.#templates[work.prompt]!, values) }],
        ...(prompt.system ? { system: fillTemplate(parseTemplate(prompt.system), values) } : {}),
        ...(this.#run.parameters ? { parameters: this.#run.parameters } : {}),
      };
      return await callForCell({
        ports,
        calls,
        request,
        caller,
        signal: this.#abort.signal,
        runId: this.#run.id,
        onWait: () => {},
      });
    } catch (thrown) {
      return { status: 'failed', error: toAbaiError(thrown).toFailure() };
    }
  }

  #finish(ready: ReadyCell, patch: CellPatch): void {
    this.#spent += patch.cost?.usd ?? 0;
    this.#ended += 1;
    this.#finished.push({ ...ready, patch });
    this.#flushTimer ??= this.#options.ports.clock.after(gatherMs, () => {
      this.#flushTimer = undefined;
      this.#flushing = this.#flushing.then(() => this.#flush());
    });
  }

  /** Saves what has come back: cells, their checks and the run's sums in one transaction. */
  async #flush(): Promise<void> {
    const finished = this.#finished;
    if (finished.length === 0) return;
    this.#finished = [];
    const { ports, publisher } = this.#options;
    const { store, clock, log } = ports;
    const at = clock.now();
    const sum = new ProgressSum(this.#run.cost.basis);
    const writes: Write[] = [];
    for (const { cell, values, patch } of finished) {
      sum.add(patch);
      writes.push(store.runs.updateCell(cell.id, patch, cellStatesBefore(patch.status), at));
      if (patch.status === 'succeeded') writes.push(...this.#grades(cell, values, patch.output ?? '', at));
    }
    const next = withProgress(this.#run, this.#usd, sum, at);
    const tell = at - this.#toldAt >= tellMs;
    const event = { type: 'run:updated' as const, data: { run: publicRun(next) } };
    try {
      const [record] = await store.commit({
        writes: [...writes, store.runs.addProgress(this.#run.id, sum, at)],
        ...(tell ? { events: [toRecord(event)] } : {}),
        at,
      });
      this.#run = next;
      this.#usd += sum.usd;
      if (!record) return;
      this.#toldAt = at;
      publisher.publish(numbered(event, record));
    } catch (thrown) {
      log.error('Finished cells could not be saved: the run pauses, and asks for them again.', {
        error: thrown,
      });
      this.#stopReason = toAbaiError(thrown).message;
    }
  }

  #grades(cell: PendingCell, values: ReadonlyMap<string, string>, output: string, at: number): Write[] {
    const { ports, mismatch } = this.#options;
    const grades = this.#run.checks.map((check, index) => ({
      id: ports.ids.next(),
      graderId: this.#run.graderIds[index]!,
      result: checkAnswer(check, output, values, mismatch),
    }));
    return ports.store.runs.setGrades(cell.id, grades, at);
  }

  #ending: Promise<void> | undefined;

  #end(): Promise<void> {
    this.#ending ??= this.#conclude();
    return this.#ending;
  }

  async #conclude(): Promise<void> {
    this.#flushTimer?.();
    this.#flushTimer = undefined;
    this.#flushing = this.#flushing.then(() => this.#flush());
    await this.#flushing;
    const { ports, publisher } = this.#options;
    const { store, clock, log } = ports;
    // Stopped from outside: whoever stopped it says what it is now.
    if (!this.#abort.signal.aborted) {
      const at = clock.now();
      const reason = this.#stopReason;
      const change = reason
        ? { status: 'paused' as const, reason, at }
        : { status: 'completed' as const, at, completedAt: at };
      const next: StoredRun = {
        ...this.#run,
        status: change.status,
        updatedAt: at,
        ...(reason ? { reason } : { completedAt: at }),
      };
      const event = { type: 'run:updated' as const, data: { run: publicRun(next) } };
      try {
        const [record] = await store.commit({
          writes: [store.runs.setStatus(this.#run.id, change, ['running'])],
          events: [toRecord(event)],
          at,
        });
        this.#run = next;
        if (record) publisher.publish(numbered(event, record));
      } catch (thrown) {
        log.error('The end of a run could not be saved.', { error: thrown });
      }
    }
    this.#settle(this.#run);
  }
}

/** Cells of a run without a dataset have one row without values. */
export function requireColumns(run: Pick<StoredRun, 'prompts' | 'checks'>, headers: readonly string[]): void {
  const known = new Set(headers);
  const used = [
    ...run.prompts.flatMap(({ template, system }) => [template, system ?? '']),
    ...run.checks.flatMap((check) => ('expected' in check ? [check.expected] : [])),
  ].flatMap((text) => parseTemplate(text).names);
  const missing = [...new Set(used)].filter((name) => !known.has(name));
  if (missing.length === 0) return;
  const there =
    headers.length === 0 ? 'There is no table with columns.' : `The columns are: ${headers.join(', ')}.`;
  throw new AbaiError(
    'invalid',
    `There is no column ${missing.map((name) => `{{${name}}}`).join(', ')}. ${there}`,
  );
}
