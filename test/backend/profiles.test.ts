import assert from 'node:assert/strict';
import type { ProfileContent } from '../../src/protocol/profiles.ts';
import { World } from './world.ts';

const reviews: ProfileContent = {
  name: 'Reviews',
  description: 'Two that read code well.',
  models: ['demo:swift', { model: 'demo:sage', parameters: { temperature: 0 } }],
  system: 'Be brief.',
  parameters: { maxTokens: 500 },
  schema: { type: 'object' },
  promptTemplate: 'Review {{file}}',
};

describe('profiles', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  const save = (profile: ProfileContent, profileId?: string) =>
    world.request('profile:save', profileId === undefined ? { profile } : { profile, profileId });
  const names = async () => (await world.request('profile:list', {})).map(({ name }) => name);
  const changes = () => world.events.filter(({ type }) => type === 'profiles:changed').length;

  it('are kept with all that they hold, also by the next back end, and listed by name', async () => {
    const saved = await save(reviews);
    const { id, createdAt, updatedAt, ...content } = saved;
    assert.deepEqual(content, reviews);
    assert.equal(createdAt, updatedAt);
    await save({ name: 'a10' });
    await save({ name: 'A2' });
    await world.backend.close();
    await world.reopen();
    assert.deepEqual(await names(), ['A2', 'a10', 'Reviews']);
    assert.deepEqual((await world.request('profile:list', {})).at(-1), saved);
    assert.ok(id);
    assert.equal(changes(), 3);
  });

  it('are changed whole, under another name too', async () => {
    const { id, createdAt } = await save(reviews);
    world.clock.pass(1000);
    const after = await save({ name: 'Short', models: ['demo:bard'] }, id);
    assert.deepEqual(after, {
      id,
      name: 'Short',
      models: ['demo:bard'],
      createdAt,
      updatedAt: createdAt + 1000,
    });
    assert.deepEqual(await world.request('profile:list', {}), [after]);
    await assert.rejects(save(reviews, 'none'), { code: 'not-found' });
  });

  it('have each a name of its own', async () => {
    const { id } = await save(reviews);
    await assert.rejects(save({ name: 'REVIEWS' }), {
      code: 'conflict',
      message: /“Reviews” already/,
      details: { profileId: id },
    });
    const other = await save({ name: 'Other' });
    await assert.rejects(save({ name: 'reviews' }, other.id), { code: 'conflict' });
    await save({ name: 'reviews' }, id);
    await assert.rejects(save({ name: ' ' }), { code: 'invalid', message: /Give the profile a name/ });
    await assert.rejects(save({ name: 'x', parameters: { temperature: 9 } }), { code: 'invalid' });
  });

  it('come back after they were deleted', async () => {
    const saved = await save(reviews);
    await world.request('profile:delete', { profileId: saved.id });
    assert.deepEqual(await names(), []);
    await assert.rejects(world.request('profile:delete', { profileId: saved.id }), { code: 'not-found' });
    assert.deepEqual(await world.request('profile:restore', { profileId: saved.id }), saved);
    assert.deepEqual(await world.request('profile:list', {}), [saved]);
    await assert.rejects(world.request('profile:restore', { profileId: saved.id }), { code: 'not-found' });
  });

  it('do not come back over another one that has their name meanwhile', async () => {
    const { id } = await save(reviews);
    await world.request('profile:delete', { profileId: id });
    await save({ name: 'Reviews' });
    await assert.rejects(world.request('profile:restore', { profileId: id }), { code: 'conflict' });
    assert.equal((await names()).length, 1);
  });

  it('go out as a file and come in elsewhere', async () => {
    const { id } = await save(reviews);
    await save({ name: 'Other' });
    const { text: all } = await world.request('profile:export', {});
    const { text: one } = await world.request('profile:export', { profileIds: [id] });
    assert.deepEqual(JSON.parse(one), { version: 1, profiles: [reviews] });
    const elsewhere = await World.open();
    try {
      const answer = await elsewhere.request('profile:import', { text: all });
      assert.deepEqual(answer, { added: ['Other', 'Reviews'], replaced: [], leftOut: [] });
      assert.equal((await elsewhere.request('profile:export', {})).text, all);
    } finally {
      await elsewhere.dispose();
    }
  });

  it('that are there stay as they are when a file is taken in, unless it replaces them', async () => {
    const { id } = await save({ name: 'reviews', system: 'Mine.' });
    const text = JSON.stringify({ profiles: [reviews, { name: 'New' }] });
    const first = await world.request('profile:import', { text });
    assert.deepEqual(first, { added: ['New'], replaced: [], leftOut: ['Reviews'] });
    const second = await world.request('profile:import', { text, replace: true });
    assert.deepEqual(second, { added: [], replaced: ['Reviews', 'New'], leftOut: [] });
    const [, after] = await world.request('profile:list', {});
    assert.equal(after?.id, id);
    assert.equal(after?.system, 'Be brief.');
  });

  it('are not taken in from a file with anything wrong in it', async () => {
    const text = '{"profiles": [\n{"name": "Good"},\n{"name": "Bad", "tone": "rude"}]}';
    await assert.rejects(world.request('profile:import', { text }), {
      code: 'invalid',
      message: /^Line 3: .*tone/,
    });
    assert.deepEqual(await names(), []);
    assert.equal(changes(), 0);
  });
});
