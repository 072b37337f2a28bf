import {
  connectPage,
  type Page as HostPage,
  type WorkbenchHandlers,
} from '../../src/gateway/page-session.ts';
import type { Attachment } from '../../src/protocol/attachments.ts';
import type { Client } from '../../src/protocol/client.ts';
import type { ComparisonDetail } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import type { MessageDelta, NewEvent, StoredEvent } from '../../src/protocol/events.ts';
import type { MethodName, Params, Result } from '../../src/protocol/methods.ts';
import type { PanelState, WorkbenchMethodName } from '../../src/protocol/page.ts';
import type { ComposerProfile } from '../../src/protocol/profiles.ts';
import type { ComposerPrompt } from '../../src/protocol/prompts.ts';
import type { RunPageState } from '../../src/protocol/run-page.ts';
import { demoModels, providerStates } from './fixtures.ts';

type Answers = { [M in MethodName]?: (params: Params<M>) => Promise<Result<M>> | Result<M> };

/** A back end and a window that do what a test says, behind the real page session. */
export class ScriptedHost {
  /** Every request in order, those to the window as well. */
  readonly requests: { method: string; params: Record<string, unknown> }[] = [];
  readonly comparisons = new Map<string, ComparisonDetail>();
  /** What the host wants the page to show. */
  panelState: PanelState = {};
  runPageState: RunPageState = {};
  confirmed = true;
  pickedModels: string[] | null = null;
  keySaved = false;
  pickedProfile: ComposerProfile | null = null;
  pickedPrompt: ComposerPrompt | null = null;
  pickedTools: string[] | null = null;
  /** What a person picks when asked what to attach. */
  attached: Attachment[] = [];
  seq = 1;
  /** Answers in place of the usual ones. */
  readonly answers: Answers = {
    'models:get-all': () => demoModels,
    'providers:list': () => providerStates,
    'comparison:get': ({ comparisonId }) => this.detail(comparisonId),
    'chat:cancel': () => ({ cancelled: 1 }),
    'comparison:check-schema': () => ({ problem: null }),
    'comparison:recent-prompts': () => ({ prompts: [] }),
    'chat:retry': ({ messageId }) => this.message(messageId),
  };
  readonly #events = new Set<(event: StoredEvent) => void>();
  readonly #deltas = new Set<(delta: MessageDelta) => void>();
  readonly #workbench: WorkbenchHandlers;

  constructor() {
    const done = async () => ({});
    this.#workbench = {
      'panel:state': async () => this.panelState,
      'panel:showing': done,
      'workbench:pick-models': async () => ({ models: this.pickedModels }),
      'workbench:leave-out-model': done,
      'workbench:set-api-key': async () => ({ saved: this.keySaved }),
      'clipboard:write': done,
      'workbench:pick-profile': async () => ({ profile: this.pickedProfile }),
      'workbench:pick-prompt': async () => ({ prompt: this.pickedPrompt }),
      'workbench:pick-tools': async () => ({ tools: this.pickedTools }),
      'workbench:attach': async () => ({ attachments: this.attached }),
      'workbench:attach-from-workspace': async () => ({ attachments: this.attached }),
      'workbench:attach-files': async () => ({ attachments: this.attached }),
      'workbench:open-attachment': done,
      'editor:open-document': done,
      'editor:insert': done,
      'editor:open-diff': done,
      'code:replace': done,
      'code:preview': done,
      'code:new-file': done,
      'code:to-terminal': async () => ({ written: true }),
      'workbench:open-external': done,
      'run-page:state': async () => this.runPageState,
      'run-page:showing': done,
      'workbench:pick-dataset': async () => null,
      'workbench:read-again': async () => null,
      'workbench:pick-text-file': async () => null,
      'file:save-as': async () => ({ saved: true }),
      'workbench:export-run': done,
      'workbench:unblock-run': done,
      'workbench:confirm': async () => ({ confirmed: this.confirmed }),
    };
    for (const name of Object.keys(this.#workbench) as WorkbenchMethodName[]) {
      const handler = this.#workbench[name] as (params: unknown, signal: AbortSignal) => Promise<unknown>;
      const logged = (params: unknown, signal: AbortSignal) => {
        this.requests.push({ method: name, params: params as Record<string, unknown> });
        return handler(params, signal);
      };
      this.#workbench[name] = logged as never;
    }
  }

