import { statesBefore } from '../core/message-state.ts';
import type { ActivityEntry } from '../core/ports/activity-log.ts';
import type { Caller } from '../core/ports/caller.ts';
import type { GenerationRequest } from '../core/ports/provider.ts';
import type { MessagePatch, Write } from '../core/ports/store.ts';
import type { Message, MessageStatus, Waiting } from '../protocol/conversations.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import { activityEntry } from './activity.ts';
import { AnswerText } from './answer-text.ts';
import { Checkpoints } from './checkpoints.ts';
import { DeltaStream } from './delta-stream.ts';
import type { ModelCalls } from './model-calls.ts';
import type { BackendPorts } from './ports.ts';
import { priceOf } from './price.ts';
import type { Publisher } from './publisher.ts';
import { numbered, toRecord } from './publisher.ts';
import type { AnswerCheck } from './structured.ts';

/** Milliseconds of waiting below which a person is not told. */
const shortestToldWaitMs = 2000;

/** Milliseconds between two tries to save an answer that the disk refused. */
const firstSaveWaitMs = 1000;
const longestSaveWaitMs = 30_000;

interface Running {
  message: Message;
  comparisonId: string | undefined;
  answer: AnswerText;
  abort: AbortController;
  /** Why it was aborted: a person's cancel, or the back end closing. */
  stoppedAs: 'cancelled' | 'interrupted';
  settled: Promise<Message>;
}

export interface GenerationStart {
  /** Saved as `generating`. */
  message: Message;
  comparisonId?: string;
  request: GenerationRequest;
  caller: Caller;
  /** Of a whole answer; what it finds is a warning. */
  check?: AnswerCheck | undefined;
}

/** Runs answers: from the provider's parts to deltas, checkpoints and the final transition. */
export class Generations {
  readonly #ports: BackendPorts;
  readonly #calls: ModelCalls;
  readonly #publisher: Publisher;
  readonly #running = new Map<string, Running>();
  /** Conversations whose next answer is being saved: one turn at a time in each. */
  readonly #reserved = new Set<string>();
  /** Saves that wait for their next try: closing tries them once more at once. */
  readonly #retrySaves: (() => void)[] = [];
  /** Comparisons that were deleted: what was being asked in them at that moment is not begun. */
  readonly #abandoned = new Set<string>();
  #closing = false;

  constructor(ports: BackendPorts, calls: ModelCalls, publisher: Publisher) {
    this.#ports = ports;
    this.#calls = calls;
    this.#publisher = publisher;
  }

