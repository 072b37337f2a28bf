import type { Writable } from 'node:stream';

/** Where a command writes. Results go to `out` and nothing else does; whatever explains goes to `note`. */
export interface Terminal {
  out(text: string): void;
  note(text: string): void;
  /** Standard output is a terminal that shows colours. */
  readonly colour: boolean;
  /** Standard error is a terminal where a line can be written again. */
  readonly live: boolean;
  /** Characters in a line of standard output; undefined when it is no terminal. */
  readonly columns: number | undefined;
  /** Aborted when whoever reads standard output has gone. */
  readonly closed: AbortSignal;
  /** Resolves when all that was written has left this process. */
  drained(): Promise<void>;
}

export interface OutputStream extends Writable {
  isTTY?: boolean;
  columns?: number;
}

export function openTerminal(
  stdout: OutputStream,
  stderr: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const gone = new AbortController();
  // A reader such as `head` that has seen enough is no error of ours and nothing to talk about.
  stdout.on('error', (error: NodeJS.ErrnoException) => gone.abort(error));
  stderr.on('error', () => {});
  return {
    out: (text) => {
      if (!gone.signal.aborted) stdout.write(text);
    },
    note: (text) => {
      stderr.write(text);
    },
    colour: showsColours(stdout, environment),
    live: stderr.isTTY === true && environment.TERM !== 'dumb',
    get columns() {
      return stdout.isTTY ? stdout.columns || 80 : undefined;
    },
    closed: gone.signal,
    drained: async () => {
      await Promise.all([flushed(stdout), flushed(stderr)]);
    },
  };
}

/** https://no-color.org: any value but the empty one. */
function showsColours(
  stream: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableEnded || stream.errored) return resolve();
    stream.write('', () => resolve());
  });
}
