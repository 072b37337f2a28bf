import assert from 'node:assert/strict';
import { end, text, World } from './world.ts';

describe('the prompt library', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  const save = (name: string, words: string, more: { promptId?: string; system?: string } = {}) =>
    world.request('prompt:save', { name, text: words, ...more });
  const list = () => world.request('prompt:list', {});
  const versions = async () =>
    world.engine.read('select prompt_id, version, body, system from prompt_versions order by rowid');

  it('keeps prompts, the one used last first', async () => {
    const first = await save('Translate', 'Translate: {{text}}', { system: 'You are a translator.' });
    world.clock.pass(10);
    const second = await save('Shorten', 'Shorten: {{text}}');
    assert.equal(first.version, 1);
    assert.deepEqual(await list(), [second, first]);
    world.clock.pass(10);
    const used = await world.request('prompt:use', { promptId: first.id });
    assert.deepEqual(used, { ...first, lastUsed: world.clock.now() });
    await world.backend.close();
    await world.reopen();
    assert.deepEqual(await list(), [used, second]);
  });

  it('adds a version when the words are others, and keeps the old ones', async () => {
    const { id: promptId } = await save('Translate', 'Translate: {{text}}');
    const again = await save('Translate', 'Translate: {{text}}', { promptId });
    assert.equal(again.version, 1);
    const renamed = await save('Into German', 'Translate: {{text}}', { promptId });
    assert.deepEqual([renamed.version, renamed.name], [1, 'Into German']);
    const other = await save('Into German', 'Into German: {{text}}', { promptId });
    const withSystem = await save('Into German', 'Into German: {{text}}', { promptId, system: 'Be exact.' });
    assert.deepEqual([other.version, withSystem.version], [2, 3]);
    assert.deepEqual(await list(), [withSystem]);
    assert.deepEqual(await versions(), [
      { prompt_id: promptId, version: 1, body: 'Translate: {{text}}', system: null },
      { prompt_id: promptId, version: 2, body: 'Into German: {{text}}', system: null },
      { prompt_id: promptId, version: 3, body: 'Into German: {{text}}', system: 'Be exact.' },
    ]);
  });

  it('gives each a name of its own', async () => {
    const { id } = await save('Translate', 'a');
    await assert.rejects(save('translate', 'b'), { code: 'conflict', details: { promptId: id } });
    await assert.rejects(save(' ', 'b'), { code: 'invalid', message: /Give the prompt a name/ });
    await assert.rejects(save('Empty', ' \n'), { code: 'invalid', message: /The prompt is empty/ });
    await assert.rejects(save('x', 'b', { promptId: 'none' }), { code: 'not-found' });
  });

  it('shares versions with runs, which keep theirs when a prompt is deleted', async () => {
    const { id: promptId } = await save('Ask', 'Why?');
    await save('Ask', 'Why not?', { promptId });
    const run = await world.request('run:start', { prompts: [{ template: 'Why?' }], models: ['one'] });
    (await world.call(0)).say(text('So.'), end);
    await world.until(async () => (await world.request('run:get', { runId: run.id })).status === 'completed');
    assert.equal((await versions()).length, 2);
    await world.request('prompt:delete', { promptId });
    assert.deepEqual(await list(), []);
    assert.deepEqual(await versions(), [{ prompt_id: null, version: 1, body: 'Why?', system: null }]);
    assert.equal((await world.request('run:get', { runId: run.id })).prompts[0]?.template, 'Why?');
    await assert.rejects(world.request('prompt:delete', { promptId }), { code: 'not-found' });
    assert.equal(world.events.filter(({ type }) => type === 'prompts:changed').length, 3);
  });
});
