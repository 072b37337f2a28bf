import type { Message } from '../protocol/conversations.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { MessageDelta } from '../protocol/events.ts';
import { type AnswerPorts, AnswerRun, type GenerationStart } from './answer-run.ts';

interface Running {
  run: AnswerRun;
  settled: Promise<Message>;
}

/** The answers that are on their way, one at a time in each conversation. */
export class Generations {
  readonly #on: AnswerPorts;
  readonly #running = new Map<string, Running>();
  /** Conversations whose next answer is being saved, or whose tools run. */
  readonly #reserved = new Set<string>();
  /** Comparisons that were deleted: what was being asked in them at that moment is not begun. */
  readonly #abandoned = new Set<string>();

  constructor(on: AnswerPorts) {
    this.#on = on;
  }

  /** Begins in the background. Never throws: what goes wrong ends up in the message. */
  start(start: GenerationStart): void {
    const { id } = start.message;
    const run = new AnswerRun(start, this.#on);
    if (this.isAbandoned(start.comparisonId)) run.abort.abort();
    const running: Running = { run, settled: Promise.resolve(start.message) };
    this.#running.set(id, running);
    running.settled = run.run(() => this.#running.delete(id));
  }

  /** The message when it is over; at once when it is not running. */
  async settled(messageId: string): Promise<Message | undefined> {
    return (await this.#running.get(messageId)?.settled) ?? this.#on.ports.store.messages.get(messageId);
  }

  /** The last answer to a question when nothing goes on by itself any more: it is over, or waits for a person. */
  async atRest(messageId: string): Promise<Message | undefined> {
    const { store } = this.#on.ports;
    for (let id = messageId; ; ) {
      let message = await this.settled(id);
      if (message?.status === 'running_tools') {
        await this.#on.tools().settled(id);
        message = await store.messages.get(id);
      }
      if (message?.status !== 'complete' || !message.toolCalls) return message;
      const following = (await store.messages.list(message.conversationId)).findLast(
        ({ role, parentId }) => role === 'assistant' && parentId === id,
      );
      if (!following) return message;
      id = following.id;
    }
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

  /** Answers that are asked now. */
  get inFlight(): number {
    return this.#running.size;
  }

  isRunning(conversationId: string): boolean {
    if (this.#reserved.has(conversationId)) return true;
    return [...this.#running.values()].some(({ run }) => run.message.conversationId === conversationId);
  }

  /** Returns how many were stopped. */
  cancel(select: (message: Message, comparisonId: string | undefined) => boolean): number {
    let stopped = 0;
    for (const { run } of this.#running.values()) {
      if (run.abort.signal.aborted || !select(run.message, run.comparisonId)) continue;
      run.abort.abort();
      stopped += 1;
    }
    return stopped + this.#on.tools().cancel(select);
  }

  /** Stops all answers of a comparison, those too that are just being begun, until it is taken up again. */
  abandon(comparisonId: string): void {
    this.#abandoned.add(comparisonId);
    this.cancel((_message, owner) => owner === comparisonId);
  }

  takeUp(comparisonId: string): void {
    this.#abandoned.delete(comparisonId);
  }

  isAbandoned(comparisonId: string | undefined): boolean {
    return comparisonId !== undefined && this.#abandoned.has(comparisonId);
  }

  /** A message as it is this moment: with the text that has arrived since the last checkpoint. */
  live(message: Message): Message {
    return this.#running.get(message.id)?.run.live(message) ?? message;
  }

  /** The text so far of each answer that is on its way, from its beginning. */
  arriving(): MessageDelta[] {
    return [...this.#running.values()].flatMap(({ run }) => run.soFar());
  }

  /** Saves what has arrived as `interrupted` and stops. */
  async close(): Promise<void> {
    const all = [...this.#running.values()];
    for (const { run } of all) run.close();
    await Promise.all(all.map(({ settled }) => settled));
    await this.#on.tools().close();
  }
}