  connect(page: HostPage): { dispose(): void } {
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    return connectPage(page, this.#client, this.#workbench, silent);
  }

  readonly #client: Client = {
    request: async <M extends MethodName>(method: M, params: Params<M>) => {
      this.requests.push({ method, params: params as Record<string, unknown> });
      const answer = this.answers[method] as ((params: Params<M>) => Promise<Result<M>>) | undefined;
      if (!answer) throw new AbaiError('unavailable', `Nobody scripted ${method}.`);
      return answer(params);
    },
    onEvent: (listener) => {
      this.#events.add(listener);
      return () => this.#events.delete(listener);
    },
    onDelta: (listener) => {
      this.#deltas.add(listener);
      return () => this.#deltas.delete(listener);
    },
  };

  /** Never answers requests of this name; gives away their signals instead. */
  interceptWorkbench(method: WorkbenchMethodName, begun: (signal: AbortSignal) => void): void {
    const wait = (_params: unknown, signal: AbortSignal) =>
      new Promise((_resolve, reject) => {
        begun(signal);
        signal.addEventListener('abort', () => reject(new AbaiError('cancelled', 'It was taken back.')));
      });
    this.#workbench[method] = wait as never;
  }

  /** The params of the requests of one name. */
  asked(method: MethodName | WorkbenchMethodName): Record<string, unknown>[] {
    return this.requests.filter((request) => request.method === method).map(({ params }) => params);
  }

  detail(comparisonId: string): ComparisonDetail {
    const detail = this.comparisons.get(comparisonId);
    if (!detail) throw new AbaiError('not-found', 'This comparison does not exist any more.');
    return { ...detail, seq: this.seq };
  }

  /** Knows a comparison from now on, without telling anybody. */
  put(detail: ComparisonDetail): ComparisonDetail {
    this.comparisons.set(detail.comparison.id, structuredClone(detail));
    return this.detail(detail.comparison.id);
  }

  message(messageId: string): Message {
    return this.#find(messageId).message;
  }

  #find(messageId: string): { detail: ComparisonDetail; message: Message } {
    for (const detail of this.comparisons.values()) {
      for (const thread of Object.values(detail.messages)) {
        const message = thread.find(({ id }) => id === messageId);
        if (message) return { detail, message };
      }
    }
    throw new Error(`No message ${messageId}.`);
  }

  /** Tells that something happened, now as the back end knows it, by the action of this id. */
  publish(event: NewEvent, requestId?: string, at = 0): void {
    this.seq++;
    const stored = { ...event, seq: this.seq, at, ...(requestId ? { requestId } : {}) } as StoredEvent;
    for (const listener of this.#events) listener(structuredClone(stored));
  }

  /** Streams the next text of an answer. */
  stream(messageId: string, text: string, kind: MessageDelta['kind'] = 'text'): void {
    const { detail, message } = this.#find(messageId);
    const name = kind === 'text' ? 'content' : 'thinking';
    const offset = (message[name] ?? '').length;
    message[name] = (message[name] ?? '') + text;
    this.sendDelta({
      messageId,
      conversationId: message.conversationId,
      comparisonId: detail.comparison.id,
      kind,
      offset,
      text,
    });
  }

  sendDelta(delta: MessageDelta): void {
    for (const listener of this.#deltas) listener(delta);
  }

  /** Moves a message on and says so. */
  update(messageId: string, change: Partial<Message>): void {
    const { detail, message } = this.#find(messageId);
    Object.assign(message, change);
    this.publish({ type: 'message:updated', data: { message, comparisonId: detail.comparison.id } });
  }

  /** Adds a message to its thread and says so. */
  add(comparisonId: string, message: Message, requestId?: string): void {
    this.comparisons.get(comparisonId)!.messages[message.conversationId]!.push(structuredClone(message));
    this.publish({ type: 'message:added', data: { message, comparisonId } }, requestId);
  }
}
