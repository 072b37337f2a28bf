import assert from 'node:assert/strict';
import { AbaiError } from '../../src/protocol/errors.ts';
import { end, text, World } from './world.ts';

const schema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] };

describe('how each thread of a comparison is asked', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  const over = () => world.until(async () => (await world.store.messages.generating()).length === 0);

  it('is with its own parameters before those of all, in follow-ups and after opening anew', async () => {
    const { comparison } = await world.request('comparison:start', {
      prompt: 'Why?',
      models: ['one', { model: 'two', parameters: { temperature: 0, seed: 7 } }],
      parameters: { temperature: 1, maxTokens: 50 },
    });
    const byModel = (calls: typeof world.calls) =>
      Object.fromEntries(calls.map(({ request }) => [request.model.id, request.parameters]));
    const expected = {
      one: { temperature: 1, maxTokens: 50 },
      two: { temperature: 0, maxTokens: 50, seed: 7 },
    };
    await world.call(1);
    assert.deepEqual(byModel(world.calls), expected);
    for (const call of world.calls) call.say(text('So.'), end);
    await over();
    await world.backend.close();
    await world.reopen();
    const detail = await world.request('comparison:send', { comparisonId: comparison.id, content: 'And?' });
    await world.call(3);
    assert.deepEqual(byModel(world.calls.slice(2)), expected);
    assert.deepEqual(detail.comparison.threads[1]!.parameters, { temperature: 0, seed: 7 });
    assert.equal('parameters' in detail.comparison.threads[0]!, false);
  });

  it('asks for JSON of the schema, and says of an answer that it does not fit', async () => {
    const { comparison, messages } = await world.request('comparison:start', {
      prompt: 'How many?',
      models: ['one', 'two', 'three'],
      schema,
    });
    const answers = ['{"n": 3}', 'Three.', '{"n": "three"}'];
    for (const [index, answer] of answers.entries()) {
      const call = await world.call(index);
      assert.deepEqual(call.request.schema, { name: 'answer', schema });
      call.say(text(answer), end);
    }
    await over();
    const warnings = await Promise.all(
      comparison.threads.map(
        async ({ conversationId }) =>
          (await world.store.messages.get(messages[conversationId]!.at(-1)!.id))!.warnings?.map(
            ({ message }) => message,
          ) ?? [],
      ),
    );
    assert.deepEqual(warnings[0], []);
    assert.deepEqual(warnings[1], ['The answer is not JSON, which the schema asks for.']);
    assert.match(warnings[2]![0]!, /does not fit the JSON Schema: answer\/n must be number/);
  });

  it('keeps the schema for what is asked later: follow-up, retry, regenerate', async () => {
    const { comparison } = await world.request('comparison:start', {
      prompt: 'How many?',
      models: ['one'],
      schema,
    });
    (await world.call(0)).fail(new AbaiError('invalid', 'No.'));
    await over();
    const { conversationId } = comparison.threads[0]!;
    const answerId = async () => (await world.store.messages.list(conversationId)).at(-1)!.id;
    await world.request('chat:retry', { messageId: await answerId() });
    (await world.call(1)).say(text('no'), end);
    await over();
    const first = await world.store.messages.get(await answerId());
    assert.equal(first!.warnings?.[0]?.code, 'schema-mismatch');
    await world.request('chat:regenerate', { messageId: await answerId() });
    (await world.call(2)).say(text('{"n": 1}'), end);
    await over();
    await world.request('comparison:send', { comparisonId: comparison.id, content: 'And?' });
    const calls = [1, 2, 3].map((index) => world.call(index));
    for (const call of await Promise.all(calls)) assert.deepEqual(call.request.schema?.schema, schema);
  });

  it('refuses a schema that is none, and starts nothing', async () => {
    await assert.rejects(
      world.request('comparison:start', { prompt: 'x', models: ['one'], schema: { type: 'nonsense' } }),
      (error: unknown) => error instanceof AbaiError && error.code === 'invalid',
    );
    assert.deepEqual(await world.request('comparison:list', {}), []);
  });
});

describe('what the composer asks for', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  it('finds what was asked lately, newest first and each once', async () => {
    assert.deepEqual(await world.request('comparison:recent-prompts', {}), { prompts: [] });
    for (const prompt of ['First?', 'Second?', 'First?', `Long${'g'.repeat(20_000)}`]) {
      const begun = world.calls.length;
      await world.request('comparison:start', { prompt, models: ['one', 'two'] });
      for (const index of [begun, begun + 1]) (await world.call(index)).say(text('So.'), end);
      await world.until(async () => (await world.store.messages.generating()).length === 0);
    }
    assert.deepEqual(await world.request('comparison:recent-prompts', {}), {
      prompts: ['First?', 'Second?'],
    });
    assert.deepEqual(await world.request('comparison:recent-prompts', { limit: 1 }), { prompts: ['First?'] });
  });

  it('says of a schema that is written what is wrong with it', async () => {
    assert.deepEqual(await world.request('comparison:check-schema', { schema }), { problem: null });
    const { problem } = await world.request('comparison:check-schema', { schema: { type: 'nonsense' } });
    assert.match(problem!, /not a JSON Schema that can be used/);
  });
});
