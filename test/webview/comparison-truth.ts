import { branchOf } from '../../src/core/branches.ts';
import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { MessageDelta, StoredEvent } from '../../src/protocol/events.ts';
import { makeDetail } from './fixtures.ts';

const id = 'comparison-1';

export type Listener<T> = (value: T) => void;
type Name = { type: StoredEvent['type']; messageId?: string; data?: unknown };

/** What is true: a comparison as a back end has it, which tells what changes and fills in what was missed. */
export class Truth {
  readonly detail: ComparisonDetail = makeDetail({ id });
  /** All texts that each message ever had, try after try. */
  readonly texts = new Map<string, string[]>();
  readonly #log: Name[] = [];
  readonly events = new Set<Listener<StoredEvent>>();
  readonly deltas = new Set<Listener<MessageDelta>>();
  #made = 0;

  constructor() {
    for (const message of this.all()) this.texts.set(message.id, [message.content]);
  }

  get seq(): number {
    return this.#log.length;
  }

  all(): Message[] {
    return Object.values(this.detail.messages).flat();
  }

  answers(status: Message['status']): Message[] {
    return this.all().filter((message) => message.role === 'assistant' && message.status === status);
  }

  #filled(seq: number): StoredEvent {
    const { type, messageId, data } = this.#log[seq - 1]!;
    const message = messageId === undefined ? undefined : this.all().find((known) => known.id === messageId);
    const filled = message
      ? { message, comparisonId: id }
      : type === 'comparison:updated'
        ? { comparison: this.detail.comparison }
        : data;
    return structuredClone({ seq, at: seq, type, data: filled }) as StoredEvent;
  }

  tell(name: Name): void {
    this.#log.push(name);
    const event = this.#filled(this.seq);
    for (const listener of [...this.events]) listener(event);
  }

  since(since: number): StoredEvent[] {
    return this.#log.slice(since).map((_, index) => this.#filled(since + index + 1));
  }

  arriving(): MessageDelta[] {
    return this.answers('generating').map((message) => this.#delta(message, 0, message.content));
  }

  #delta({ id: messageId, conversationId, timestamp }: Message, offset: number, text: string): MessageDelta {
    return { messageId, conversationId, comparisonId: id, timestamp, kind: 'text', offset, text };
  }

  #thread(index: number) {
    return this.detail.comparison.threads[index % this.detail.comparison.threads.length]!;
  }

  add(thread: number, role: Message['role'], parentId: string | null, more: Partial<Message>): Message {
    const shown = this.#thread(thread);
    const { conversationId } = shown;
    const message: Message = {
      id: `m${++this.#made}`,
      conversationId,
      parentId,
      role,
      content: '',
      status: 'complete',
      timestamp: 0,
      ...more,
    };
    this.detail.messages[conversationId]!.push(message);
    delete shown.leafId;
    this.texts.set(message.id, [message.content]);
    return message;
  }

  isAnswering(thread: number): boolean {
    return this.detail.messages[this.#thread(thread).conversationId]!.some(
      ({ status }) => status === 'generating',
    );
  }

  shown(thread: number): readonly Message[] {
    const { conversationId, leafId } = this.#thread(thread);
    return branchOf(this.detail.messages[conversationId]!, leafId);
  }

  ask(thread: number): void {
    if (this.isAnswering(thread)) return;
    const question = this.add(thread, 'user', this.shown(thread).at(-1)?.id ?? null, {
      content: `q${this.seq}`,
    });
    const answer = this.add(thread, 'assistant', question.id, { status: 'generating' });
    this.tell({ type: 'message:added', messageId: question.id });
    this.tell({ type: 'message:added', messageId: answer.id });
  }

  regenerate(thread: number): void {
    const last = this.shown(thread).at(-1)!;
    if (this.isAnswering(thread) || last.role !== 'assistant') return;
    const again = this.add(thread, 'assistant', last.parentId, { status: 'generating' });
    this.tell({ type: 'message:added', messageId: again.id });
  }

  switchBranch(thread: number): void {
    const shown = this.#thread(thread);
    const leaf = this.detail.messages[shown.conversationId]!.find(({ role }) => role === 'assistant')!;
    shown.leafId = leaf.id;
    const data = { conversationId: shown.conversationId, leafId: leaf.id, comparisonId: id };
    this.tell({ type: 'branch:switched', data });
  }

  stream(pick: number): void {
    const generating = this.answers('generating');
    const message = generating[pick % generating.length];
    if (!message) return;
    const text = `w${++this.#made} `;
    const offset = message.content.length;
    message.content += text;
    this.#remember(message);
    for (const listener of [...this.deltas]) listener(this.#delta(message, offset, text));
  }

  #remember({ id: messageId, content }: Message): void {
    const texts = this.texts.get(messageId)!;
    texts[texts.length - 1] = content;
  }

  update(pick: number, status: Message['status']): void {
    const generating = this.answers('generating');
    const message = generating[pick % generating.length];
    if (!message) return;
    message.status = status;
    this.tell({ type: 'message:updated', messageId: message.id });
  }

  retry(pick: number): void {
    const failed = this.answers('failed').filter(
      ({ conversationId }) =>
        !this.detail.messages[conversationId]!.some(({ status }) => status === 'generating'),
    );
    const message = failed[pick % failed.length];
    if (!message) return;
    message.status = 'generating';
    message.content = '';
    message.timestamp = ++this.#made;
    this.texts.get(message.id)!.push('');
    this.tell({ type: 'message:updated', messageId: message.id });
  }

  rename(name: string): void {
    this.detail.comparison.name = name;
    this.tell({ type: 'comparison:updated' });
  }
}
