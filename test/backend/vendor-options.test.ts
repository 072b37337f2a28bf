import assert from 'node:assert/strict';
import type { Caller } from '../../src/core/ports/caller.ts';
import { World } from './world.ts';

describe("a vendor's own options", () => {
  it('go from the settings of the asking window into every request', async () => {
    const world = await World.open();
    const safetySettings = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }];
    const caller: Caller = {
      ...world.caller,
      endpoints: () => ({ openai: { options: { safetySettings } } }),
    };
    const signal = new AbortController().signal;
    await world.backend.handle('comparison:start', { prompt: 'Hi', models: ['one'] }, caller, signal);
    assert.deepEqual((await world.call(0)).request.extras, { safetySettings });
    await world.request('comparison:start', { prompt: 'Hi', models: ['one'] });
    assert.equal((await world.call(1)).request.extras, undefined, 'and into nobody else’s');
    await world.dispose();
  });
});
