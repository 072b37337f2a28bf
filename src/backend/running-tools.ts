import { next } from '../core/chat-machine.ts';
import { openCalls } from '../core/message-state.ts';
import type { MessagePatch } from '../core/ports/store.ts';
import type { ToolAnswer } from '../core/ports/tools.ts';
import type { Message } from '../protocol/conversations.ts';
import { AbaiError, toAbaiError } from '../protocol/errors.ts';
import type { NewEvent } from '../protocol/events.ts';
import type { ToolCall, ToolResult, Warning } from '../protocol/generation.ts';
import type { Called, GenerationStart } from './answer-run.ts';
import { PatientSave } from './patient-save.ts';
import type { BackendPorts } from './ports.ts';
import { numbered, type Publisher, toRecord } from './publisher.ts';

/** Stays with the answer: it says why a call that was approved was asked about once more. */
const windowGone: Warning = {
  code: 'tools-window-gone',
  message:
    'The window that asked for these tools could not be reached. Approved again, they run where you approve them.',
};

/** What the model is told of a call at most, in characters; the database keeps no more. */
const mostCharacters = 100_000;

/** The approved calls of one answer, run one after the other where the work was asked for. Each result is stored when it comes. */
export class RunningTools {
  readonly comparisonId: string | undefined;
  /** The window with the tools was gone. */
  unreachable = false;
  readonly #ports: BackendPorts;
  readonly #publisher: Publisher;
  readonly #start: GenerationStart;
  readonly #following: (settled: Message) => Called;
  readonly #save: PatientSave;
  readonly #abort = new AbortController();
  #message: Message;
  #stoppedAs: 'cancelled' | 'stranded' = 'cancelled';
  #done: Promise<void> = Promise.resolve();

  constructor(
    ports: BackendPorts,
    publisher: Publisher,
    { message, start }: { message: Message; start: GenerationStart },
    following: (settled: Message) => Called,
  ) {
    this.#ports = ports;
    this.#publisher = publisher;
    this.#message = message;
    this.#start = start;
    this.#following = following;
    this.#save = new PatientSave(ports);
    this.comparisonId = start.comparisonId;
  }

  get message(): Message {
    return this.#message;
  }

  /** Never rejects. */
  get done(): Promise<void> {
    return this.#done;
  }

  /** `over` is called when nothing runs any more, before the model is asked again. */
  begin(over: () => void): void {
    this.#done = this.#run(over);
  }

  /** False when it was stopped before. */
  stop(as: 'cancelled' | 'stranded'): boolean {
    if (as === 'stranded') this.#save.close();
    if (this.#abort.signal.aborted) return false;
    this.#stoppedAs = as;
    this.#abort.abort();
    return true;
  }

  async #run(over: () => void): Promise<void> {
    let goOn = () => {};
    try {
      goOn = await this.#each();
    } catch (thrown) {
      this.#ports.log.error('Tools ended unexpectedly.', { error: thrown });
    } finally {
      over();
    }
    goOn();
  }

  /** Resolves with what comes next. */
  async #each(): Promise<() => void> {
    for (const call of this.#approved()) {
      const answer = await this.#answer(call);
      if (!answer || this.#abort.signal.aborted) {
        await this.#stopped();
        return () => {};
      }
      const settled = this.#with(resultOf(call.id, answer));
      if (this.#approved(settled).length > 0) {
        await this.#store(settled, { toolResults: settled.toolResults });
        continue;
      }
      const following = this.#following(settled);
      const saved = await this.#store({ ...settled, status: 'complete' }, following.patch, following);
      return saved ? following.goOn : () => {};
    }
    return () => {};
  }

  #approved({ toolCalls = [], toolResults = [] }: Message = this.#message): ToolCall[] {
    const approved = new Set(
      toolResults.filter(({ outcome }) => outcome === 'approved').map(({ callId }) => callId),
    );
    return toolCalls.filter(({ id }) => approved.has(id));
  }

  #with(result: ToolResult): Message {
    const toolResults = (this.#message.toolResults ?? []).map((each) =>
      each.callId === result.callId ? result : each,
    );
    return { ...this.#message, toolResults };
  }

  /** Undefined when it was stopped, or when nobody is there to run it. */
  async #answer({ name, arguments: given }: ToolCall): Promise<ToolAnswer | undefined> {
    const { tools } = this.#start.caller;
    try {
      if (!tools)
        throw new AbaiError('unavailable', 'Tools run in a VS Code window: approve the call in one.');
      const { signal } = this.#abort;
      // A tool that does not hear of it keeps nobody waiting.
      return await Promise.race([tools.run({ name, arguments: given }, { signal }), aborted(signal)]);
    } catch (thrown) {
      if (this.#abort.signal.aborted) return undefined;
      const error = toAbaiError(thrown);
      if (error.code !== 'unavailable') return { failed: true, content: error.message };
      this.unreachable = true;
      this.#stoppedAs = 'stranded';
      return undefined;
    }
  }

  async #stopped(): Promise<void> {
    if (this.#stoppedAs === 'cancelled') {
      await this.#store({ ...this.#message, status: 'cancelled' }, { status: 'cancelled' });
      return;
    }
    const patch = strandedTools(this.#message);
    if (this.unreachable) patch.warnings = [...(this.#message.warnings ?? []), windowGone];
    await this.#store({ ...this.#message, ...patch }, patch);
  }

  async #store(message: Message, patch: MessagePatch, also: Partial<Called> = {}): Promise<boolean> {
    const { store, clock } = this.#ports;
    const owner = this.comparisonId === undefined ? {} : { comparisonId: this.comparisonId };
    const events: NewEvent[] = [
      { type: 'message:updated', data: { message, ...owner } },
      ...(also.events ?? []),
    ];
    const writes = [store.messages.update(message.id, patch, ['running_tools']), ...(also.writes ?? [])];
    const error = await this.#save.run(async () => {
      const records = await store.commit({
        writes,
        events: events.map((event) => toRecord(event)),
        at: clock.now(),
      });
      this.#message = message;
      records.forEach((record, index) => {
        this.#publisher.publish(numbered(events[index]!, record));
      });
    });
    return error === undefined;
  }
}

/** An answer whose tools can run no more: what has not come back waits for approval again. */
export function strandedTools(message: Message): MessagePatch {
  const running = { state: 'running_tools', round: 0, calls: openCalls(message) } as const;
  const after = next(running, { type: 'stranded' });
  const status = after.state === 'awaiting_tool_approval' ? after.state : 'interrupted';
  const toolResults = (message.toolResults ?? []).filter(({ outcome }) => outcome !== 'approved');
  return { status, toolResults };
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    if (signal.aborted) resolve(undefined);
  });
}

function resultOf(callId: string, { failed, content }: ToolAnswer): ToolResult {
  const cut =
    content.length > mostCharacters
      ? `${content.slice(0, mostCharacters)}\n[Cut here: the result has ${content.length} characters.]`
      : content;
  return { callId, outcome: failed ? 'failed' : 'done', content: cut };
}