  /** Begins in the background. Never throws: what goes wrong ends up in the message. */
  start(start: GenerationStart): void {
    const running: Running = {
      message: start.message,
      comparisonId: start.comparisonId,
      answer: new AnswerText(),
      abort: new AbortController(),
      stoppedAs: 'cancelled',
      settled: Promise.resolve(start.message),
    };
    if (start.comparisonId !== undefined && this.#abandoned.has(start.comparisonId)) running.abort.abort();
    this.#running.set(start.message.id, running);
    running.settled = this.#run(running, start);
  }

  /** The message when it is over; at once when it is not running. */
  async settled(messageId: string): Promise<Message | undefined> {
    return (await this.#running.get(messageId)?.settled) ?? this.#ports.store.messages.get(messageId);
  }

  /** Keeps a conversation for one caller from its check to `start`; call what it returns in any case. */
  reserve(conversationId: string): () => void {
    if (this.isRunning(conversationId)) {
      throw new AbaiError(
        'conflict',
        'This conversation is still being answered: wait for the end or stop it first.',
      );
    }
    this.#reserved.add(conversationId);
    return () => this.#reserved.delete(conversationId);
  }

  isRunning(conversationId: string): boolean {
    if (this.#reserved.has(conversationId)) return true;
    return [...this.#running.values()].some((running) => running.message.conversationId === conversationId);
  }

  /** Returns how many were stopped. */
  cancel(select: (message: Message, comparisonId: string | undefined) => boolean): number {
    let stopped = 0;
    for (const running of this.#running.values()) {
      if (running.abort.signal.aborted || !select(running.message, running.comparisonId)) continue;
      running.abort.abort();
      stopped += 1;
    }
    return stopped;
  }

  /** Stops all answers of a comparison, those too that are just being begun, until it is taken up again. */
  abandon(comparisonId: string): void {
    this.#abandoned.add(comparisonId);
    this.cancel((_message, owner) => owner === comparisonId);
  }

  takeUp(comparisonId: string): void {
    this.#abandoned.delete(comparisonId);
  }

  /** A message as it is this moment: with the text that has arrived since the last checkpoint. */
  live(message: Message): Message {
    const running = this.#running.get(message.id);
    if (!running) return message;
    const { text, thinking } = running.answer;
    return { ...message, content: text, ...(thinking === '' ? {} : { thinking }) };
  }

  /** Saves what has arrived as `interrupted` and stops. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const retry of this.#retrySaves.splice(0)) retry();
    for (const running of this.#running.values()) {
      if (!running.abort.signal.aborted) running.stoppedAs = 'interrupted';
      running.abort.abort();
    }
    await Promise.all([...this.#running.values()].map((running) => running.settled));
  }

  async #run(running: Running, start: GenerationStart): Promise<Message> {
    const { clock } = this.#ports;
    const { message, answer, abort } = running;
    const deltas = new DeltaStream(clock, (kind, offset, text) =>
      this.#publisher.stream({
        messageId: message.id,
        conversationId: message.conversationId,
        ...(running.comparisonId === undefined ? {} : { comparisonId: running.comparisonId }),
        kind,
        offset,
        text,
      }),
    );
    const checkpoint = new Checkpoints(this.#ports, message.id, answer);
    const timing = { startedAt: clock.monotonic(), firstAt: undefined as number | undefined };
    let failure: AbaiError | undefined;
    try {
      await this.#calls.run({
        request: start.request,
        caller: start.caller,
        signal: abort.signal,
        priority: 'person',
        shown: () => timing.firstAt !== undefined,
        onWait: (waiting) => void this.#tellWaiting(running, waiting),
        onTry: () => {
          timing.startedAt = clock.monotonic();
          answer.begin();
          if (running.message.waiting) void this.#tellWaiting(running, undefined);
        },
        onPart: (part) => {
          if (part.type === 'text' || part.type === 'thinking') {
            if (part.text === '') return;
            timing.firstAt ??= clock.monotonic();
            deltas.push(part.type, part.text);
            checkpoint.changed();
          }
          answer.take(part);
        },
      });
      answer.requireEnd(start.request);
    } catch (thrown) {
      failure = abort.signal.aborted ? new AbaiError('cancelled', 'Stopped.') : toAbaiError(thrown);
      if (failure.code === 'internal') {
        this.#ports.log.error('A generation failed unexpectedly.', { error: thrown, model: message.model });
      }
    }
    deltas.close();
    await checkpoint.close();
    const status: MessageStatus = !failure
      ? 'complete'
      : failure.code === 'cancelled'
        ? running.stoppedAs
        : 'failed';
    const final = this.#finalPatch(start, answer, status, failure, timing);
    return this.#finish(running, final);
  }

  #finalPatch(
    start: GenerationStart,
    answer: AnswerText,
    status: MessageStatus,
    failure: AbaiError | undefined,
    timing: { startedAt: number; firstAt: number | undefined },
  ): MessagePatch {
    const { clock } = this.#ports;
    const misfit = status === 'complete' ? start.check?.(answer.text) : undefined;
    if (misfit) answer.warnings.push(misfit);
    const price = priceOf(start.request, answer, clock.now());
    const patch: MessagePatch = {
      status,
      content: answer.text,
      timing: {
        ttftMs: timing.firstAt === undefined ? null : timing.firstAt - timing.startedAt,
        totalMs: clock.monotonic() - timing.startedAt,
      },
      cost: price.cost.usd,
      costBasis: price.cost.basis,
    };
    if (price.usage) {
      patch.usage = price.usage;
      patch.tokensIn = price.usage.inputTokens;
      patch.tokensOut = price.usage.outputTokens;
    }
    if (answer.thinking !== '') patch.thinking = answer.thinking;
    if (answer.stopReason) patch.stopReason = answer.stopReason;
    if (answer.citations.length > 0) patch.citations = answer.citations;
    if (answer.toolCalls.length > 0) patch.toolCalls = answer.toolCalls;
    if (answer.warnings.length > 0) patch.warnings = answer.warnings;
    if (failure && status === 'failed') patch.error = failure.toFailure();
    return patch;
  }

  /** Shows why nothing comes; short stumbles are not worth a word. */
  async #tellWaiting(running: Running, waiting: Waiting | undefined): Promise<void> {
    const { store, clock, log } = this.#ports;
    if (waiting?.until && waiting.until - clock.now() < shortestToldWaitMs) return;
    const { waiting: _before, ...rest } = running.message;
    running.message = waiting ? { ...rest, waiting } : rest;
    try {
      await this.#transition(running, this.live(running.message), [
        store.messages.update(running.message.id, { waiting }, ['generating']),
      ]);
    } catch (error) {
      log.debug('A wait could not be shown.', { error });
    }
  }

  /** One stored change of a message, then told. */
  async #transition(
    running: Running,
    message: Message,
    writes: readonly Write[],
    stored: () => void = () => {},
  ): Promise<void> {
    const { store, clock } = this.#ports;
    const owner = running.comparisonId === undefined ? {} : { comparisonId: running.comparisonId };
    const event = { type: 'message:updated' as const, data: { message, ...owner } };
    const [record] = await store.commit({ writes, events: [toRecord(event)], at: clock.now() });
    stored();
    if (record) this.#publisher.publish(numbered(event, record));
  }

