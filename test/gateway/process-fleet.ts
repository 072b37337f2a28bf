import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LinkTuning } from '../../src/gateway/link.ts';
import { otherNode } from '../harness/node-install.ts';
import type { BackendKind } from './test-backend.ts';

export interface WorkerOptions {
  name: string;
  dataDir: string;
  backend: BackendKind;
  keys?: Record<string, string>;
  schemaVersion?: number;
  tellEvents?: boolean;
  tuning?: LinkTuning;
  /** The Node that runs it. */
  node?: string;
}

export type ToWorker =
  | { type: 'work'; lanes: number }
  | { type: 'request'; id: number; method: string; params: unknown }
  | { type: 'take-over' }
  | { type: 'stop' };

export type FromWorker =
  | { type: 'ready'; role: string; trouble?: string | undefined; at: number }
  | { type: 'role'; role: string; at: number }
  | { type: 'trouble'; reason: string | undefined }
  | { type: 'event'; seq: number; at: number }
  | { type: 'answer'; id: number; result?: unknown; code?: string; message?: string; at: number }
  | { type: 'taken-over'; role: string };

export type Answer = Extract<FromWorker, { type: 'answer' }>;

/** A child process and all it has said. */
export class Worker {
  readonly name: string;
  /** The Node that runs it. */
  readonly node: string | undefined;
  readonly child: ChildProcess;
  readonly heard: FromWorker[] = [];
  role: string | undefined;
  exit: { code: number | null; signal: string | null } | undefined;
  readonly exited: Promise<void>;
  #listeners = new Set<() => void>();
  #nextId = 1;

  constructor(
    options: WorkerOptions,
    file: string | undefined,
    onRole: (worker: Worker, at: number) => void,
  ) {
    this.name = options.name;
    this.node = options.node;
    const source = fileURLToPath(new URL('process-worker.ts', import.meta.url));
    this.child = fork(file ?? source, [JSON.stringify(options)], {
      ...(options.node ? { execPath: options.node } : {}),
      execArgv: file ? [] : ['--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.child.on('message', (message: FromWorker) => {
      this.heard.push(message);
      if (message.type === 'ready' || message.type === 'role') {
        this.role = message.role;
        onRole(this, message.at);
      }
      for (const listener of this.#listeners) listener();
    });
    this.child.on('error', () => {});
    this.exited = new Promise((resolve) => {
      this.child.on('exit', (code, signal) => {
        this.exit = { code, signal };
        for (const listener of this.#listeners) listener();
        resolve();
      });
    });
  }

  get pid(): number {
    return this.child.pid!;
  }

  say(message: ToWorker): void {
    if (this.child.connected) this.child.send(message, () => {});
  }

  /** The first message that fits, said already or still to come. */
  until<M extends FromWorker>(fits: (message: FromWorker) => message is M, ms?: number): Promise<M>;
  until(fits: (message: FromWorker) => boolean, ms?: number): Promise<FromWorker>;
  until(fits: (message: FromWorker) => boolean, ms = 40_000): Promise<FromWorker> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.heard.find(fits);
        if (!found && !this.exit) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        if (found) resolve(found);
        else reject(new Error(`${this.name} is gone: ${JSON.stringify(this.exit)}`));
      };
      const timer = setTimeout(() => {
        this.#listeners.delete(look);
        reject(new Error(`${this.name} did not say it in time: ${JSON.stringify(this.heard.slice(-5))}`));
      }, ms);
      this.#listeners.add(look);
      look();
    });
  }

  ready(): Promise<FromWorker> {
    return this.until((message) => message.type === 'ready');
  }

  async request(method: string, params: unknown = {}): Promise<Answer> {
    const id = this.#nextId++;
    this.say({ type: 'request', id, method, params });
    return this.until((message): message is Answer => message.type === 'answer' && message.id === id);
  }
}

