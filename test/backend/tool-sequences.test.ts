import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openCalls } from '../../src/core/message-state.ts';
import type { ChatStateView } from '../../src/protocol/chat.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { calling, ScriptedTools, type ToolRun } from './scripted-tools.ts';
import { end, text, World } from './world.ts';

/** What may happen to one conversation, in any order. */
type Step =
  | { type: 'ask' | 'answer' | 'fail' | 'stop' | 'retry' | 'reopen' | 'result' | 'lose-window' }
  | { type: 'call'; names: readonly string[] }
  | { type: 'decide'; first: boolean; decision: 'once' | 'conversation' | 'deny' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Step>({ type: 'ask' }, { type: 'answer' }, { type: 'result' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>(
      { type: 'fail' },
      { type: 'stop' },
      { type: 'retry' },
      { type: 'reopen' },
      { type: 'lose-window' },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('call' as const),
      names: fc.array(fc.constantFrom('read_file', 'search_text', 'unknown'), { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('decide' as const),
      first: fc.boolean(),
      decision: fc.constantFrom('once' as const, 'conversation' as const, 'deny' as const),
    }),
  },
);

/** One conversation, its model and its window, driven step by step. */
class Drive {
  readonly tools = new ScriptedTools();
  readonly #world: World;
  readonly #conversationId: string;
  #made = 0;
  #given = 0;

  constructor(world: World, conversationId: string) {
    this.#world = world;
    this.#conversationId = conversationId;
    this.tools.mostRounds = 2;
    world.tools = this.tools;
  }

  state(): Promise<ChatStateView> {
    return this.#world.request('chat:state', { conversationId: this.#conversationId });
  }

  async take(step: Step): Promise<void> {
    try {
      await this.#take(step);
    } catch (error) {
      assert.ok(error instanceof AbaiError && error.code === 'conflict', String(error));
    }
    await this.#settle();
  }

  async #take(step: Step): Promise<void> {
    const world = this.#world;
    const conversationId = this.#conversationId;
    const { state, messageId, calls } = await this.state();
    const call = world.calls.at(-1);
    switch (step.type) {
      case 'ask': {
        const asked = world.request('chat:send', {
          conversationId,
          content: 'Look',
          modelId: 'openai:one',
          tools: this.tools.names,
        });
        const begun = world.calls.length + 1;
        const refused = await Promise.race([
          asked.then(
            () => undefined,
            (error: unknown) => error,
          ),
          world.until(() => world.calls.length >= begun),
        ]);
        if (refused) throw refused;
        return;
      }
      case 'answer':
        if (state === 'generating') call?.say(text('Done.'), end);
        return;
      case 'fail':
        if (state === 'generating') call?.fail(new AbaiError('provider', 'No.', { retryable: false }));
        return;
      case 'call':
        if (state !== 'generating') return;
        call?.say(...calling(...step.names.map((name): [string, string] => [`call-${this.#made++}`, name])));
        return;
      case 'decide': {
        const pending = calls.filter(({ result }) => !result);
        const chosen = step.first ? pending.slice(0, 1) : pending;
        if (chosen.length === 0) return;
        await world.request('chat:approve-tools', {
          conversationId,
          decisions: chosen.map(({ id }) => ({ callId: id, decision: step.decision })),
        });
        return;
      }
      case 'result':
        this.#give({ content: 'A result.' });
        return;
      case 'lose-window':
        this.#give(new AbaiError('unavailable', 'Gone.'));
        return;
      case 'stop':
        if (messageId) await world.request('chat:cancel', { messageId });
        return;
      case 'retry': {
        const messages = await world.request('messages:list', { conversationId });
        const last = messages.at(-1);
        if (last?.role === 'assistant') await world.request('chat:retry', { messageId: last.id });
        return;
      }
      case 'reopen':
        await world.backend.close();
        await world.reopen();
    }
  }

  #give(answer: Parameters<ToolRun['give']>[0]): void {
    const run = this.tools.runs[this.#given];
    if (!run) return;
    this.#given += 1;
    run.give(answer);
  }

  /** Until nothing goes on but what waits for the model, the window or a person. */
  async #settle(): Promise<void> {
    for (let same = 0, before = ''; same < 4; ) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      while (this.#given < this.tools.runs.length && this.tools.runs[this.#given]!.signal.aborted)
        this.#given += 1;
      const now = JSON.stringify([await this.state(), this.#world.calls.length, this.tools.runs.length]);
      same = now === before ? same + 1 : 0;
      before = now;
    }
  }
}

/** Steps that may begin a call of a tool: a word of a person, a call that was allowed before, or the end of the one before. */
const mayRun = new Set<Step['type']>(['decide', 'call', 'result']);

describe('tools, in any order of things', function () {
  this.timeout(120_000);

  it('reach no state that is not known, and run nothing without a word', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const world = await World.open();
        try {
          const { id } = await world.request('conversation:create', {});
          const drive = new Drive(world, id);
          await drive.take({ type: 'ask' });
          for (const each of steps) {
            const before = drive.tools.runs.length;
            await drive.take(each);
            if (!mayRun.has(each.type)) assert.equal(drive.tools.runs.length, before, each.type);
            const { state, calls } = await drive.state();
            if (each.type === 'reopen') assert.ok(!['generating', 'running_tools'].includes(state), state);
            const stages = openCalls({
              toolCalls: calls,
              toolResults: calls.flatMap(({ result }) => result ?? []),
            } as never).map(({ stage }) => stage);
            assert.equal(stages.includes('pending'), state === 'awaiting_tool_approval');
            if (state === 'running_tools') assert.ok(stages.includes('approved'));
            const stored = await world.request('messages:list', { conversationId: id });
            const inFlight = stored.filter(({ status }) =>
              ['generating', 'awaiting_tool_approval', 'running_tools'].includes(status),
            );
            assert.ok(inFlight.length <= 1, JSON.stringify(inFlight));
            // Every answer that was gone on from is whole, with an outcome of each of its calls.
            for (const { status, toolCalls = [], toolResults = [] } of stored.slice(0, -1)) {
              if (status === 'complete') assert.equal(toolResults.length, toolCalls.length);
            }
          }
        } finally {
          await world.dispose();
        }
      }),
      { numRuns: 25 },
    );
  });
});
