import { spentOn } from '../core/cost.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Run } from '../protocol/runs.ts';
import type { CommandContext, Connection } from './command.ts';
import { cost, grouped, milliseconds } from './figures.ts';
import { bar } from './progress-line.ts';
import { safeLine } from './safe-text.ts';

/** Milliseconds between two looks at a run, beside what its events tell. */
const lookMs = 1000;
/** Milliseconds that calls under way get when the system, and not a person, ends this process. */
const systemPatienceMs = 4000;
/** Milliseconds for which further signals are not heard once calls are dropped, which takes less. */
const calmMs = 4000;

function progressLine({ cells, cost: spent }: Run): string {
  const over = cells.succeeded + cells.failed + cells.cancelled;
  const failed = cells.failed > 0 ? ` · ${grouped(cells.failed)} failed` : '';
  return `${bar(cells.total === 0 ? 1 : over / cells.total)} ${grouped(over)} of ${grouped(cells.total)}${failed} · ${cost(spent)}`;
}

/**
 * Pauses the run and waits for what comes back of it. Asked once more to stop, it gives that up and says how many calls
 * it was.
 */
async function paused(run: Run, { client }: Connection, context: CommandContext): Promise<Run> {
  const { terminal, interruption } = context;
  const pause = (inFlight: 'await' | 'drop') => client.request('run:pause', { runId: run.id, inFlight });
  const drop = () => {
    void pause('drop').catch(() => {});
    // Who hammers on Ctrl-C is told what was dropped all the same.
    const calm = () => {
      giveBack = interruption.takeSecond(calm);
    };
    calm();
    setTimeout(() => giveBack(), calmMs).unref();
  };
  let giveBack = interruption.takeSecond(drop);
  const timer = interruption.isPersons ? undefined : setTimeout(drop, systemPatienceMs);
  const line = (text: string) =>
    terminal.note(`${terminal.columns === undefined ? '' : '\r\u001b[K'}abai: ${text}\n`);
  line('Pausing: answers that are on their way may still come, for a minute at most. Ctrl-C drops them.');
  try {
    const { dropped, ...now } = await pause('await');
    if (dropped !== undefined)
      line(
        `${grouped(dropped)} ${dropped === 1 ? 'call was' : 'calls were'} dropped on the way: the provider may charge for ` +
          'them, and they are asked again when the run is resumed.',
      );
    return now;
  } catch (error) {
    // It ended by itself at this very moment.
    if (error instanceof AbaiError && error.code === 'conflict')
      return client.request('run:get', { runId: run.id });
    throw error;
  } finally {
    clearTimeout(timer);
    giveBack();
  }
}

const wasDeleted = () =>
  new AbaiError(
    'not-found',
    'The run was deleted meanwhile, in a window or by another command: it has ended.',
  );

const isGone = (error: unknown) => error instanceof AbaiError && error.code === 'not-found';

/**
 * Waits until the run stands still, with a progress bar on a terminal. A signal pauses the run, so that it can be
 * resumed. One whose owner is lost goes on. Throws AbaiError `not-found` when it is deleted.
 */
export async function runOver(first: Run, connection: Connection, context: CommandContext): Promise<Run> {
  const { client } = connection;
  const { terminal, interruption } = context;
  const showsBar = terminal.columns !== undefined;
  const clear = showsBar ? '\r\u001b[K' : '';
  let run = first;
  let deleted = false;
  let wake = (_told: boolean) => {};
  const stops = [
    client.onEvent((event) => {
      if (event.type === 'run:deleted' && event.data.runId === first.id) {
        deleted = true;
        wake(true);
      }
      if (event.type !== 'run:updated' || event.data.run.id !== first.id) return;
      run = event.data.run;
      wake(true);
    }),
    connection.onReconnected(() => wake(false)),
  ];
  const interrupted = () => wake(false);
  /** What was told while the answer was on its way is newer than that. */
  const look = async () => {
    const known = run;
    try {
      const found = await client.request('run:get', { runId: run.id });
      if (run === known) run = found;
      toldTrouble = undefined;
    } catch (error) {
      if (isGone(error)) throw wasDeleted();
      const { message } = error as Error;
      if (message !== toldTrouble) terminal.note(`${clear}abai: ${safeLine(message)}\n`);
      toldTrouble = message;
    }
  };
  interruption.signal.addEventListener('abort', interrupted);
  let toldWait: string | undefined;
  let toldTrouble: string | undefined;
  const draw = () => {
    const wait = run.waitsForDisk ?? run.waitsForKey;
    if (wait !== undefined && wait !== toldWait) terminal.note(`${clear}abai: ${safeLine(wait)}\n`);
    toldWait = wait;
    if (showsBar) terminal.note(`${clear}${progressLine(run)}`);
  };
  try {
    let asked = false;
    while (run.status === 'running' || (run.pausedBecause === 'interrupted' && !asked)) {
      if (run.status === 'paused') {
        // Its owner is gone, and this process set it going.
        run = await client.request('run:resume', { runId: run.id, ifInterrupted: true });
        continue;
      }
      draw();
      if (interruption.signal.aborted && !asked) {
        asked = true;
        run = await paused(run, connection, context);
        continue;
      }
      const told = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(resolve, lookMs, false);
        wake = (told) => {
          clearTimeout(timer);
          resolve(told);
        };
      });
      if (deleted) throw wasDeleted();
      if (!told) await look();
    }
    const stored = await client.request('run:get', { runId: run.id });
    // A full disk may not have taken that it stands still.
    if (stored.status !== 'running' || run.pausedBecause !== 'interrupted') run = stored;
    draw();
    if (showsBar) terminal.note('\n');
    return run;
  } finally {
    interruption.signal.removeEventListener('abort', interrupted);
    for (const stop of stops) stop();
  }
}

/** The last object of `run` and `resume` with --json. */
export function runRecord(run: Run, durationMs: number): Record<string, unknown> {
  return {
    run: run.id,
    status: run.status,
    cells: run.cells,
    usage: run.usage,
    cost: run.cost,
    ...(run.droppedUsd === undefined ? {} : { droppedUsd: run.droppedUsd }),
    durationMs: Math.round(durationMs),
  };
}

export function runSummary(run: Run, durationMs: number): string {
  const { cells } = run;
  const reason = run.reason ? ` (${run.reason})` : '';
  const open = cells.total - cells.succeeded - cells.failed - cells.cancelled;
  const rest = open > 0 ? `, ${grouped(open)} not asked: go on with "abai resume ${run.id}"` : '';
  return (
    `Run ${run.id} is ${run.status}${reason}: ${grouped(cells.succeeded)} of ${grouped(cells.total)} cells answered, ` +
    `${grouped(cells.failed)} failed${rest}. ` +
    `${grouped(run.usage.inputTokens)} tokens in, ${grouped(run.usage.outputTokens)} out, ${cost(spentOn(run))}, ${milliseconds(durationMs)}.\n`
  );
}
