import assert from 'node:assert/strict';
import type { ThisWindow } from '../../src/extension/this-window.ts';
import { leaveOutModel, rememberModels, usualModels } from '../../src/extension/usual-models.ts';

/** What of a window remembers models: VS Code's global state, and the list of models. */
function windowWith(state: Record<string, unknown>): ThisWindow {
  const models = ['swift', 'sage', 'bard'].map((id) => ({ provider: 'demo', id }));
  return {
    context: {
      globalState: {
        get: (key: string) => state[key],
        update: async (key: string, value: unknown) => {
          state[key] = value;
        },
      },
    },
    link: { request: async () => [...models, { provider: 'openai', id: 'gpt-4o' }] },
    log: { warn: () => assert.fail('it was not kept') },
  } as unknown as ThisWindow;
}

describe('the models chosen last', () => {
  const paid = 'openai:gpt-4o';

  it('do not come back once they were taken out, until they are chosen again', async () => {
    const window = windowWith({});
    rememberModels(window, 'comparison', ['demo:swift', paid]);
    await leaveOutModel(window, 'comparison', paid);
    assert.deepEqual(await usualModels(window), ['demo:swift']);
    await leaveOutModel(window, 'comparison', 'demo:swift');
    assert.deepEqual(await usualModels(window), [], 'none is what was left');
    rememberModels(window, 'comparison', [paid]);
    assert.deepEqual(await usualModels(window), [paid]);
  });

  it('are not those of a run for the next comparison, nor the other way round', async () => {
    const window = windowWith({});
    rememberModels(window, 'comparison', ['demo:swift']);
    assert.deepEqual(await usualModels(window, 'run'), ['demo:swift'], 'a first run begins with something');
    rememberModels(window, 'run', ['demo:sage', paid]);
    assert.deepEqual(await usualModels(window, 'comparison'), ['demo:swift']);
    rememberModels(window, 'comparison', ['demo:bard']);
    assert.deepEqual(await usualModels(window, 'run'), ['demo:sage', paid]);
    await leaveOutModel(window, 'run', paid);
    assert.deepEqual(await usualModels(window, 'run'), ['demo:sage']);
  });

  it('leave out for runs alone what was taken out of a run that began as comparisons do', async () => {
    const window = windowWith({ 'abai.models': ['demo:swift', paid] });
    await leaveOutModel(window, 'run', paid);
    assert.deepEqual(
      [await usualModels(window, 'run'), await usualModels(window)],
      [['demo:swift'], ['demo:swift', paid]],
    );
  });

  it('are the demo’s for a newcomer, without what a newcomer took out', async () => {
    const window = windowWith({});
    assert.deepEqual(await usualModels(window), ['demo:swift', 'demo:sage', 'demo:bard']);
    await leaveOutModel(window, 'comparison', 'demo:sage');
    assert.deepEqual(await usualModels(window), ['demo:swift', 'demo:bard']);
    await leaveOutModel(window, 'comparison', 'demo:unheard');
    assert.deepEqual(await usualModels(window), ['demo:swift', 'demo:bard']);
    assert.deepEqual(await usualModels(windowWith({ 'abai.models': [1, 'demo:swift', null] })), [
      'demo:swift',
    ]);
  });
});
