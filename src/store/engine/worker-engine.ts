import { Worker } from 'node:worker_threads';
import { AbaiError } from '../../protocol/errors.ts';
import type { Batch, Damage, Engine, EngineOptions, SalvageReport, StatementResult } from './engine.ts';
import { type Row, rowsFrom, type SqlParameter } from './values.ts';
import {
  fromSentError,
  type WorkerAnswer,
  type WorkerCalls,
  type WorkerMethod,
  type WorkerReady,
  type WorkerRequest,
  type WorkerStart,
} from './worker-messages.ts';

/** The worker's entry file and the Node options to run it with: a bundle needs none, TypeScript its loader. */
export interface WorkerPlace {
  url: URL;
  execArgv: string[];
}

interface Pending {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/**
 * The engine in a thread of its own, so that syncs, checkpoints and large aggregates block nobody. The thread keeps the
 * process alive until `close`.
 */
export class WorkerEngine implements Engine {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #outbox: WorkerRequest[] = [];
  #dead: AbaiError | undefined;
  #closing: Promise<void> | undefined;
  #onLost: (() => void) | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answers: WorkerAnswer[]) => {
      for (const answer of answers) this.#settle(answer);
    });
    worker.on('error', (error) => this.#die(error));
    worker.on('exit', () => this.#die(undefined));
  }

  /**
   * Opens or creates the database. A file that is none is set aside, which `damage` tells. Throws AbaiError `store`.
   */
  static async open(
    path: string,
    place: WorkerPlace,
    options: EngineOptions = {},
  ): Promise<{ engine: WorkerEngine; damage: Damage | undefined }> {
    const start: WorkerStart = { path, options };
    const worker = new Worker(place.url, {
      name: 'ab-ai store',
      workerData: start,
      execArgv: place.execArgv,
      // Rows pass through this thread and are garbage at once: a large nursery would only hold memory.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    const ready = await new Promise<WorkerReady>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`exit code ${code}`)));
    }).catch((cause: unknown) => {
      throw new AbaiError(
        'store',
        'The database engine did not start. Install A-B/AI again; the log says why.',
        {
          cause,
        },
      );
    });
    // Not all listeners: the worker's own would go too, and with them every further message.
    worker.removeAllListeners('error');
    worker.removeAllListeners('exit');
    if (ready.error) {
      await worker.terminate();
      throw fromSentError(ready.error);
    }
    return { engine: new WorkerEngine(worker), damage: ready.damage };
  }

  async read(sql: string, parameters?: readonly SqlParameter[]): Promise<Row[]> {
    return rowsFrom(await this.#call('read', sql, parameters));
  }

  async commit(batch: Batch): Promise<StatementResult[]> {
    const results = await this.#call('commit', batch);
    return results.map((result) => ({ rows: rowsFrom(result), changes: result.changes }));
  }

  backupTo(path: string): Promise<void> {
    return this.#call('backupTo', path);
  }

  snapshotTo(path: string): Promise<void> {
    return this.#call('snapshotTo', path);
  }

  integrityCheck(): Promise<string[]> {
    return this.#call('integrityCheck');
  }

  salvageFrom(path: string): Promise<SalvageReport> {
    return this.#call('salvageFrom', path);
  }

  checkpoint(): Promise<void> {
    return this.#call('checkpoint');
  }

  compact(): Promise<void> {
    return this.#call('compact');
  }

  onLost(listener: () => void): void {
    this.#onLost = listener;
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeOnce();
    return this.#closing;
  }

  async #closeOnce(): Promise<void> {
    if (this.#dead) return;
    const closed = this.#call('close');
    this.#dead = new AbaiError('store', 'The database is closed. Restart A-B/AI to open it again.');
    await closed;
    await this.#worker.terminate();
  }

  #call<M extends WorkerMethod>(
    method: M,
    ...args: WorkerCalls[M]['arguments']
  ): Promise<WorkerCalls[M]['answer']> {
    if (this.#dead) return Promise.reject(this.#dead);
    return new Promise<WorkerCalls[M]['answer']>((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject });
      this.#outbox.push({ id, method, arguments: args });
      // Calls of the same tick travel in one message.
      if (this.#outbox.length === 1) queueMicrotask(() => this.#send());
    });
  }

  #send(): void {
    const requests = this.#outbox;
    this.#outbox = [];
    try {
      this.#worker.postMessage(requests);
    } catch (cause) {
      // One argument cannot be cloned: nothing was sent.
      const error = new AbaiError('internal', 'A value cannot be stored.', { cause });
      for (const { id } of requests) this.#take(id)?.reject(error);
    }
  }

  #settle({ id, value, error }: WorkerAnswer): void {
    const pending = this.#take(id);
    if (error) {
      if (error.failure.details?.problem === 'lost') {
        this.#onLost?.();
        this.#onLost = undefined;
      }
      pending?.reject(fromSentError(error));
    } else pending?.resolve(value);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  /** Whatever ended the thread, nobody waits for ever. What was not acknowledged may or may not be stored. */
  #die(cause: Error | undefined): void {
    this.#dead ??= new AbaiError(
      'store',
      'The database engine stopped unexpectedly. Restart A-B/AI; what was saved is safe.',
      { cause },
    );
    for (const { reject } of this.#pending.values()) reject(this.#dead);
    this.#pending.clear();
  }
}
