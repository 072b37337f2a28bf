import type { Decision } from '../../src/protocol/chat.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { ToolCall } from '../../src/protocol/generation.ts';
import type { PageClient } from '../connection/page-client.ts';
import type { LiveComparison } from './live-comparison.ts';

/** A call that waits for a person, and the answer that asks for it. */
export interface WaitingCall {
  message: Message;
  call: ToolCall;
}

interface Ports {
  client: PageClient;
  /** With all that was heard, names included. */
  live(): LiveComparison | undefined;
  failed(thrown: unknown): void;
}

/** The calls of tools that wait for a person, in all columns. */
export class ToolApprovals {
  readonly #ports: Ports;
  readonly #listeners = new Set<() => void>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Called when a message has changed: what waits in other columns may be something else. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The same call in all columns, this one's included. */
  alike({ name, arguments: given }: ToolCall): WaitingCall[] {
    const wanted = JSON.stringify([name, given]);
    return Object.values(this.#ports.live()?.messages ?? {})
      .flat()
      .flatMap((message) => waitingCalls(message).map((call) => ({ message, call })))
      .filter(({ call }) => JSON.stringify([call.name, call.arguments]) === wanted);
  }

  /** Whether it was taken; what went wrong is told. */
  async decide({ conversationId, id: messageId }: Message, decisions: Decision[]): Promise<boolean> {
    try {
      await this.#ports.client.request('chat:approve-tools', { conversationId, messageId, decisions });
      return true;
    } catch (thrown) {
      this.#ports.failed(thrown);
      return false;
    }
  }

  /** One decision for calls of several answers. */
  async decideAll(waiting: readonly WaitingCall[], decision: Decision['decision']): Promise<boolean> {
    const messages = [...new Set(waiting.map(({ message }) => message))];
    const taken = await Promise.all(
      messages.map((message) =>
        this.decide(
          message,
          waiting.flatMap((each) => (each.message === message ? [{ callId: each.call.id, decision }] : [])),
        ),
      ),
    );
    return taken.every(Boolean);
  }
}

/** Those of one answer that wait for a decision. */
export function waitingCalls({ status, toolCalls = [], toolResults = [] }: Message): ToolCall[] {
  if (status !== 'awaiting_tool_approval') return [];
  const known = new Set(toolResults.map(({ callId }) => callId));
  return toolCalls.filter(({ id }) => !known.has(id));
}
