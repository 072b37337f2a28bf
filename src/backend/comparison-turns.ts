import { next } from '../core/chat-machine.ts';
import { chatStateOf } from '../core/message-state.ts';
import type { Write } from '../core/ports/store.ts';
import type { Attachment } from '../protocol/attachments.ts';
import type { Comparison, Thread } from '../protocol/comparisons.ts';
import type { Conversation, Message } from '../protocol/conversations.ts';
import type { ModelDefinition } from '../protocol/models.ts';
import type { GenerationStart } from './answer-run.ts';
import type { KnownContents } from './attachments.ts';
import { pendingAnswer } from './chat.ts';
import type { Context } from './handlers.ts';
import { ToolChoice } from './offered-tools.ts';
import type { BackendPorts } from './ports.ts';
import { requestFor, threadParameters } from './request.ts';
import { type AnswerCheck, answerCheck } from './structured.ts';

/** A question in one thread, and what begins its answer. */
export interface Turn {
  userMessage: Message;
  start: GenerationStart;
  /** The thread's tools, when they are not what they were. */
  writes: Write[];
}

interface Question {
  content: string;
  attachments: readonly Attachment[];
  /** Names of tools; without them each thread keeps what it has. */
  tools?: readonly string[] | undefined;
}

/** The same question to several threads of a comparison. */
export class ComparisonTurns {
  readonly #ports: BackendPorts;
  readonly #comparison: Comparison;
  readonly #content: string;
  readonly #attachments: readonly Attachment[];
  readonly #context: Context;
  readonly #check: AnswerCheck | undefined;
  readonly #tools: ToolChoice;
  readonly #contents: KnownContents = new Map();
  /** Milliseconds since epoch. */
  readonly at: number;

  private constructor(
    ports: BackendPorts,
    comparison: Comparison,
    question: Question,
    context: Context,
    check: AnswerCheck | undefined,
    tools: ToolChoice,
  ) {
    this.#ports = ports;
    this.#comparison = comparison;
    this.#content = question.content;
    this.#attachments = question.attachments;
    this.#context = context;
    this.#check = check;
    this.#tools = tools;
    this.at = ports.clock.now();
  }

  /** Throws AbaiError `invalid` when the comparison's schema is wrong or the caller has no such tools. */
  static async make(
    ports: BackendPorts,
    comparison: Comparison,
    question: Question,
    context: Context,
  ): Promise<ComparisonTurns> {
    const check = await answerCheck(ports.trials, comparison.schema);
    const tools = await ToolChoice.of(context.caller, question.tools);
    return new ComparisonTurns(ports, comparison, question, context, check, tools);
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
  async in(
    thread: Thread,
    model: ModelDefinition,
    history: readonly Message[],
    questionId?: string,
  ): Promise<Turn> {
    const { store, ids } = this.#ports;
    const { system, schema, parameters: shared, id: comparisonId } = this.#comparison;
    next(chatStateOf(history), { type: 'asked' });
    const userMessage: Message = {
      id: questionId ?? ids.next(),
      conversationId: thread.conversationId,
      parentId: history.at(-1)?.id ?? null,
      role: 'user',
      content: this.#content,
      ...(this.#attachments.length > 0 ? { attachments: [...this.#attachments] } : {}),
      status: 'complete',
      timestamp: this.at,
    };
    const parameters = threadParameters(shared, thread.parameters);
    const conversation = await store.conversations.get(thread.conversationId);
    const { definitions, changed } = await this.#tools.forThread(conversation?.tools);
    const message = pendingAnswer(ids.next(), userMessage, model, parameters);
    const request = await requestFor(
      store.media,
      model,
      [...history, userMessage],
      userMessage.id,
      {
        system,
        parameters,
        schema,
        tools: definitions,
      },
      this.#contents,
    );
    const { caller } = this.#context;
    const writes = changed ? [store.conversations.setTools(thread.conversationId, changed)] : [];
    return { userMessage, start: { message, comparisonId, request, caller, check: this.#check }, writes };
  }
}