/** Processes that share a new data folder: every other one runs on another Node than this one. */
export class Fleet {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'abai-fleet-'));
  readonly workers: Worker[] = [];
  /** Milliseconds from a kill of the owner to the next owner's readiness. */
  readonly failovers: number[] = [];
  /** How often an owner on one Node was followed by one on another. */
  changesOfNode = 0;
  #lastNode: string | undefined;
  readonly #file: string | undefined;
  #killedAt: number | undefined;
  #spawned = 0;

  /** `file`: a bundle to run instead of the source. */
  constructor(file?: string) {
    this.#file = file;
  }

  spawn(options: Partial<WorkerOptions> & { backend: BackendKind }): Worker {
    const number = ++this.#spawned;
    const name = options.name ?? `w${number}`;
    const node = number % 2 === 1 ? otherNode() : process.execPath;
    const filled = { node, ...options, name, dataDir: options.dataDir ?? this.dataDir };
    const worker = new Worker(filled, this.#file, (found, at) => {
      if (found.role !== 'owner') return;
      if (this.#lastNode !== undefined && this.#lastNode !== found.node) this.changesOfNode++;
      this.#lastNode = found.node;
      if (this.#killedAt === undefined) return;
      this.failovers.push(at - this.#killedAt);
      this.#killedAt = undefined;
    });
    this.workers.push(worker);
    return worker;
  }

  get owner(): Worker | undefined {
    return this.workers.find((worker) => worker.role === 'owner' && !worker.exit);
  }

  killOwner(): boolean {
    const { owner } = this;
    if (!owner) return false;
    // Counted only when somebody who waits can take its place: a process that starts anew takes its own time.
    this.#killedAt = this.workers.some((worker) => worker.role === 'client' && !worker.exit)
      ? Date.now()
      : undefined;
    owner.child.kill('SIGKILL');
    owner.role = undefined;
    return true;
  }

  /** Names that were acknowledged to some process, as its own file has them. */
  acknowledged(): string[] {
    return readdirSync(this.dataDir)
      .filter((file) => file.startsWith('acknowledged.'))
      .flatMap((file) => readFileSync(join(this.dataDir, file), 'utf8').split('\n').slice(0, -1));
  }

  async stop(): Promise<void> {
    for (const worker of this.workers) worker.say({ type: 'stop' });
    await Promise.all(this.workers.map((worker) => worker.exited));
  }

  async dispose(): Promise<void> {
    for (const worker of this.workers) if (!worker.exit) worker.child.kill('SIGKILL');
    await Promise.all(this.workers.map((worker) => worker.exited));
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

export interface KillRun {
  kills: number;
  failovers: number[];
  acknowledged: string[];
  /** Exits that were neither a kill of ours nor in order. */
  crashes: string[];
}

/** Lets `processes` work for `ms`, on a busy machine until there were `atLeast` kills and `actions` were acknowledged, while the owner is killed again and again and replaced, then stops them in order. */
export async function killOwners(
  fleet: Fleet,
  options: {
    processes: number;
    lanes: number;
    ms: number;
    atLeast?: number;
    actions?: number;
    /** Milliseconds between two kills, about. */
    workMs?: number;
    backend: BackendKind;
  },
): Promise<KillRun> {
  const { backend, lanes, atLeast = 0, actions = 0, workMs = 400 } = options;
  const start = async (): Promise<void> => {
    const worker = fleet.spawn({ backend });
    await worker.ready();
    worker.say({ type: 'work', lanes });
  };
  await Promise.all(Array.from({ length: options.processes }, start));
  const end = Date.now() + options.ms;
  let kills = 0;
  while (Date.now() < end || kills < atLeast || (actions > 0 && fleet.acknowledged().length < actions)) {
    await new Promise((resolve) => setTimeout(resolve, workMs * (0.4 + Math.random() * 1.2)));
    if (!fleet.killOwner()) continue;
    kills++;
    await start();
  }
  await fleet.stop();
  const crashes = fleet.workers
    .filter((worker) => worker.exit?.code !== 0 && worker.exit?.signal !== 'SIGKILL')
    .map((worker) => `${worker.name} ${JSON.stringify(worker.exit)}`);
  return { kills, failovers: fleet.failovers, acknowledged: fleet.acknowledged(), crashes };
}
