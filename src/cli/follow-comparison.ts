import { setTimeout as wait } from 'node:timers/promises';
import { AbaiError } from '../protocol/errors.ts';
import type { AnswerTracker } from './answer-tracker.ts';
import type { CommandContext, Connection } from './command.ts';
import { safeLine } from './safe-text.ts';

/** Milliseconds that events have to arrive after there was nothing left to cancel. */
const lastWordsMs = 500;

/** Waits for all answers; a request to stop, or a reader that has gone, cancels those still running. */
export async function answersOver(
  tracker: AnswerTracker,
  comparisonId: string,
  connection: Connection,
  { terminal, interruption }: CommandContext,
): Promise<void> {
  const { client } = connection;
  const reconcile = async () => {
    try {
      tracker.reconcile(await client.request('comparison:get', { comparisonId }));
    } catch (error) {
      if (!(error instanceof AbaiError && error.code === 'not-found')) throw error;
      tracker.abandon();
    }
  };
  const cancel = async () => {
    const { cancelled } = await client.request('chat:cancel', { comparisonId });
    if (cancelled > 0) return;
    // They ended just now and their events are on the way, or nobody runs them any more.
    await Promise.race([tracker.done, wait(lastWordsMs)]);
    await reconcile();
    tracker.abandon();
  };
  const onStop = () => {
    cancel().catch(() => tracker.abandon());
  };
  const lookAgain = () => {
    // The next connection tries again; a request to stop is answered all the same.
    reconcile().catch((error: Error) => terminal.note(`abai: ${safeLine(error.message)}\n`));
  };
  const stopLooking = [
    connection.onReconnected(lookAgain),
    client.onEvent(({ type }) => {
      if (type === 'data:replaced') lookAgain();
    }),
  ];
  const stops = [interruption.signal, terminal.closed];
  for (const signal of stops) {
    if (signal.aborted) onStop();
    else signal.addEventListener('abort', onStop, { once: true });
  }
  try {
    await tracker.done;
  } finally {
    for (const stop of stopLooking) stop();
    for (const signal of stops) signal.removeEventListener('abort', onStop);
  }
}
