import { AbaiError } from '../protocol/errors.ts';
import { InterruptedRuns } from './interrupted-runs.ts';
import type { BackendPorts } from './ports.ts';
import { strandedTools } from './running-tools.ts';

/** How many events are kept for clients that catch up; who missed more loads everything anew. */
const keptEvents = 5000;
/** Milliseconds for which a resent request is answered from the store. */
const keptRequestsMs = 24 * 60 * 60 * 1000;

/** Why a run is paused whose process went away. */
export const wasInterrupted =
  'A-B/AI was closed while this run was under way. Its answers are kept: resume it to go on with the rest.';

/**
 * What a crash or a closed window left behind: answers in mid-stream are marked `interrupted` with the text of their
 * last checkpoint, tools that ran wait for approval again, runs are paused, old events and requests are dropped. Nothing
 * goes on, and nothing costs, because somebody opened the data. Returns the runs that were under way.
 */
export async function recover(ports: BackendPorts): Promise<InterruptedRuns> {
  const { store, clock, log } = ports;
  const now = clock.now();
  const stranded = await store.messages.generating();
  const working = await store.messages.runningTools();
  const interrupted = (await store.runs.unfinished()).filter(({ status }) => status === 'running');
  if (stranded.length > 0)
    log.info('Answers that were cut off are marked interrupted.', { count: stranded.length });
  const error = new AbaiError(
    'unavailable',
    'A-B/AI was closed while this answer was arriving. What arrived is kept; retry to ask again.',
  ).toFailure();
  await store.commit({
    writes: [
      ...stranded.map((message) =>
        store.messages.update(message.id, { status: 'interrupted', error }, ['generating']),
      ),
      ...working.map((message) =>
        store.messages.update(message.id, strandedTools(message), ['running_tools']),
      ),
      ...interrupted.map(({ id }) =>
        store.runs.setStatus(
          id,
          { status: 'paused', reason: wasInterrupted, pausedBecause: 'interrupted', at: now },
          ['running'],
        ),
      ),
      store.events.trim(keptEvents),
      store.requests.purge(now - keptRequestsMs),
    ],
    // Who followed the answer in another process hears of it when it catches up.
    events: [
      ...interrupted.map((run) => ({ type: 'run:updated' as const, data: { runId: run.id } })),
      ...(await Promise.all(
        [...stranded, ...working].map(async ({ id: messageId, conversationId }) => {
          const conversation = await store.conversations.get(conversationId);
          const owner = conversation?.comparisonId ? { comparisonId: conversation.comparisonId } : {};
          return { type: 'message:updated' as const, data: { messageId, ...owner } };
        }),
      )),
    ],
    at: now,
  });
  return new InterruptedRuns(interrupted);
}
