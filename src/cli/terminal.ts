import type { Writable } from 'node:stream';
import { shownText } from './safe-text.ts';

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
  /** Aborted when nothing more can be written to standard output. */
  readonly closed: AbortSignal;
  /** Why not, where that is no reader who has seen enough: a full disk, for example. What was written is cut. */
  readonly failure: Error | undefined;
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
  let failure: Error | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader such as `head` that has seen enough is no error of ours and nothing to talk about.
    if (!readerLeft.has(error.code ?? '')) failure ??= error;
    gone.abort(error);
  });
  stderr.on('error', () => {});
  return {
    out: (text) => {
      // What goes to a file or another program is data, and goes as it is.
      if (!gone.signal.aborted) stdout.write(stdout.isTTY ? shownText(text) : text);
    },
    note: (text) => {
      stderr.write(shownText(text));
    },
    colour: showsColours(stdout, environment),
    live: stderr.isTTY === true && environment.TERM !== 'dumb',
    get columns() {
      return stdout.isTTY ? stdout.columns || 80 : undefined;
    },
    closed: gone.signal,
    get failure() {
      return failure;
    },
    drained: async () => {
      await Promise.all([flushed(stdout), flushed(stderr)]);
    },
  };
}

/** Of a pipe or a connection whose other end is closed; Windows says it in its own way. */
const readerLeft: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'EOF']);

/** https://no-color.org: any value but the empty one. */
function showsColours(
  stream: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return stream.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    // A turn later: an error is told after the call that met it. Where nothing waits nothing is written, not even nothing:
    // a full disk takes that for a failure.
    const over = stream.destroyed || stream.writableEnded || stream.errored || stream.writableLength === 0;
    if (over) setImmediate(resolve);
    else stream.write('', () => setImmediate(resolve));
  });
}
