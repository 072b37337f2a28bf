import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import { type MethodName, methods } from '../../src/protocol/methods.ts';
import { end, text, usage, World } from './world.ts';

const firstDesign = [
  'models:get-all',
  'chat:send',
  'chat:send-structured',
  'settings:save',
  'settings:load',
  'project:create',
  'project:list',
  'project:get',
  'project:switch',
  'conversation:create',
  'conversation:list',
  'messages:add',
  'messages:list',
  'batch:submit',
  'batch:submit-native',
  'batch:update-status',
  'activity:get',
];

describe('dispatch', () => {
  let world: World;
  before(async () => {
    world = await World.open();
  });
  after(() => world.dispose());

  const raw = (method: string, params: unknown) =>
    world.backend.handle(method, params, world.caller, new AbortController().signal);

  it('has the seventeen names of the first design in its table', () => {
    assert.deepEqual(
      firstDesign.filter((name) => !(name in methods)),
      [],
    );
  });

  it('answers each of them, none with "unavailable"', async () => {
    for (const name of firstDesign) {
      const error = await raw(name, {}).then(
        () => undefined,
        (thrown: unknown) => thrown as AbaiError,
      );
      assert.notEqual(error?.code, 'unavailable', name);
      assert.notEqual(error?.code, 'internal', name);
    }
  });

  it('says which type it does not know', async () => {
    await assert.rejects(raw('project:destroy', {}), /^AbaiError: Unknown request type: project:destroy$/);
    await assert.rejects(raw('constructor', {}), /Unknown request type: constructor/);
  });

  it('names the field that is wrong', async () => {
    await assert.rejects(raw('project:create', { name: '  ' }), (error: unknown) => {
      assert.ok(error instanceof AbaiError);
      assert.equal(error.code, 'invalid');
      assert.match(error.message, /project:create: name: Give the project a name/);
      return true;
    });
    await assert.rejects(raw('messages:list', null), /conversationId/);
  });

  it('gives results that fit the table', async () => {
    const project = await world.request('project:create', { name: 'Trip', description: 'notes' });
    await world.request('project:switch', { projectId: project.id });
    const conversation = await world.request('conversation:create', { name: 'Day 1' });
    assert.equal(conversation.projectId, project.id);
    const results: [MethodName, unknown][] = [
      ['models:get-all', await raw('models:get-all', {})],
      ['providers:list', await raw('providers:list', {})],
      ['project:list', await raw('project:list', {})],
      ['project:get', await raw('project:get', {})],
      ['conversation:list', await raw('conversation:list', {})],
      [
        'messages:add',
        await raw('messages:add', {
          conversationId: conversation.id,
          role: 'assistant',
          content: 'Hi',
          provider: 'openai',
          model: 'gpt-4o',
          cost: 0.002,
          tokensIn: 3,
          tokensOut: 4,
        }),
      ],
      ['messages:list', await raw('messages:list', { conversationId: conversation.id })],
      [
        'connection:hello',
        await raw('connection:hello', { protocolVersion: 1, clientId: 'client-1', kind: 'other' }),
      ],
      ['state:sync', await raw('state:sync', { since: 0 })],
    ];
    for (const [method, result] of results) {
      assert.deepEqual(methods[method].result.parse(result), result, method);
    }
    const projects = await world.request('project:list', {});
    assert.deepEqual(
      projects.map(({ name }) => name),
      ['Trip', 'My Project'],
    );
  });

  it('lets one turn at a time into a conversation', async () => {
    const conversation = await world.request('conversation:create', {});
    const send = world.request('chat:send', {
      conversationId: conversation.id,
      content: 'a',
      modelId: 'openai:one',
    });
    const call = await world.call(0);
    const conflict = (error: unknown) => error instanceof AbaiError && error.code === 'conflict';
    await assert.rejects(
      world.request('chat:send', { conversationId: conversation.id, content: 'b', modelId: 'one' }),
      conflict,
    );
    await assert.rejects(
      world.request('messages:add', { conversationId: conversation.id, role: 'user', content: 'b' }),
      conflict,
    );
    call.say(text('ok'), usage(1, 1), end);
    assert.equal((await send).message.content, 'ok');
  });

  it('fails chat:send with the code of the failure and the ids of what was saved', async () => {
    const conversation = await world.request('conversation:create', {});
    const calls = world.calls.length;
    const send = world.request('chat:send', {
      conversationId: conversation.id,
      content: 'a',
      modelId: 'one',
    });
    (await world.call(calls)).fail(new AbaiError('auth', 'The key was refused.'));
    await assert.rejects(send, (error: unknown) => {
      assert.ok(error instanceof AbaiError);
      assert.equal(error.code, 'auth');
      assert.equal(typeof error.details!.messageId, 'string');
      return true;
    });
    const messages = await world.request('messages:list', { conversationId: conversation.id });
    assert.equal(messages.at(-1)!.status, 'failed');
  });

  it('hides what nobody foresaw behind a sentence, and logs it without params', async () => {
    const conversation = await world.request('conversation:create', {});
    const calls = world.calls.length;
    const send = world.request('chat:send', {
      conversationId: conversation.id,
      content: 'a private prompt',
      modelId: 'one',
    });
    (await world.call(calls)).fail(new TypeError('cannot read x of undefined'));
    await assert.rejects(send, (error: unknown) => error instanceof AbaiError && error.code === 'internal');
    assert.ok(!world.logged.join('\n').includes('a private prompt'));
    assert.ok(!world.logged.join('\n').includes('k'.repeat(8)));
  });
});
