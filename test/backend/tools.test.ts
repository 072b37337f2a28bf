import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import { calling, ScriptedTools } from './scripted-tools.ts';
import { end, text, usage, World } from './world.ts';

const failsAs = (code: string, words?: RegExp) => (error: unknown) =>
  error instanceof AbaiError && error.code === code && (!words || words.test(error.message));

describe('tools', () => {
  let world: World;
  let tools: ScriptedTools;
  beforeEach(async () => {
    world = await World.open();
    tools = new ScriptedTools();
    world.tools = tools;
  });
  afterEach(() => world.dispose());

  /** A comparison of one model with both tools, whose first answer asks as the test says. */
  async function asked(...calls: Parameters<typeof calling>) {
    const detail = await world.request('comparison:start', {
      prompt: 'What is in it?',
      models: ['openai:one'],
      tools: ['read_file', 'search_text'],
    });
    const { conversationId } = detail.comparison.threads[0]!;
    const messages = () => world.request('messages:list', { conversationId });
    const state = () => world.request('chat:state', { conversationId });
    const inState = (name: string) => world.until(async () => (await state()).state === name);
    (await world.call(0)).say(text('Let me look.'), usage(10, 5), ...calling(...calls));
    await world.until(async () => (await messages())[1]!.status !== 'generating');
    return { comparisonId: detail.comparison.id, conversationId, messages, state, inState };
  }
  const once = (...ids: string[]) => ids.map((callId) => ({ callId, decision: 'once' as const }));
  const run = async (index: number) => {
    await world.until(() => tools.runs[index] !== undefined);
    return tools.runs[index]!;
  };

  it('wait for approval, run, and give the model what came of them', async () => {
    const { conversationId, messages, state } = await asked(['a', 'read_file', { path: 'x.ts' }]);
    assert.deepEqual(
      world.calls[0]!.request.tools?.map(({ name }) => name),
      ['read_file', 'search_text'],
    );
    const waiting = await state();
    assert.equal(waiting.state, 'awaiting_tool_approval');
    assert.deepEqual(waiting.calls, [{ id: 'a', name: 'read_file', arguments: { path: 'x.ts' } }]);
    assert.equal(tools.runs.length, 0);

    const running = await world.request('chat:approve-tools', { conversationId, decisions: once('a') });
    assert.equal(running.state, 'running_tools');
    const { name, arguments: given, give } = await run(0);
    assert.deepEqual({ name, given }, { name: 'read_file', given: { path: 'x.ts' } });
    give({ content: 'export {}' });

    const second = await world.call(1);
    assert.deepEqual(second.request.turns.slice(-3), [
      { role: 'user', content: 'What is in it?' },
      {
        role: 'assistant',
        content: 'Let me look.',
        toolCalls: [{ id: 'a', name: 'read_file', arguments: { path: 'x.ts' } }],
      },
      { role: 'tool', toolCallId: 'a', name: 'read_file', content: 'export {}' },
    ]);
    assert.equal(second.request.tools?.length, 2);
    second.say(text('Nothing.'), usage(20, 1), end);
    await world.until(async () => (await state()).state === 'idle');
    const [question, first, answer] = await messages();
    assert.deepEqual(
      [question!.status, first!.status, answer!.status, answer!.content],
      ['complete', 'complete', 'complete', 'Nothing.'],
    );
    assert.equal(answer!.parentId, first!.id);
    assert.deepEqual(first!.toolResults, [{ callId: 'a', outcome: 'done', content: 'export {}' }]);
    const told = world.events.flatMap((event) =>
      event.type === 'message:updated' && event.data.message.id === first!.id
        ? [event.data.message.status]
        : [],
    );
    assert.deepEqual(told, ['awaiting_tool_approval', 'running_tools', 'complete']);
  });

  it('tell the model what was denied, without running it', async () => {
    const { conversationId } = await asked(['a', 'read_file'], ['b', 'search_text']);
    const half = await world.request('chat:approve-tools', {
      conversationId,
      decisions: [{ callId: 'a', decision: 'deny' }],
    });
    assert.equal(half.state, 'awaiting_tool_approval');
    assert.equal(half.calls[0]!.result?.outcome, 'denied');
    assert.equal(half.calls[1]!.result, undefined);
    await world.request('chat:approve-tools', {
      conversationId,
      decisions: [{ callId: 'b', decision: 'deny' }],
    });
    const turns = (await world.call(1)).request.turns.slice(-2);
    assert.deepEqual(
      turns.map((turn) => turn.role === 'tool' && /did not allow/.test(turn.content)),
      [true, true],
    );
    assert.equal(tools.runs.length, 0);
  });

  it('run without asking once they are allowed for the conversation', async () => {
    const { conversationId, state } = await asked(['a', 'read_file'], ['b', 'read_file']);
    await world.request('chat:approve-tools', {
      conversationId,
      decisions: [{ callId: 'a', decision: 'conversation' }],
    });
    (await run(0)).give({ content: 'A' });
    (await run(1)).give({ content: 'B' });
    (await world.call(1)).say(...calling(['c', 'read_file'], ['d', 'search_text']));
    await world.until(async () => (await state()).state === 'awaiting_tool_approval');
    const { calls, tools: kept } = await state();
    assert.deepEqual(
      calls.map(({ id, result }) => [id, result?.outcome]),
      [
        ['c', 'approved'],
        ['d', undefined],
      ],
    );
    assert.deepEqual(kept, { enabled: ['read_file', 'search_text'], approved: ['read_file'] });
    assert.equal(tools.runs.length, 2);
    await world.request('chat:approve-tools', {
      conversationId,
      decisions: [{ callId: 'd', decision: 'deny' }],
    });
    (await run(2)).give({ content: 'C' });
    (await world.call(2)).say(...calling(['e', 'read_file']));
    (await run(3)).give({ content: 'E' });
    assert.deepEqual((await world.call(3)).request.turns.at(-1), {
      role: 'tool',
      toolCallId: 'e',
      name: 'read_file',
      content: 'E',
    });
  });

  it('fail with a sentence for the model: unknown ones, broken arguments, what they say themselves', async () => {
    const { conversationId } = await asked(
      ['a', 'format_disk'],
      ['b', 'read_file', '{"path":'],
      ['c', 'read_file'],
    );
    await world.request('chat:approve-tools', { conversationId, decisions: once('c') });
    (await run(0)).give({ failed: true, content: 'There is no such file.' });
    const told = (await world.call(1)).request.turns.slice(-3).map(({ content }) => content);
    assert.deepEqual(told, [
      'There is no tool named “format_disk”.',
      'The arguments are not valid JSON.',
      'There is no such file.',
    ]);
    assert.equal(tools.runs.length, 1);
  });

  it('are asked for by an answer that need not fit the schema yet', async () => {
    const { comparison } = await world.request('comparison:start', {
      prompt: 'What is in it?',
      models: ['openai:one'],
      schema: { type: 'object' },
      tools: ['read_file'],
    });
    const { conversationId } = comparison.threads[0]!;
    const messages = () => world.request('messages:list', { conversationId });
    (await world.call(0)).say(text('Let me look.'), ...calling(['a', 'read_file']));
    await world.until(async () => (await messages())[1]!.status === 'awaiting_tool_approval');
    assert.equal((await messages())[1]!.warnings, undefined);
    await world.request('chat:approve-tools', {
      conversationId,
      decisions: [{ callId: 'a', decision: 'deny' }],
    });
    const second = await world.call(1);
    assert.deepEqual(second.request.schema?.schema, { type: 'object' });
    second.say(text('No.'), end);
    await world.until(async () => (await messages())[2]?.status === 'complete');
    assert.equal((await messages())[2]!.warnings![0]!.code, 'schema-mismatch');
  });

  it('are not asked about when nothing of a call can run', async () => {
    await asked(['a', 'format_disk']);
    assert.equal((await world.call(1)).request.turns.at(-1)!.role, 'tool');
  });

  it('end at the limit of rounds with a sentence, and can be asked again', async () => {
    tools.mostRounds = 1;
    const { conversationId, messages, inState } = await asked(['a', 'read_file']);
    await world.request('chat:approve-tools', {
      conversationId,
      decisions: [{ callId: 'a', decision: 'conversation' }],
    });
    (await run(0)).give({ content: 'A' });
    (await world.call(1)).say(...calling(['b', 'read_file']));
    await inState('failed');
    const last = (await messages()).at(-1)!;
    assert.match(last.error!.message, /limit for one question/);
    assert.equal(tools.runs.length, 1);
    await world.request('chat:retry', { messageId: last.id });
    (await world.call(2)).say(text('Enough.'), end);
    await inState('idle');
  });

  it('are refused where no such tool is, and where none may run, before anything is saved', async () => {
    const start = (names: string[]) =>
      world.request('comparison:start', { prompt: 'Hi', models: ['openai:one'], tools: names });
    await assert.rejects(start(['write_file']), failsAs('invalid', /write_file/));
    tools.refusal = new AbaiError('conflict', 'This workspace is not trusted.');
    await assert.rejects(start(['read_file']), failsAs('conflict', /not trusted/));
    assert.deepEqual(await world.request('comparison:list', {}), []);
  });

  it('refuse a decision that is not wanted, and one that comes twice', async () => {
    const { conversationId } = await asked(['a', 'read_file']);
    const approve = (ids: string[], requestId?: string) =>
      world.request('chat:approve-tools', {
        conversationId,
        decisions: once(...ids),
        ...(requestId ? { requestId } : {}),
      });
    await assert.rejects(approve(['x']), failsAs('conflict'));
    await assert.rejects(
      world.request('chat:approve-tools', { conversationId, messageId: 'none', decisions: once('a') }),
      failsAs('not-found'),
    );
    await approve(['a'], 'request-1');
    await assert.rejects(approve(['a']), failsAs('conflict'));
    // The same request once more is answered and not done twice.
    assert.equal((await approve(['a'], 'request-1')).state, 'running_tools');
    await run(0);
    assert.equal(tools.runs.length, 1);
  });

  it('keep further questions waiting until they are decided', async () => {
    const { comparisonId, conversationId } = await asked(['a', 'read_file']);
    await assert.rejects(
      world.request('comparison:send', { comparisonId, content: 'And?' }),
      failsAs('conflict', /decision/),
    );
    await assert.rejects(
      world.request('chat:send', { conversationId, content: 'And?', modelId: 'openai:one' }),
      failsAs('conflict', /decision/),
    );
    await assert.rejects(
      world.request('messages:add', { conversationId, role: 'user', content: 'And?' }),
      failsAs('conflict', /decision/),
    );
  });

  it('are chosen anew with a follow-up, and stay without a choice', async () => {
    const { comparisonId, conversationId, inState } = await asked(['a', 'read_file']);
    await world.request('chat:approve-tools', {
      conversationId,
      decisions: [{ callId: 'a', decision: 'conversation' }],
    });
    (await run(0)).give({ content: 'A' });
    (await world.call(1)).say(text('Done.'), end);
    await inState('idle');
    const names = async () => (await world.request('comparison:get', { comparisonId })).comparison.tools;
    assert.deepEqual(await names(), ['read_file', 'search_text']);
    await world.request('comparison:send', { comparisonId, content: 'And?', tools: ['search_text'] });
    const second = await world.call(2);
    assert.deepEqual(
      second.request.tools?.map(({ name }) => name),
      ['search_text'],
    );
    assert.deepEqual(await names(), ['search_text']);
    second.say(text('Yes.'), end);
    await inState('idle');
    await world.request('comparison:send', { comparisonId, content: 'Still?' });
    const third = await world.call(3);
    assert.deepEqual(
      third.request.tools?.map(({ name }) => name),
      ['search_text'],
    );
    // What the tools gave before stays in what the model is sent.
    assert.equal(third.request.turns.filter(({ role }) => role === 'tool').length, 1);
    third.say(text('Yes.'), end);
    await inState('idle');
    // Who has no such tools goes on without them.
    world.tools = undefined;
    await world.request('comparison:send', { comparisonId, content: 'Without?' });
    assert.equal((await world.call(4)).request.tools, undefined);
  });

  it('can be stopped while they wait and while they run', async () => {
    const { conversationId, messages, state } = await asked(['a', 'read_file']);
    const messageId = (await messages())[1]!.id;
    assert.deepEqual(await world.request('chat:cancel', { messageId }), { cancelled: 1 });
    assert.equal((await state()).state, 'cancelled');
    await assert.rejects(
      world.request('chat:approve-tools', { conversationId, decisions: once('a') }),
      failsAs('conflict'),
    );
    await world.request('chat:retry', { messageId });
    (await world.call(1)).say(...calling(['b', 'read_file']));
    await world.until(async () => (await state()).state === 'awaiting_tool_approval');
    assert.deepEqual((await state()).calls, [{ id: 'b', name: 'read_file', arguments: {} }]);
    await world.request('chat:approve-tools', { conversationId, decisions: once('b') });
    const { signal } = await run(0);
    assert.deepEqual(await world.request('chat:cancel', { messageId }), { cancelled: 1 });
    assert.ok(signal.aborted);
    await world.until(async () => (await state()).state === 'cancelled');
    assert.equal(world.calls.length, 2);
  });

  it('keep nobody waiting who stops them or closes, when they do not hear of it', async () => {
    tools.deaf = true;
    const { conversationId, messages, state } = await asked(['a', 'read_file'], ['b', 'read_file']);
    await world.request('chat:approve-tools', { conversationId, decisions: once('a', 'b') });
    await run(0);
    await world.request('chat:cancel', { messageId: (await messages())[1]!.id });
    await world.until(async () => (await state()).state === 'cancelled');
    // What comes after that changes nothing, and the other call does not run.
    tools.runs[0]!.give({ content: 'Too late.' });
    await world.request('chat:retry', { messageId: (await messages())[1]!.id });
    (await world.call(1)).say(...calling(['c', 'read_file']));
    await world.until(async () => (await state()).state === 'awaiting_tool_approval');
    await world.request('chat:approve-tools', { conversationId, decisions: once('c') });
    await run(1);
    await world.backend.close();
    await world.reopen();
    assert.equal((await state()).state, 'awaiting_tool_approval');
    assert.equal(tools.runs.length, 2);
  });

  it('stop with all else of a comparison', async () => {
    const { comparisonId, state } = await asked(['a', 'read_file']);
    assert.deepEqual(await world.request('chat:cancel', { comparisonId }), { cancelled: 1 });
    assert.equal((await state()).state, 'cancelled');
  });

  it('wait again for approval when the back end closes while they wait or run', async () => {
    const { conversationId, state } = await asked(['a', 'read_file'], ['b', 'search_text']);
    await world.backend.close();
    await world.reopen();
    assert.equal((await state()).state, 'awaiting_tool_approval');
    await world.request('chat:approve-tools', {
      conversationId,
      decisions: [...once('a'), { callId: 'b', decision: 'deny' }],
    });
    await run(0);
    await world.backend.close();
    await world.reopen();
    const stranded = await state();
    assert.equal(stranded.state, 'awaiting_tool_approval');
    assert.deepEqual(
      stranded.calls.map(({ result }) => result?.outcome),
      [undefined, 'denied'],
    );
    assert.equal(tools.runs.length, 1);
    // Who approves now runs it, and the model is asked with all that was said before.
    await world.request('chat:approve-tools', { conversationId, decisions: once('a') });
    (await run(1)).give({ content: 'A' });
    const { turns, tools: offered } = (await world.call(1)).request;
    assert.deepEqual(
      turns.map(({ role }) => role),
      ['user', 'assistant', 'tool', 'tool'],
    );
    assert.equal(offered?.length, 2);
  });

  it('wait again for approval after a crash while they ran', async () => {
    const { conversationId, state } = await asked(['a', 'read_file']);
    await world.request('chat:approve-tools', { conversationId, decisions: once('a') });
    await run(0);
    // What a killed process leaves: the state in the database, nothing else.
    const copy = await world.store.messages.runningTools();
    await world.backend.close();
    await world.reopen();
    await world.store.commit({
      writes: [
        world.store.messages.update(copy[0]!.id, {
          status: 'running_tools',
          toolResults: copy[0]!.toolResults,
        }),
      ],
      at: 0,
    });
    await world.backend.close();
    await world.reopen();
    assert.equal((await state()).state, 'awaiting_tool_approval');
    assert.equal(tools.runs.length, 1);
  });

  it('wait again for approval when the window that has them is gone', async () => {
    const { conversationId, messages, state } = await asked(['a', 'read_file']);
    await world.request('chat:approve-tools', { conversationId, decisions: once('a') });
    (await run(0)).give(new AbaiError('unavailable', 'The window is gone.'));
    await world.until(async () => (await state()).state === 'awaiting_tool_approval');
    const [warning] = (await messages())[1]!.warnings ?? [];
    assert.match(warning!.message, /could not be reached/);
    await world.request('chat:approve-tools', { conversationId, decisions: once('a') });
    (await run(1)).give({ content: 'A' });
    await world.call(1);
  });

  it('work in a conversation of one model, which answers a send when it has to wait', async () => {
    const { id: conversationId } = await world.request('conversation:create', {});
    const sent = world.request('chat:send', {
      conversationId,
      content: 'Look',
      modelId: 'openai:one',
      tools: ['read_file'],
    });
    (await world.call(0)).say(...calling(['a', 'read_file']));
    assert.equal((await sent).message.status, 'awaiting_tool_approval');
    await world.request('chat:approve-tools', {
      conversationId,
      decisions: [{ callId: 'a', decision: 'conversation' }],
    });
    (await run(0)).give({ content: 'A' });
    (await world.call(1)).say(text('Done.'), end);
    await world.until(async () => (await world.request('chat:state', { conversationId })).state === 'idle');
    // The tools stay; what is allowed runs, and the send is answered with the end.
    const again = world.request('chat:send', { conversationId, content: 'More', modelId: 'openai:one' });
    (await world.call(2)).say(...calling(['b', 'read_file']));
    (await run(1)).give({ content: 'B' });
    (await world.call(3)).say(text('All done.'), end);
    assert.equal((await again).message.content, 'All done.');
    // No tools means none, and what was allowed is forgotten with them.
    const none = world.request('chat:send', {
      conversationId,
      content: 'Without',
      modelId: 'openai:one',
      tools: [],
    });
    const last = await world.call(4);
    assert.equal(last.request.tools, undefined);
    last.say(text('Yes.'), end);
    await none;
    const { tools: kept } = await world.request('chat:state', { conversationId });
    assert.deepEqual(kept, { enabled: [], approved: [] });
  });
});
