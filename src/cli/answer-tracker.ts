import type { ComparisonDetail } from '../protocol/comparisons.ts';
import type { Message } from '../protocol/conversations.ts';
import type { MessageDelta, StoredEvent } from '../protocol/events.ts';

export interface AnswerListener {
  /** More text of the answer in this place, in order and never twice. */
  text(place: number, piece: string): void;
  /** Nothing comes for a while, and why: told once for each reason. */
  waiting?(place: number, reason: string): void;
  /** The answer is over; all its text has been told. */
  end(place: number, message: Message): void;
}

interface Answer {
  message: Message;
  /** What the listener has been told. */
  text: string;
  over: boolean;
}

/**
 * Follows the answers of one comparison from the back end's deltas and events. Both may come before `begin`, since a
 * comparison starts answering before its caller hears of it; they wait.
 */
export class AnswerTracker {
  readonly #listener: AnswerListener;
  readonly #answers: Answer[] = [];
  readonly #placeOf = new Map<string, number>();
  #early: (() => void)[] | undefined = [];
  #comparisonId: string | undefined;
  #resolveDone: () => void = () => {};
  /** Resolves when every answer is over. */
  readonly done: Promise<void> = new Promise((resolve) => {
    this.#resolveDone = resolve;
  });

  constructor(listener: AnswerListener) {
    this.#listener = listener;
  }

  /** The answers as they are now, in the order the models were asked. */
  get messages(): Message[] {
    return this.#answers.map(({ message, text, over }) => (over ? message : { ...message, content: text }));
  }

  begin(detail: ComparisonDetail): void {
    this.#comparisonId = detail.comparison.id;
    for (const thread of detail.comparison.threads) {
      const message = answerIn(detail, thread.conversationId);
      if (!message) continue;
      this.#placeOf.set(message.id, this.#answers.length);
      this.#answers.push({ message, text: '', over: false });
    }
    const early = this.#early ?? [];
    this.#early = undefined;
    this.reconcile(detail);
    for (const tell of early) tell();
  }

  /** Takes the comparison as it is stored now, after events may have been missed. */
  reconcile(detail: ComparisonDetail): void {
    for (const thread of detail.comparison.threads) {
      const message = answerIn(detail, thread.conversationId);
      if (message) this.#update(message);
    }
    this.#checkDone();
  }

  delta(delta: MessageDelta): void {
    if (this.#early) {
      this.#early.push(() => this.delta(delta));
      return;
    }
    const place = this.#placeOf.get(delta.messageId);
    const answer = place === undefined ? undefined : this.#answers[place];
    if (place === undefined || !answer || answer.over || delta.kind !== 'text') return;
    // A gap is filled when the whole answer comes; a piece heard before is passed over.
    if (delta.offset > answer.text.length) return;
    const fresh = delta.text.slice(answer.text.length - delta.offset);
    this.#tell(place, answer, fresh);
  }

  event(event: StoredEvent): void {
    if (this.#early) {
      this.#early.push(() => this.event(event));
      return;
    }
    if (event.type === 'message:updated') this.#update(event.data.message);
    if (event.type === 'comparison:deleted' && event.data.comparisonId === this.#comparisonId) this.abandon();
    this.#checkDone();
  }

  /** Nothing more will be heard of what is not over: it counts as cancelled. */
  abandon(): void {
    this.#answers.forEach((answer, place) => {
      if (!answer.over)
        this.#end(place, answer, { ...answer.message, content: answer.text, status: 'cancelled' });
    });
    this.#checkDone();
  }

  #update(message: Message): void {
    const place = this.#placeOf.get(message.id);
    const answer = place === undefined ? undefined : this.#answers[place];
    if (place === undefined || !answer || answer.over) return;
    const before = answer.message.waiting?.reason;
    answer.message = message;
    const reason = message.status === 'generating' ? message.waiting?.reason : undefined;
    if (reason !== undefined && reason !== before) this.#listener.waiting?.(place, reason);
    if (message.content.startsWith(answer.text)) {
      this.#tell(place, answer, message.content.slice(answer.text.length));
    } else if (message.status !== 'generating') {
      this.#tell(place, answer, `\n${message.content}`);
    }
    if (message.status !== 'generating') this.#end(place, answer, message);
  }

  #tell(place: number, answer: Answer, piece: string): void {
    if (piece === '') return;
    answer.text += piece;
    this.#listener.text(place, piece);
  }

  #end(place: number, answer: Answer, message: Message): void {
    answer.message = message;
    answer.over = true;
    this.#listener.end(place, message);
  }

  #checkDone(): void {
    if (!this.#early && this.#answers.every((answer) => answer.over)) this.#resolveDone();
  }
}

/** The newest answer of a thread. */
function answerIn(detail: ComparisonDetail, conversationId: string): Message | undefined {
  return detail.messages[conversationId]?.findLast((message) => message.role === 'assistant');
}
