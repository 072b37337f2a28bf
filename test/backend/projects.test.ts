import assert from 'node:assert/strict';
import { World } from './world.ts';

describe('projects', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  const create = (name: string) => world.request('project:create', { name });
  const names = async (params = {}) => (await world.request('project:list', params)).map(({ name }) => name);
  const current = () => world.request('project:get', {});
  const told = () => world.events.map(({ type }) => type).filter((type) => type.startsWith('project:'));

  it('get another name', async () => {
    const { id } = await current();
    const renamed = await world.request('project:rename', { projectId: id, name: '  Reviews ' });
    assert.equal(renamed.name, 'Reviews');
    assert.deepEqual(await current(), renamed);
    assert.deepEqual(world.events.at(-1)?.data, { project: renamed });
    await assert.rejects(world.request('project:rename', { projectId: id, name: ' ' }), { code: 'invalid' });
    await assert.rejects(world.request('project:rename', { projectId: 'none', name: 'x' }), {
      code: 'not-found',
    });
  });

  it('keep each setting until it is named again', async () => {
    const { id: projectId } = await current();
    const update = (settings: object) => world.request('project:update-settings', { projectId, settings });
    await update({ defaultModels: ['demo:swift', 'demo:sage'], budgetUsd: 20 });
    await update({ systemPrompt: 'Be brief.' });
    assert.deepEqual((await current()).settings, {
      defaultModels: ['demo:swift', 'demo:sage'],
      budgetUsd: 20,
      systemPrompt: 'Be brief.',
    });
    const after = await update({ defaultModels: ['demo:bard'], budgetUsd: null });
    assert.deepEqual(after.settings, { defaultModels: ['demo:bard'], systemPrompt: 'Be brief.' });
    assert.deepEqual(world.events.at(-1)?.data, { project: after });
    await assert.rejects(update({ budgetUsd: 0 }), { code: 'invalid', message: /above 0/ });
    await assert.rejects(update({ defaultModels: [] }), { code: 'invalid', message: /at least one model/ });
    await assert.rejects(update({ systemPrompt: ' ' }), { code: 'invalid' });
  });

  it('take changes of different settings at once', async () => {
    const { id: projectId } = await current();
    await Promise.all([
      world.request('project:update-settings', { projectId, settings: { budgetUsd: 5 } }),
      world.request('project:update-settings', { projectId, settings: { systemPrompt: 'Be kind.' } }),
    ]);
    assert.deepEqual((await current()).settings, { budgetUsd: 5, systemPrompt: 'Be kind.' });
  });

  it('answer a repeated change with what is true now', async () => {
    const { id: projectId } = await current();
    const ask = () =>
      world.request('project:update-settings', {
        projectId,
        settings: { budgetUsd: 5 },
        requestId: 'budget-request-1',
      });
    const first = await ask();
    assert.deepEqual(await ask(), first);
    assert.equal(told().filter((type) => type === 'project:updated').length, 1);
  });

  it('go to the archive and come back', async () => {
    const first = await current();
    const second = await create('Second');
    const archived = await world.request('project:archive', { projectId: second.id });
    assert.equal(archived.archivedAt, world.clock.now());
    assert.deepEqual(await names(), [first.name]);
    assert.deepEqual((await names({ archived: true })).sort(), [first.name, 'Second'].sort());
    assert.equal((await current()).id, first.id);
    const back = await world.request('project:unarchive', { projectId: second.id });
    assert.equal(back.archivedAt, undefined);
    assert.equal((await names()).length, 2);
    assert.deepEqual(told(), ['project:created', 'project:updated', 'project:updated']);
  });

  it('make another one current when the current one is archived, but never archive the last', async () => {
    const first = await current();
    const second = await create('Second');
    await world.request('project:archive', { projectId: first.id });
    assert.equal((await current()).id, second.id);
    assert.deepEqual(told().slice(-2), ['project:updated', 'project:switched']);
    await assert.rejects(world.request('project:archive', { projectId: second.id }), {
      code: 'conflict',
      message: /“Second” is the last project/,
    });
    await world.backend.close();
    await world.reopen();
    assert.equal((await current()).id, second.id);
  });

  it('are not all archived by two who do it at once', async () => {
    const first = await current();
    const second = await create('Second');
    const both = await Promise.allSettled(
      [first, second].map(({ id }) => world.request('project:archive', { projectId: id })),
    );
    assert.equal(both.filter(({ status }) => status === 'rejected').length, 1);
    assert.equal((await names()).length, 1);
  });

  it('take nothing new while archived', async () => {
    const { id: projectId } = await create('Old');
    await world.request('project:archive', { projectId });
    const refused = { code: 'conflict', message: /“Old” is archived. Unarchive it first/ };
    await assert.rejects(world.request('project:switch', { projectId }), refused);
    await assert.rejects(
      world.request('comparison:start', { projectId, prompt: 'Why?', models: ['one'] }),
      refused,
    );
    await assert.rejects(
      world.request('run:start', { projectId, prompts: [{ template: 'Why?' }], models: ['one'] }),
      refused,
    );
    assert.equal(world.calls.length, 0);
  });
});