  #activityOf({ provider, model, status, usage, cost, costBasis }: Message): ActivityEntry {
    const outcome = status === 'complete' ? 'answered' : status === 'failed' ? 'failed' : 'stopped';
    const price = { usd: cost ?? null, basis: costBasis ?? ('unknown' as const) };
    const call = { provider: provider ?? '', model: model ?? '', outcome, usage, cost: price } as const;
    return activityEntry(call, this.#ports.clock.now());
  }

  /** Saves the end. A disk that refuses is asked again until it takes the answer, or until this back end closes. */
  async #finish(running: Running, patch: MessagePatch): Promise<Message> {
    const { store, clock, log } = this.#ports;
    const { waiting: _over, ...asked } = running.message;
    const final: Message = { ...asked, ...patch };
    const writes = [
      store.messages.update(final.id, patch, statesBefore(final.status)),
      store.activity.addForConversation(final.conversationId, this.#activityOf(final)),
    ];
    for (let wait = firstSaveWaitMs; ; wait = Math.min(wait * 2, longestSaveWaitMs)) {
      try {
        await this.#transition(running, final, writes, () => this.#running.delete(final.id));
        return final;
      } catch (thrown) {
        const error = toAbaiError(thrown);
        // Conflict: the message was deleted meanwhile, so there is nothing left to save.
        if (error.code === 'conflict' || this.#closing) {
          this.#running.delete(final.id);
          return error.code === 'conflict' ? final : { ...final, status: 'failed', error: error.toFailure() };
        }
        log.error('An answer could not be saved; it is kept in memory and tried again.', {
          error: thrown,
          wait,
        });
        await new Promise<void>((resolve) => {
          const cancel = clock.after(wait, resolve);
          this.#retrySaves.push(() => {
            cancel();
            resolve();
          });
        });
      }
    }
  }
}
