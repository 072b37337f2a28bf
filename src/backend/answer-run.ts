import { statesBefore } from '../core/message-state.ts';
import type { ActivityEntry } from '../core/ports/activity-log.ts';
import type { Caller } from '../core/ports/caller.ts';
import type { GenerationRequest } from '../core/ports/provider.ts';
import type { MessagePatch, Write } from '../core/ports/store.ts';
import type { Message, MessageStatus, Waiting } from '../protocol/conversations.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import type { MessageDelta, NewEvent } from '../protocol/events.ts';
import { activityEntry } from './activity.ts';
import { keepImages } from './answer-images.ts';
import { AnswerText } from './answer-text.ts';
import { AnswerTiming } from './answer-timing.ts';
import { Checkpoints } from './checkpoints.ts';
import { DeltaStream } from './delta-stream.ts';
import type { ModelCalls } from './model-calls.ts';
import { PatientSave } from './patient-save.ts';
import type { BackendPorts } from './ports.ts';
import { CallBill } from './price.ts';
import type { Publisher } from './publisher.ts';
import { numbered, toRecord } from './publisher.ts';
import type { AnswerCheck } from './structured.ts';

/** Milliseconds of waiting below which a person is not told. */
const shortestToldWaitMs = 2000;

export interface GenerationStart {
  /** Saved as `generating`. */
  message: Message;
  comparisonId?: string;
  request: GenerationRequest;
  caller: Caller;
  /** Of a whole answer; what it finds is a warning. */
  check?: AnswerCheck | undefined;
}

/** What an answer that ended with calls of tools becomes, and what is stored with that. */
export interface Called {
  patch: MessagePatch;
  writes?: readonly Write[];
  events?: readonly NewEvent[];
  /** What follows once it is stored. */
  goOn(): void;
}

/** What goes on between the answers to one question. */
export interface ToolWork {
  /** Asked when a whole answer asks for tools that it was offered; the message is as it would be without them. */
  called(message: Message, start: GenerationStart): Promise<Called>;
  /** When the tools of an answer run no more; at once when none run. */
  settled(messageId: string): Promise<void>;
  /** Returns how many answers had tools that are stopped. */
  cancel(select: (message: Message, comparisonId: string | undefined) => boolean): number;
  close(): Promise<void>;
}

export interface AnswerPorts {
  ports: BackendPorts;
  calls: ModelCalls;
  publisher: Publisher;
  tools(): ToolWork;
}

/** One answer: from the provider's parts to deltas, checkpoints and the final transition. */
export class AnswerRun {
  readonly comparisonId: string | undefined;
  readonly abort = new AbortController();
  /** Why it was aborted: a person's cancel, or the back end closing. */
  stoppedAs: 'cancelled' | 'interrupted' = 'cancelled';
  readonly #start: GenerationStart;
  readonly #on: AnswerPorts;
  readonly #answer = new AnswerText();
  readonly #bill: CallBill;
  #message: Message;
  readonly #save: PatientSave;

  constructor(start: GenerationStart, on: AnswerPorts) {
    this.#start = start;
    this.#on = on;
    this.#message = start.message;
    this.#bill = new CallBill(start.request, () => on.ports.clock.now());
    this.comparisonId = start.comparisonId;
    this.#save = new PatientSave(on.ports);
  }

  get message(): Message {
    return this.#message;
  }

  /** A stored message with the text that has arrived since its last checkpoint. */
  live(message: Message): Message {
    const { text, thinking } = this.#answer;
    return { ...message, content: text, ...(thinking === '' ? {} : { thinking }) };
  }

