import { branchOf } from '../core/branches.ts';
import { type ChatEvent, next } from '../core/chat-machine.ts';
import { pathTo } from '../core/history-path.ts';
import { chatStateOf, messageStatus, openCalls } from '../core/message-state.ts';
import type { MessagePatch } from '../core/ports/store.ts';
import type { ChatStateView, Decision } from '../protocol/chat.ts';
import type { Conversation, ConversationTools, Message } from '../protocol/conversations.ts';
import { AbaiError } from '../protocol/errors.ts';
import type { ToolResult } from '../protocol/generation.ts';
import type { GenerationStart } from './answer-run.ts';
import type { Catalogue } from './catalogue.ts';
import { conversationOf } from './conversations.ts';
import type { Generations } from './generations.ts';
import type { Context, Handlers, Resumes } from './handlers.ts';
import { ToolChoice } from './offered-tools.ts';
import type { BackendPorts } from './ports.ts';
import { requestFor } from './request.ts';
import { answerCheck } from './structured.ts';
import type { ToolRounds } from './tool-rounds.ts';

const denied = 'The user did not allow this call. Go on without it, or say what you need it for.';

interface Reference {
  conversationId: string;
}

async function viewOf({ store }: BackendPorts, conversation: Conversation): Promise<ChatStateView> {
  const branch = branchOf(await store.messages.list(conversation.id), conversation.leafId);
  const now = chatStateOf(branch);
  const { id: conversationId, tools } = conversation;
  const view = { conversationId, state: now.state, calls: [], ...(tools ? { tools } : {}) };
  if (now.state === 'generating') return { ...view, messageId: branch.at(-1)!.id, round: now.round };
  if (!('calls' in now)) return view;
  const { id, toolCalls = [], toolResults = [] } = branch.at(-1)!;
  const calls = toolCalls.map((call) => {
    const result = toolResults.find(({ callId }) => callId === call.id);
    return result ? { ...call, result } : call;
  });
  return { ...view, messageId: id, round: now.round, calls };
}

/** What was decided, as the message keeps it. A tool that is allowed for the conversation is so for all calls of it. */
function decided(message: Message, decisions: readonly Decision[]) {
  const { toolCalls = [], toolResults = [] } = message;
  const nameOf = new Map(toolCalls.map(({ id, name }) => [id, name]));
  const always = decisions.flatMap(({ callId, decision }) =>
    decision === 'conversation' ? [nameOf.get(callId) ?? ''] : [],
  );
  const named = new Set(decisions.map(({ callId }) => callId));
  const open = new Set(openCalls(message).flatMap((call) => (call.stage === 'pending' ? [call.callId] : [])));
  const all = [
    ...decisions.map(({ callId, decision }) => ({ callId, approved: decision !== 'deny' })),
    ...toolCalls.flatMap(({ id, name }) =>
      open.has(id) && !named.has(id) && always.includes(name) ? [{ callId: id, approved: true }] : [],
    ),
  ];
  const results = all.map(
    ({ callId, approved }): ToolResult =>
      approved
        ? { callId, outcome: 'approved', content: '' }
        : { callId, outcome: 'denied', content: denied },
  );
  const event: ChatEvent = { type: 'decided', decisions: all };
  return { event, always, toolResults: [...toolResults, ...results] };
}

