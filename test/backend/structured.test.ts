import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import { end, text, usage, World } from './world.ts';

const schema = {
  type: 'object',
  properties: { city: { type: 'string' }, people: { type: 'integer' } },
  required: ['city', 'people'],
};

describe('structured answers', () => {
  let world: World;
  let conversationId: string;
  beforeEach(async () => {
    world = await World.open();
    conversationId = (await world.request('conversation:create', {})).id;
  });
  afterEach(() => world.dispose());

  const ask = (more: object = {}) =>
    world.request('chat:send-structured', {
      conversationId,
      content: 'A city',
      modelId: 'one',
      schema,
      ...more,
    });

  it('give the parsed JSON, and the model the schema', async () => {
    const sent = ask();
    const call = await world.call(0);
    assert.deepEqual(call.request.schema, { name: 'answer', schema });
    call.say(text('```json\n{"city": "Ulm", "people": 126000}\n```'), usage(5, 9), end);
    const { data, message } = await sent;
    assert.deepEqual(data, { city: 'Ulm', people: 126000 });
    assert.equal(message.status, 'complete');
  });

  for (const [name, answer, reason] of [
    [
      'does not fit',
      '{"city": "Ulm"}',
      /does not fit the schema: answer must have required property 'people'/,
    ],
    ['is no JSON', 'Ulm, I think.', /did not answer with JSON/],
  ] as const) {
    it(`fail with a sentence when the answer ${name}, and keep it`, async () => {
      const sent = ask();
      (await world.call(0)).say(text(answer), usage(5, 9), end);
      await assert.rejects(sent, (error: unknown) => {
        assert.ok(error instanceof AbaiError);
        assert.equal(error.code, 'provider');
        assert.match(error.message, reason);
        return true;
      });
      const messages = await world.request('messages:list', { conversationId });
      assert.equal(messages.at(-1)!.content, answer);
    });
  }

  it('refuse a schema that is none before anything is asked', async () => {
    await assert.rejects(ask({ schema: { type: 'objekt' } }), /not a JSON Schema/);
    assert.equal(world.calls.length, 0);
  });

  it('are answered again, not asked again, when the request comes twice', async () => {
    const requestId = 'request-0003';
    const sent = ask({ requestId });
    (await world.call(0)).say(text('{"city": "Ulm", "people": 1}'), usage(5, 9), end);
    await sent;
    assert.deepEqual((await ask({ requestId })).data, { city: 'Ulm', people: 1 });
    assert.equal(world.calls.length, 1);
  });
});
