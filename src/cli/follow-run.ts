import type { Run } from '../protocol/runs.ts';
import type { CommandContext, Connection } from './command.ts';
import { cost, grouped, milliseconds } from './figures.ts';
import { bar } from './progress-line.ts';
import { safeLine } from './safe-text.ts';

/** Milliseconds between two looks at a run, beside what its events tell. */
const lookMs = 1000;

function progressLine({ cells, cost: spent }: Run): string {
  const over = cells.succeeded + cells.failed + cells.cancelled;
  const failed = cells.failed > 0 ? ` · ${grouped(cells.failed)} failed` : '';
  return `${bar(cells.total === 0 ? 1 : over / cells.total)} ${grouped(over)} of ${grouped(cells.total)}${failed} · ${cost(spent)}`;
}

/**
 * Waits until the run stands still, with a progress bar on a terminal. A signal pauses the run, so that it can be
 * resumed.
 */
export async function runOver(first: Run, connection: Connection, context: CommandContext): Promise<Run> {
  const { client } = connection;
  const { terminal, interruption } = context;
  const showsBar = terminal.columns !== undefined;
  let run = first;
  let wake = (_told: boolean) => {};
  const stops = [
    client.onEvent((event) => {
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
    const found = await client.request('run:get', { runId: run.id }).catch(() => known);
    if (run === known) run = found;
  };
  interruption.signal.addEventListener('abort', interrupted);
  let toldWait: string | undefined;
  const draw = () => {
    if (run.waitsForKey !== undefined && run.waitsForKey !== toldWait)
      terminal.note(`${showsBar ? '\r\u001b[K' : ''}abai: ${safeLine(run.waitsForKey)}\n`);
    toldWait = run.waitsForKey;
    if (showsBar) terminal.note(`\r\u001b[K${progressLine(run)}`);
  };
  try {
    let asked = false;
    while (run.status === 'running') {
      draw();
      if (interruption.signal.aborted && !asked) {
        asked = true;
        // It may have ended by itself at this very moment.
        run = await client.request('run:pause', { runId: run.id }).catch(() => run);
        continue;
      }
      const told = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(resolve, lookMs, false);
        wake = (told) => {
          clearTimeout(timer);
          resolve(told);
        };
      });
      if (!told) await look();
    }
    run = await client.request('run:get', { runId: run.id });
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
    `${grouped(run.usage.inputTokens)} tokens in, ${grouped(run.usage.outputTokens)} out, ${cost(run.cost)}, ${milliseconds(durationMs)}.\n`
  );
}
