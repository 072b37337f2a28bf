import { next } from '../core/chat-machine.ts';
import { answerTurns, pathTo } from '../core/history-path.ts';
import { chatStateOf, messageStatus, openCalls } from '../core/message-state.ts';
import type { Message } from '../protocol/conversations.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { ToolCall, ToolResult } from '../protocol/generation.ts';
import type { Called, GenerationStart, ToolWork } from './answer-run.ts';
import { pendingAnswer } from './chat.ts';
import { conversationOf } from './conversations.ts';
import type { Generations } from './generations.ts';
import type { BackendPorts } from './ports.ts';
import type { Publisher } from './publisher.ts';
import { RunningTools } from './running-tools.ts';

/** Rounds of tools that one question may take when the asking window does not say. */
const usualMostRounds = 8;

/**
 * What goes on between the answers to one question: which calls wait for a person, running those that do not, and asking
 * the model again with what came of them. Each round is an answer of its own.
 */
export class ToolRounds implements ToolWork {
  readonly #ports: BackendPorts;
  readonly #publisher: Publisher;
  readonly #generations: Generations;
  /** How answers whose calls are open were asked for, by the answer. After a failover that is found out anew. */
  readonly #asked = new Map<string, GenerationStart>();
  readonly #running = new Map<string, RunningTools>();

  constructor(ports: BackendPorts, publisher: Publisher, generations: Generations) {
    this.#ports = ports;
    this.#publisher = publisher;
    this.#generations = generations;
  }

  async called(answered: Message, start: GenerationStart): Promise<Called> {
    const { store } = this.#ports;
    const { tools } = await conversationOf(this.#ports, answered.conversationId);
    const toolCalls = withOwnIds(answered.toolCalls ?? []);
    const offered = new Set(start.request.tools?.map(({ name }) => name));
    const approved = new Set(tools?.approved);
    const toolResults = toolCalls.flatMap((call) => known(call, offered, approved));
    const message: Message = { ...answered, toolCalls, toolResults };
    const before = chatStateOf(pathTo(await store.messages.list(message.conversationId), message.id));
    const limit = await mostRounds(start);
    const after = next(before, { type: 'called', calls: openCalls(message), limit });
    const status = messageStatus(before, after);
    const patch = { status, toolCalls, toolResults };
    if (after.state === 'failed') return { patch: { ...patch, error: tooMany(limit) }, goOn() {} };
    if (after.state === 'generating') return this.following({ ...message, ...patch }, start);
    this.#asked.set(message.id, start);
    const goOn = () => {
      if (after.state === 'running_tools') this.run({ ...message, ...patch }, start);
    };
    return { patch, goOn };
  }

  /** How the answer was asked for, while this back end knows it. */
  askedFor(messageId: string): GenerationStart | undefined {
    return this.#asked.get(messageId);
  }

  /** The end of an answer all of whose calls are settled, and the one in which the model is told what came of them. */
  following(message: Message, start: GenerationStart): Called {
    const { store, clock, ids } = this.#ports;
    const { conversationId, parameters } = message;
    const timestamp = clock.now();
    const answer = { ...pendingAnswer(ids.next(), message, start.request.model, parameters), timestamp };
    const request = { ...start.request, turns: [...start.request.turns, ...answerTurns(message)] };
    const owner = start.comparisonId === undefined ? {} : { comparisonId: start.comparisonId };
    return {
      patch: { status: 'complete', toolCalls: message.toolCalls, toolResults: message.toolResults },
      writes: [
        store.messages.insert(answer),
        store.conversations.showBranch(conversationId, null),
        store.conversations.touch(conversationId, timestamp),
      ],
      events: [{ type: 'message:added', data: { message: answer, ...owner } }],
      goOn: () => {
        this.#asked.delete(message.id);
        this.#generations.start({ ...start, message: answer, request });
      },
    };
  }

  /** Runs what is approved, in the background; the conversation is reserved meanwhile, by the caller or here. */
  run(
    message: Message,
    start: GenerationStart,
    release: () => void = this.#generations.reserve(message.conversationId),
  ): void {
    this.#asked.set(message.id, start);
    const running = new RunningTools(this.#ports, this.#publisher, { message, start }, (settled) =>
      this.following(settled, start),
    );
    this.#running.set(message.id, running);
    running.begin(() => {
      this.#running.delete(message.id);
      // A window that cannot be reached is not asked again: whoever approves next runs the tools.
      if (running.unreachable) this.#asked.delete(message.id);
      release();
    });
  }

  async settled(messageId: string): Promise<void> {
    await this.#running.get(messageId)?.done;
  }

  cancel(select: (message: Message, comparisonId: string | undefined) => boolean): number {
    let stopped = 0;
    for (const running of this.#running.values()) {
      if (!select(running.message, running.comparisonId)) continue;
      if (running.stop('cancelled')) stopped += 1;
    }
    return stopped;
  }

  /** What runs waits for approval again: nobody knows whether it was carried out. */
  async close(): Promise<void> {
    const all = [...this.#running.values()];
    for (const running of all) running.stop('stranded');
    await Promise.all(all.map(({ done }) => done));
  }
}

async function mostRounds({ caller }: GenerationStart): Promise<number> {
  try {
    return (await caller.tools?.list())?.mostRounds ?? usualMostRounds;
  } catch {
    return usualMostRounds;
  }
}

/** What is known of a call without asking anybody. */
function known(call: ToolCall, offered: ReadonlySet<string>, approved: ReadonlySet<string>): ToolResult[] {
  const callId = call.id;
  if (!offered.has(call.name)) {
    return [{ callId, outcome: 'failed', content: `There is no tool named “${call.name}”.` }];
  }
  // Adapters pass on as text what is not JSON.
  if (typeof call.arguments === 'string') {
    return [{ callId, outcome: 'failed', content: 'The arguments are not valid JSON.' }];
  }
  return approved.has(call.name) ? [{ callId, outcome: 'approved', content: '' }] : [];
}

/** Some models give several calls of one answer the same id. */
function withOwnIds(calls: readonly ToolCall[]): ToolCall[] {
  const taken = new Set<string>();
  return calls.map((call, index) => {
    const id = call.id === '' || taken.has(call.id) ? `${call.id}-${index + 1}` : call.id;
    taken.add(id);
    return { ...call, id };
  });
}

function tooMany(limit: number) {
  const rounds = limit === 1 ? 'once' : `${limit} times`;
  return new AbaiError(
    'provider',
    `The model used tools ${rounds} and asks for more, which is the limit for one question. Ask it to go on, or raise the setting abai.tools.maxRounds and retry.`,
  ).toFailure();
}
