import { Worker } from 'node:worker_threads';
import type { Trial, TrialResult, Trials } from '../../core/ports/trials.ts';
import { AbaiError } from '../../protocol/errors.ts';
import { workerPlace } from '../../store/engine/worker-place.ts';
import { Patience } from './patience.ts';
import type { TrialAnswer, TrialOrder } from './worker.ts';

/** Milliseconds between two looks at how far the thread is. */
const lookMs = 100;
/** Trials that are sent at once: a message costs as much as some hundred simple patterns. */
const sentAtOnce = 500;
/** Milliseconds without work after which the thread is ended. */
const idleMs = 30_000;

/** One thread, which is ended with the trial that it does not come back from. */
interface Thread {
  worker: Worker;
  /** Which trial of the order is under way; negative before the first. */
  underWay: Int32Array;
}

/** Tries patterns and schemas in a thread of their own, one order after the other. */
export class WorkerTrials implements Trials {
  readonly #productRoot: string;
  readonly #patience = new Patience();
  #thread: Thread | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(productRoot: string) {
    this.#productRoot = productRoot;
  }

  run(trials: readonly Trial[]): Promise<TrialResult[]> {
    return this.#inTurn(async () => {
      const results: TrialResult[] = [];
      for (let from = 0; from < trials.length; from += sentAtOnce)
        results.push(...(await this.#runSome(trials.slice(from, from + sentAtOnce))));
      return results;
    });
  }

  problemOf(schema: Readonly<Record<string, unknown>>): Promise<string | undefined> {
    return this.#inTurn(async () => {
      const { results, stopped } = await this.#send({ schema }, () => this.#patience.most);
      if (stopped !== undefined) return tookTooLong({ schema, value: null });
      return results[0]?.detail;
    });
  }

  hurry(): void {
    this.#patience.hurry();
  }

  get hurries(): boolean {
    return this.#patience.hurries;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    await this.#end();
  }

  /** Whatever was tried before a trial that had to be ended is kept; what comes after it goes to another thread. */
  async #runSome(trials: readonly Trial[]): Promise<TrialResult[]> {
    const results = new Map<number, TrialResult>();
    for (;;) {
      const left: number[] = [];
      for (const [index, trial] of trials.entries()) {
        if (results.has(index)) continue;
        const refusal = this.#patience.refusal(trial);
        if (refusal) results.set(index, refusal);
        else left.push(index);
      }
      if (left.length === 0) return trials.map((_, index) => results.get(index)!);
      const order = left.map((index) => trials[index]!);
      const sent = await this.#send({ trials: order }, (at) => this.#patience.ticksFor(order[at]!));
      for (const [at, result] of sent.results.entries()) {
        this.#patience.ended(order[at]!);
        results.set(left[at]!, result);
      }
      if (sent.stopped === undefined) continue;
      const { at, reason } = sent.stopped;
      const trial = order[at]!;
      if (reason === undefined) this.#patience.lost(trial);
      results.set(left[at]!, { fits: undefined, detail: reason ?? tookTooLong(trial) });
    }
  }

  /** Sends an order; `stopped` says which of its trials the thread had to be ended for, and why unless for its time. */
  #send(
    order: TrialOrder,
    ticksFor: (at: number) => number,
  ): Promise<{ results: TrialResult[]; stopped?: { at: number; reason?: string } }> {
    const { worker, underWay } = this.#started();
    Atomics.store(underWay, 0, -1);
    return new Promise((resolve, reject) => {
      const results: TrialResult[] = [];
      let [seen, ticks] = [-1, 0];
      const over = () => {
        clearInterval(looking);
        worker.off('message', take).off('error', fail).off('exit', exit);
      };
      const stop = (reason?: string) => {
        over();
        const at = Atomics.load(underWay, 0);
        this.#end().then(() => {
          if (this.#isClosed) reject(new AbaiError('unavailable', 'A-B/AI is closing.'));
          else if (at < 0) reject(new AbaiError('internal', `Checks cannot be carried out: ${reason}.`));
          else resolve({ results, stopped: { at, ...(reason === undefined ? {} : { reason }) } });
        }, reject);
      };
      // Looks are counted and not milliseconds, so that a machine that slept ends nothing.
      const looking = setInterval(() => {
        const at = Atomics.load(underWay, 0);
        [seen, ticks] = at === seen ? [seen, ticks + 1] : [at, 0];
        if (at >= 0 && ticks >= ticksFor(at)) stop();
      }, lookMs);
      const take = (answer: TrialAnswer) => {
        results.push(...answer.results);
        if (!answer.done) return;
        over();
        resolve({ results });
      };
      const fail = (error: Error) => stop(error.message);
      const exit = () => stop('the thread ended');
      worker.on('message', take).on('error', fail).on('exit', exit);
      worker.postMessage(order);
    });
  }

  #started(): Thread {
    if (this.#isClosed) throw new AbaiError('unavailable', 'A-B/AI is closing.');
    if (this.#thread) return this.#thread;
    const shared = new SharedArrayBuffer(4);
    const place = workerPlace({
      from: import.meta.url,
      source: './worker.ts',
      productRoot: this.#productRoot,
      name: 'trial-worker',
    });
    const worker = new Worker(place.url, {
      name: 'ab-ai trials',
      workerData: shared,
      execArgv: place.execArgv,
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    // Between two orders nobody listens: what ends it then is seen by the next one.
    worker.on('error', () => {});
    worker.unref();
    this.#thread = { worker, underWay: new Int32Array(shared) };
    worker.once('exit', () => {
      if (this.#thread?.worker === worker) this.#thread = undefined;
    });
    return this.#thread;
  }

  async #end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.worker.terminate();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    clearTimeout(this.#idle);
    const turn = this.#turn.then(work);
    const settled = turn.then(
      () => {},
      () => {},
    );
    this.#turn = settled;
    void settled.then(() => {
      if (this.#turn !== settled || this.#isClosed) return;
      clearTimeout(this.#idle);
      this.#idle = setTimeout(() => void this.#inTurn(() => this.#end()), idleMs).unref();
    });
    return turn;
  }
}

function tookTooLong(trial: Trial): string {
  return 'pattern' in trial ? 'pattern took too long' : 'pattern took too long, or the schema itself';
}