export function toolHandlers(
  ports: BackendPorts,
  catalogue: Catalogue,
  generations: Generations,
  rounds: ToolRounds,
): Handlers<'chat:approve-tools' | 'chat:state'> {
  const { store } = ports;

  /** As it was asked for; after a failover as it would be asked for now, by whoever approves. */
  async function startOf(
    message: Message,
    conversation: Conversation,
    { caller }: Context,
  ): Promise<GenerationStart> {
    const known = rounds.askedFor(message.id);
    if (known) return known;
    const { comparisonId } = conversation;
    const comparison = comparisonId === undefined ? undefined : await store.comparisons.get(comparisonId);
    const model = catalogue.resolve(`${message.provider}:${message.model}`, caller);
    const tools = await (await ToolChoice.of(caller, undefined)).forThread(conversation.tools);
    const history = await store.messages.list(message.conversationId);
    const request = await requestFor(store.media, model, history, message.parentId ?? '', {
      system: comparison?.system,
      parameters: message.parameters,
      schema: comparison?.schema,
      tools: tools.definitions,
    });
    const check = await answerCheck(ports.trials, comparison?.schema);
    return { message, ...(comparisonId === undefined ? {} : { comparisonId }), request, caller, check };
  }

  return {
    async 'chat:approve-tools'({ conversationId, messageId, decisions }, context) {
      const conversation = await conversationOf(ports, conversationId);
      const release = generations.reserve(conversationId);
      let running = false;
      try {
        const all = await store.messages.list(conversationId);
        const branch = messageId === undefined ? branchOf(all, conversation.leafId) : pathTo(all, messageId);
        const message = branch.at(-1);
        if (!message) throw new AbaiError('not-found', 'There is no message with this id here.');
        const { event, always, toolResults } = decided(message, decisions);
        const before = chatStateOf(branch);
        const after = next(before, event);
        const start = await startOf(message, conversation, context);
        const settled: Message = { ...message, toolResults, status: messageStatus(before, after) };
        const following = after.state === 'generating' ? rounds.following(settled, start) : undefined;
        const patch: MessagePatch = following?.patch ?? { status: settled.status, toolResults };
        const owner = conversation.comparisonId ? { comparisonId: conversation.comparisonId } : {};
        await context.commit({
          writes: [
            store.messages.update(message.id, patch, ['awaiting_tool_approval']),
            ...approvals(conversation.tools, always).map((tools) =>
              store.conversations.setTools(conversationId, tools),
            ),
            ...(following?.writes ?? []),
          ],
          events: [
            { type: 'message:updated', data: { message: settled, ...owner } },
            ...(following?.events ?? []),
          ],
          answer: { conversationId } satisfies Reference,
        });
        if (settled.status === 'running_tools') {
          rounds.run(settled, start, release);
          running = true;
        }
        following?.goOn();
      } finally {
        if (!running) release();
      }
      return viewOf(ports, await conversationOf(ports, conversationId));
    },

    'chat:state': async ({ conversationId }) => viewOf(ports, await conversationOf(ports, conversationId)),
  };
}

/** What the conversation allows from now on, when that is more than before. */
function approvals(tools: ConversationTools | undefined, always: readonly string[]): ConversationTools[] {
  const approved = new Set([...(tools?.approved ?? []), ...always]);
  if (approved.size === (tools?.approved.length ?? 0)) return [];
  return [{ enabled: tools?.enabled ?? [], approved: [...approved] }];
}

/** Ends answers that wait for a decision; what is generating or running is stopped elsewhere. Returns how many. */
export async function stopAwaiting(
  { store }: BackendPorts,
  { messageId, comparisonId }: { messageId?: string | undefined; comparisonId?: string | undefined },
  context: Context,
): Promise<number> {
  const one = messageId === undefined ? undefined : await store.messages.get(messageId);
  const several = comparisonId === undefined ? [] : await store.messages.listByComparison(comparisonId);
  const waiting = [...(one ? [one] : []), ...several].filter(
    ({ status }) => status === 'awaiting_tool_approval',
  );
  if (waiting.length === 0) return 0;
  const owners = await Promise.all(
    waiting.map(async ({ conversationId }) => (await store.conversations.get(conversationId))?.comparisonId),
  );
  await context.commit({
    writes: waiting.map(({ id }) =>
      store.messages.update(id, { status: 'cancelled' }, ['awaiting_tool_approval']),
    ),
    events: waiting.map((message, index) => ({
      type: 'message:updated' as const,
      data: {
        message: { ...message, status: 'cancelled' as const },
        ...(owners[index] === undefined ? {} : { comparisonId: owners[index] }),
      },
    })),
    answer: { cancelled: waiting.length },
  });
  return waiting.length;
}

export function toolResumes(ports: BackendPorts): Resumes {
  return {
    'chat:approve-tools': async ({ conversationId }: Reference) =>
      viewOf(ports, await conversationOf(ports, conversationId)),
  };
}
