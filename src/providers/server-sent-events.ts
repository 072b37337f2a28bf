import { type Pieces, piecesOf } from '../core/pieces.ts';
import type { AbaiError } from '../protocol/errors.ts';
import { EventLines } from './event-lines.ts';

/** Milliseconds that a connection may take to end after `[DONE]`, so that it can be used again. */
const endingMs = 1000;

/**
 * The JSON events of a streamed answer, all those together that came in one piece: the SDKs' own iterators go through
 * three or four generators for each event, which costs more than reading it. Ends after `[DONE]`, or with the body.
 * Throws what `failure` makes of an error in the stream, and a SyntaxError for what is no JSON. The connection is ended
 * when the signal says so, and when it is left early.
 */
export async function* serverSentEvents<Event>(
  response: Response,
  signal: AbortSignal,
  failure: (error: unknown) => AbaiError,
): AsyncGenerator<readonly Event[], void, undefined> {
  const pieces = piecesOf(response);
  if (!pieces) return;
  const decoder = new TextDecoder();
  const cancel = () => void pieces.return().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  const lines = new EventLines();
  let whole = false;
  try {
    while (!whole) {
      const { done, value } = await pieces.next();
      const texts = done ? lines.end(decoder.decode()) : lines.take(decoder.decode(value, { stream: true }));
      const events: Event[] = [];
      let thrown: unknown;
      for (const { data, isError } of texts) {
        whole ||= data === '[DONE]';
        if (whole) break;
        try {
          events.push(eventOf(data, isError, failure));
        } catch (error) {
          thrown = error;
          break;
        }
      }
      if (events.length > 0) yield events;
      if (thrown !== undefined) throw thrown;
      if (done && lines.stray.startsWith('{')) eventOf(lines.stray, false, failure);
      if (whole && !done) endSoon(pieces);
      whole ||= done === true;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    if (!whole) cancel();
  }
}

function eventOf<Event>(data: string, isError: boolean, failure: (error: unknown) => AbaiError): Event {
  const event = isError ? errorEvent(data) : JSON.parse(data);
  if (isError || event?.error) throw failure(event.error ?? event);
  return event;
}

/** Some servers say what went wrong in plain words. */
function errorEvent(data: string): { error?: unknown } {
  try {
    return Object(JSON.parse(data));
  } catch {
    return { error: data };
  }
}

/** Nothing comes any more but the end of the body: a connection that is ended before it cannot be used again. */
function endSoon(pieces: Pieces): void {
  const end = () => void pieces.return().catch(() => undefined);
  const timer = setTimeout(end, endingMs).unref();
  pieces.next().then(
    ({ done }) => {
      clearTimeout(timer);
      if (!done) end();
    },
    () => clearTimeout(timer),
  );
}
