import type { Backend } from '../core/ports/backend.ts';
import type { Client } from '../protocol/client.ts';

/** Milliseconds after which a wait is told. */
const tellMs = 500;

/** How many of the newest comparisons are looked at. */
const lookedAt = 100;

/**
 * Waits for answers that other faces have running in the back end of this process, which would be cut off by its end:
 * a window may have joined while a command ran. Gives up when nothing moves for `silenceMs`, or when asked to stop.
 */
export async function othersAnswersOver(
  client: Client,
  signal: AbortSignal,
  note: (text: string) => void,
  silenceMs = 30_000,
): Promise<void> {
  const changes = new Changes(client, signal, silenceMs);
  try {
    let told = false;
    while (!signal.aborted && (await someRunning(client))) {
      if (!told)
        note('abai: Another window has answers running here; waiting for them. Ctrl-C cuts them off.\n');
      told = true;
      if (!(await changes.next())) return;
    }
  } finally {
    changes.dispose();
  }
}

/**
 * Lets the calls of runs come back that others have going in the back end of this process: they are paid for, and whoever
 * is the owner next would make them again. None is begun any more; whoever set a run going goes on with it.
 */
export async function othersCallsOver(
  backend: Pick<Backend, 'rest'>,
  signal: AbortSignal,
  note: (text: string) => void,
  patienceMs = 30_000,
): Promise<void> {
  const told = setTimeout(() => {
    note(
      'abai: A run of another window or command has calls under way here; waiting for them. Ctrl-C cuts them off.\n',
    );
  }, tellMs);
  try {
    if (!signal.aborted) await backend.rest?.(patienceMs, signal);
  } finally {
    clearTimeout(told);
  }
}

async function someRunning(client: Client): Promise<boolean> {
  const comparisons = await client.request('comparison:list', { limit: lookedAt });
  return comparisons.some(({ statuses }) => statuses.includes('generating'));
}

/** Answers that came to their end, also between two looks. */
class Changes {
  readonly #stops: (() => void)[];
  readonly #silence: NodeJS.Timeout;
  #seen = false;
  #over = false;
  #tell: (() => void) | undefined;

  constructor(client: Client, signal: AbortSignal, silenceMs: number) {
    const end = () => {
      this.#over = true;
      this.#tell?.();
    };
    this.#silence = setTimeout(end, silenceMs);
    signal.addEventListener('abort', end, { once: true });
    this.#stops = [
      () => signal.removeEventListener('abort', end),
      client.onDelta(() => this.#silence.refresh()),
      client.onEvent((event) => {
        if (event.type !== 'message:updated' || event.data.message.status === 'generating') return;
        this.#silence.refresh();
        this.#seen = true;
        this.#tell?.();
      }),
    ];
  }

  /** True when an answer ended since the last call, false after a long silence or when asked to stop. */
  async next(): Promise<boolean> {
    if (!this.#seen && !this.#over) await new Promise<void>((resolve) => (this.#tell = resolve));
    this.#seen = false;
    return !this.#over;
  }

  dispose(): void {
    clearTimeout(this.#silence);
    for (const stop of this.#stops) stop();
  }
}
