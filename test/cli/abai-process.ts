import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** The words after `node` that start the command line: from its sources, or as built. */
export const fromSource: readonly string[] = ['--import', 'tsx/esm', join(root, 'src/cli/main.ts')];
export const asBuilt: readonly string[] = [join(root, 'dist/cli.mjs')];

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** False leaves it open: the other end writes nothing and does not close. */
  stdin?: string | Uint8Array | false;
  /** Set false to let the command line choose. */
  dataDir?: string | false;
  /** A file that standard output goes to, in place of a pipe. */
  stdout?: string;
}

/** A command line that runs in a child process. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has printed so far. */
  readonly printed: { out: string; err: string };
  /** Resolves when standard output holds this. */
  shows(text: string): Promise<void>;
}

/** Runs the command line in processes of its own, in a home and on a data folder that are thrown away. */
export class Abai {
  readonly #program: readonly string[];
  readonly home = mkdtempSync(join(tmpdir(), 'abai-cli-'));
  readonly dataDir = join(this.home, 'data');
  readonly #running = new Set<ChildProcess>();

  constructor(program: readonly string[]) {
    this.#program = program;
  }

  start(args: readonly string[], options: RunOptions = {}): Running {
    const child = spawn(process.execPath, [...this.#program, ...args], {
      cwd: root,
      env: this.#environment(options),
      stdio: ['pipe', options.stdout === undefined ? 'pipe' : openSync(options.stdout, 'w'), 'pipe'],
    });
    this.#running.add(child);
    const printed = { out: '', err: '' };
    const listeners = new Set<() => void>();
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed.out += text;
      for (const listener of listeners) listener();
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      printed.err += text;
    });
    // A program that ends without reading its input closes the pipe under us.
    child.stdin!.on('error', () => {});
    if (options.stdin !== false) child.stdin!.end(options.stdin ?? '');
    const ended = once(child, 'close').then(([code, signal]) => {
      this.#running.delete(child);
      for (const listener of listeners) listener();
      return { code, signal, ...printed } as Ended;
    });
    const shows = (text: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (printed.out.includes(text)) resolve();
          else if (!this.#running.has(child)) {
            reject(
              new Error(`It ended without printing ${JSON.stringify(text)}: ${printed.out}${printed.err}`),
            );
          } else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      });
    return { child, ended, printed, shows };
  }

  run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    return this.start(args, options).ended;
  }

  /** The JSON that a command prints; fails with what it said when it prints anything else. */
  // biome-ignore lint/suspicious/noExplicitAny: each test looks at another shape
  async json(args: readonly string[], options: RunOptions = {}): Promise<Ended & { value: any }> {
    const ended = await this.run(args, options);
    try {
      return { ...ended, value: JSON.parse(ended.out) };
    } catch {
      throw new Error(`No JSON (exit code ${ended.code}): ${ended.out}\n${ended.err}`);
    }
  }

  /** Every file below the home, data folder included. */
  files(): { path: string; bytes: Buffer }[] {
    return readdirSync(this.home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return { path, bytes: readFileSync(path) };
      });
  }

  /** Ends what still runs and removes the home. */
  async dispose(): Promise<void> {
    for (const child of this.#running) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 3 });
  }

  #environment(options: RunOptions): NodeJS.ProcessEnv {
    const kept = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'NODE_V8_COVERAGE'];
    const environment: NodeJS.ProcessEnv = {
      HOME: this.home,
      USERPROFILE: this.home,
      LOCALAPPDATA: join(this.home, 'local'),
      APPDATA: join(this.home, 'roaming'),
    };
    for (const name of kept) if (process.env[name]) environment[name] = process.env[name];
    const dataDir = options.dataDir ?? this.dataDir;
    if (dataDir !== false) environment.ABAI_DATA_DIR = dataDir;
    return { ...environment, ...options.env };
  }
}
