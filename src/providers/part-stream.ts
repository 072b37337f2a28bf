import type { GenerationRequest, Part } from '../core/ports/provider.ts';
import { estimatedUsage, usageBeside, withAnswer } from '../core/usage.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { Usage, Warning } from '../protocol/generation.ts';
import { type CallTarget, hostOf } from './call-target.ts';
import { networkFailure } from './network-failure.ts';

/** Turns one vendor's stream events into parts. Holds the state of one answer. */
export interface WireReader<Event> {
  /** Throws AbaiError when the event says that the answer failed. */
  read(event: Event): readonly Part[];
  /** After the last event: what was held back, with `end` last; undefined when the end marker never came. */
  finish(): readonly Part[] | undefined;
  /** What the vendor has counted when an answer is broken off: its input, and some of its output. */
  countedSoFar?(): Usage | undefined;
}

export interface PartStream<Event> {
  request: GenerationRequest;
  warnings: readonly Warning[];
  signal: AbortSignal;
  /** Sends the request; resolves when the answer's headers are there. Events come together by the piece they arrived in. */
  open(): Promise<AsyncIterable<readonly Event[]>>;
  reader: WireReader<Event>;
  /** The provider's own error classes as AbaiError; undefined for what it doesn't know. */
  failure(thrown: unknown): AbaiError | undefined;
  target(): CallTarget;
  /** Called once, in any case. `early` when the stream was not read to its end: some clients keep the connection. */
  close?(early: boolean): void;
}

/** What errors of any call need. */
export type CallContext = Pick<PartStream<never>, 'signal' | 'failure' | 'target'>;

export const nothing: readonly Part[] = [];

/** UTF-16 units of an answer, with its thinking, that are kept: several times what the longest of a model can be. */
export const longestAnswer = 4_000_000;

/**
 * The parts of one answer, from the first warning to `end`. Clients end silently when they are aborted or when the
 * connection closes cleanly in the middle, so the signal is looked at first and the end marker required after it.
 */
export async function* partStream<Event>(
  stream: PartStream<Event>,
  limit: number = longestAnswer,
): AsyncGenerator<Part, void, undefined> {
  const { signal, reader, request } = stream;
  for (const warning of stream.warnings) yield { type: 'warning', warning };
  let opened = false;
  let answer = '';
  let counted = false;
  let answered = false;
  let last: readonly Part[] | undefined;
  let read = false;
  let failure: AbaiError | undefined;
  try {
    signal.throwIfAborted();
    const pieces = await stream.open();
    opened = true;
    reading: for await (const events of pieces) {
      const { parts, thrown } = partsOf(events, reader);
      for (let at = 0; at < parts.length; at++) {
        const part = parts[at] as Part;
        if ('text' in part && part.text.length > limit - answer.length) {
          part.text = part.text.slice(0, limit - answer.length);
          last = [part, { type: 'warning', warning: cutAnswer(limit) }, { type: 'end', reason: 'length' }];
          answer += part.text;
          answered = true;
          break reading;
        }
        if (part.type === 'text') {
          answer += part.text;
          answered = true;
        } else if (part.type === 'thinking') answer += part.text;
        else if (part.type === 'usage') {
          counted = true;
          part.usage = usageBeside(part.usage, request, answer);
        } else answered ||= part.type === 'tool-call' || part.type === 'media';
        yield part;
      }
      if (thrown !== undefined) throw thrown;
    }
    read = last === undefined;
    if (read && !signal.aborted) last = reader.finish();
  } catch (thrown) {
    failure = failureOf(thrown, stream, opened);
  } finally {
    stream.close?.(!read);
  }
  if (failure !== undefined || signal.aborted || last === undefined) {
    const usage = counted ? undefined : reader.countedSoFar?.();
    // What was asked and what arrived is billed all the same.
    if (usage !== undefined) yield { type: 'usage', usage: withAnswer(usage, answer) };
    throw failure ?? (signal.aborted ? cancelled() : truncated(stream.target()));
  }
  for (const part of last) {
    if (part.type === 'end') {
      if (!counted) yield { type: 'usage', usage: estimatedUsage(request, answer) };
      if (!answered && part.reason === 'stop') yield { type: 'warning', warning: emptyAnswer(request) };
    } else if (part.type === 'usage') {
      counted = true;
      part.usage = usageBeside(part.usage, request, answer);
    } else answered ||= part.type === 'tool-call';
    yield part;
  }
}

/** What one piece says, its words joined; with what the reader threw, if it did. */
function partsOf<Event>(
  events: readonly Event[],
  reader: WireReader<Event>,
): { parts: Part[]; thrown?: unknown } {
  const parts: Part[] = [];
  let before: Part | undefined;
  try {
    for (let at = 0; at < events.length; at++) {
      for (const part of reader.read(events[at] as Event)) {
        if ((part.type === 'text' || part.type === 'thinking') && before?.type === part.type) {
          before.text += part.text;
        } else {
          parts.push(part);
          before = part;
        }
      }
    }
  } catch (thrown) {
    return { parts, thrown };
  }
  return { parts };
}

/** One call without a stream, with the same errors. */
export async function singleCall<Result>(call: () => Promise<Result>, context: CallContext): Promise<Result> {
  try {
    context.signal.throwIfAborted();
    const result = await call();
    if (context.signal.aborted) throw cancelled();
    return result;
  } catch (thrown) {
    throw failureOf(thrown, context, false);
  }
}

/** The items of a longer read, such as a batch's results, with the same errors. */
export async function* guardedItems<Item>(
  items: AsyncIterable<Item>,
  context: CallContext,
): AsyncGenerator<Item, void, undefined> {
  try {
    for await (const item of items) {
      if (context.signal.aborted) throw cancelled();
      yield item;
    }
  } catch (thrown) {
    throw failureOf(thrown, context, true);
  }
  if (context.signal.aborted) throw cancelled();
}

export function cancelled(): AbaiError {
  return new AbaiError('cancelled', 'The request was cancelled.');
}

function failureOf(thrown: unknown, context: CallContext, opened: boolean): AbaiError {
  if (context.signal.aborted) return cancelled();
  if (thrown instanceof AbaiError) return thrown;
  const known = context.failure(thrown);
  if (known !== undefined) return known;
  const target = context.target();
  const network = networkFailure(thrown, target);
  if (network !== undefined) return opened ? truncated(target) : network;
  return new AbaiError(
    'provider',
    `${hostOf(target.baseUrl)} sent an answer that ${target.provider}'s client can't read. Try again, or check the base URL.`,
  );
}

export function truncated(target: CallTarget): AbaiError {
  return new AbaiError(
    'provider',
    `The answer of ${target.provider} was cut off before its end. What arrived is kept; retry to get a whole one.`,
    { details: { begun: true } },
  );
}

function cutAnswer(limit: number): Warning {
  return {
    code: 'answer-cut',
    message: `The answer was ended here: it is longer than ${limit / 1_000_000} million characters. What came until then is kept.`,
  };
}

function emptyAnswer(request: GenerationRequest): Warning {
  return {
    code: 'empty-answer',
    message: `${request.model.name} ended its answer without saying anything.`,
  };
}
