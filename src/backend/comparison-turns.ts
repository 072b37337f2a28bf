import type { Attachment } from '../protocol/attachments.ts';
import type { Comparison, Thread } from '../protocol/comparisons.ts';
import type { Conversation, Message } from '../protocol/conversations.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import { pendingAnswer } from './chat.ts';
import type { GenerationStart } from './generations.ts';
import type { Context } from './handlers.ts';
import type { BackendPorts } from './ports.ts';
import { requestFor, threadParameters } from './request.ts';
import { type AnswerCheck, answerCheck } from './structured.ts';

/** A question in one thread, and what begins its answer. */
export interface Turn {
  userMessage: Message;
  start: GenerationStart;
}

/** The same question to several threads of a comparison. */
export class ComparisonTurns {
  readonly #ports: BackendPorts;
  readonly #comparison: Comparison;
  readonly #content: string;
  readonly #attachments: readonly Attachment[];
  readonly #context: Context;
  readonly #check: AnswerCheck | undefined;
  /** Milliseconds since epoch. */
  readonly at: number;

  private constructor(
    ports: BackendPorts,
    comparison: Comparison,
    question: { content: string; attachments: readonly Attachment[] },
    context: Context,
    check: AnswerCheck | undefined,
  ) {
    this.#ports = ports;
    this.#comparison = comparison;
    this.#content = question.content;
    this.#attachments = question.attachments;
    this.#context = context;
    this.#check = check;
    this.at = ports.clock.now();
  }

  /** Throws AbaiError `invalid` when the comparison's schema is wrong. */
  static async make(
    ports: BackendPorts,
    comparison: Comparison,
    question: { content: string; attachments: readonly Attachment[] },
    context: Context,
  ): Promise<ComparisonTurns> {
    return new ComparisonTurns(ports, comparison, question, context, await answerCheck(comparison.schema));
  }

  /** A thread's conversation, when the comparison begins. */
  conversationOf({ conversationId, model, parameters }: Thread): Conversation {
    const { id, projectId, name, createdAt } = this.#comparison;
    return {
      id: conversationId,
      projectId,
      name,
      comparisonId: id,
      model,
      ...(parameters ? { parameters } : {}),
      createdAt,
      lastUsed: createdAt,
    };
  }

  /** `history` is the thread's branch so far. */
  async in(thread: Thread, model: ModelDefinition, history: readonly Message[]): Promise<Turn> {
    const { store, ids } = this.#ports;
    const { system, schema, parameters: shared, id: comparisonId } = this.#comparison;
    const userMessage: Message = {
      id: ids.next(),
      conversationId: thread.conversationId,
      parentId: history.at(-1)?.id ?? null,
      role: 'user',
      content: this.#content,
      ...(this.#attachments.length > 0 ? { attachments: [...this.#attachments] } : {}),
      status: 'complete',
      timestamp: this.at,
    };
    const parameters = threadParameters(shared, thread.parameters);
    const message = pendingAnswer(ids.next(), userMessage, model, parameters);
    const request = await requestFor(store.media, model, [...history, userMessage], userMessage.id, {
      system,
      parameters,
      schema,
    });
    const { caller } = this.#context;
    return { userMessage, start: { message, comparisonId, request, caller, check: this.#check } };
  }
}