  /** What was streamed, in one piece of each kind. */
  soFar(): MessageDelta[] {
    const { text, thinking } = this.#answer;
    return [
      ...(thinking === '' ? [] : [this.#delta('thinking', 0, thinking)]),
      ...(text === '' ? [] : [this.#delta('text', 0, text)]),
    ];
  }

  #delta(kind: MessageDelta['kind'], offset: number, text: string): MessageDelta {
    const { id: messageId, conversationId, timestamp } = this.#message;
    const owner = this.comparisonId === undefined ? {} : { comparisonId: this.comparisonId };
    return { messageId, conversationId, ...owner, timestamp, kind, offset, text };
  }

  /** Ends it as `interrupted`; a save that the disk refuses is tried once more. */
  close(): void {
    this.#save.close();
    if (!this.abort.signal.aborted) this.stoppedAs = 'interrupted';
    this.abort.abort();
  }

  /** Never throws: what goes wrong ends up in the message. `over` is called when the end is stored. */
  async run(over: () => void): Promise<Message> {
    const { ports, calls, publisher } = this.#on;
    const { clock } = ports;
    const answer = this.#answer;
    const deltas = new DeltaStream(clock, (kind, offset, text) =>
      publisher.stream(this.#delta(kind, offset, text)),
    );
    const checkpoint = new Checkpoints(ports, this.#message.id, answer);
    const timing = new AnswerTiming(() => clock.monotonic());
    let failure: AbaiError | undefined;
    try {
      await calls.run({
        request: this.#start.request,
        caller: this.#start.caller,
        signal: this.abort.signal,
        priority: 'person',
        shown: () => timing.heardSomething,
        onWait: (waiting) => void this.#tellWaiting(waiting),
        onTry: () => {
          timing.begin();
          answer.begin();
          if (this.#message.waiting) void this.#tellWaiting(undefined);
        },
        onTryOver: (why) => this.#bill.add(answer, why),
        onPart: (part) => {
          if (part.type === 'text' || part.type === 'thinking') {
            if (part.text === '') return;
            timing.heard(part.type);
            deltas.push(part.type, part.text);
            checkpoint.changed();
          }
          answer.take(part);
        },
      });
      answer.requireEnd(this.#start.request);
    } catch (thrown) {
      failure = this.abort.signal.aborted ? new AbaiError('cancelled', 'Stopped.') : toAbaiError(thrown);
      if (failure.code === 'internal') {
        ports.log.error('A generation failed unexpectedly.', { error: thrown, model: this.#message.model });
      }
    }
    deltas.close();
    await checkpoint.close();
    const status: MessageStatus = !failure
      ? 'complete'
      : failure.code === 'cancelled'
        ? this.stoppedAs
        : 'failed';
    const attachments = await keepImages(ports.store.media, answer);
    // An answer that asks for tools is not the last word.
    const whole = status === 'complete' && answer.toolCalls.length === 0;
    const misfit = whole ? await this.#start.check?.(answer.text).catch(() => undefined) : undefined;
    if (misfit) answer.warnings.push(misfit);
    const patch = this.#finalPatch(status, failure, timing);
    return this.#finish({ ...patch, ...(attachments.length > 0 ? { attachments } : {}) }, over);
  }

  #finalPatch(status: MessageStatus, failure: AbaiError | undefined, timing: AnswerTiming): MessagePatch {
    const answer = this.#answer;
    const price = this.#bill.total();
    const patch: MessagePatch = {
      status,
      content: answer.text,
      timing: timing.end(),
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
  async #tellWaiting(waiting: Waiting | undefined): Promise<void> {
    const { store, clock, log } = this.#on.ports;
    if (waiting?.until && waiting.until - clock.now() < shortestToldWaitMs) return;
    const { waiting: _before, ...rest } = this.#message;
    this.#message = waiting ? { ...rest, waiting } : rest;
    try {
      await this.#transition(this.live(this.#message), [
        store.messages.update(this.#message.id, { waiting }, ['generating']),
      ]);
    } catch (error) {
      log.debug('A wait could not be shown.', { error });
    }
  }

  /** One stored change of the message, then told. `stored` is called in between. */
  async #transition(
    message: Message,
    writes: readonly Write[],
    further: readonly NewEvent[] = [],
    stored: () => void = () => {},
  ): Promise<void> {
    const { ports, publisher } = this.#on;
    const owner = this.comparisonId === undefined ? {} : { comparisonId: this.comparisonId };
    const events: NewEvent[] = [{ type: 'message:updated', data: { message, ...owner } }, ...further];
    const at = ports.clock.now();
    const records = await ports.store.commit({ writes, events: events.map((event) => toRecord(event)), at });
    stored();
    records.forEach((record, index) => {
      publisher.publish(numbered(events[index]!, record));
    });
  }

  #activityOf({ provider, model, usage, cost, costBasis }: Message, status: MessageStatus): ActivityEntry {
    const outcome = status === 'complete' ? 'answered' : status === 'failed' ? 'failed' : 'stopped';
    const price = { usd: cost ?? null, basis: costBasis ?? ('unknown' as const) };
    const call = { provider: provider ?? '', model: model ?? '', outcome, usage, cost: price } as const;
    return activityEntry(call, this.#on.ports.clock.now());
  }

  /** What follows a whole answer that asks for tools; undefined for every other. */
  async #called(answered: Message): Promise<Called | undefined> {
    const { status, toolCalls } = answered;
    if (status !== 'complete' || !toolCalls || !this.#start.request.tools?.length) return undefined;
    try {
      return await this.#on.tools().called(answered, this.#start);
    } catch (thrown) {
      this.#on.ports.log.error('What follows the calls of an answer is not known.', { error: thrown });
      return { patch: { status: 'failed', error: toAbaiError(thrown).toFailure() }, goOn() {} };
    }
  }

  /** Saves the end. A disk that refuses is asked again until it takes the answer, or until this back end closes. */
  async #finish(ended: MessagePatch, over: () => void): Promise<Message> {
    const { store } = this.#on.ports;
    const { waiting: _over, ...asked } = this.#message;
    const called = await this.#called({ ...asked, ...ended });
    const patch = { ...ended, ...called?.patch };
    const final: Message = { ...asked, ...patch };
    const writes = [
      store.messages.update(final.id, patch, statesBefore(final.status)),
      store.activity.addForConversation(final.conversationId, this.#activityOf(final, ended.status!)),
      ...(called?.writes ?? []),
    ];
    const error = await this.#save.run(() => this.#transition(final, writes, called?.events, over));
    if (!error) {
      called?.goOn();
      return final;
    }
    over();
    // Conflict: the message was deleted meanwhile, so there is nothing left to save.
    return error.code === 'conflict' ? final : { ...final, status: 'failed', error: error.toFailure() };
  }
}
