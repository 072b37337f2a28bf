import assert from 'node:assert/strict';
import { project, TemporaryStore } from '../temporary-store.ts';

const request = {
  clientId: 'client-1',
  requestId: 'r1',
  method: 'project:create',
  answer: { ok: [1, null] },
};

describe('requests', () => {
  let at: TemporaryStore;
  beforeEach(async () => {
    at = await TemporaryStore.open();
  });
  afterEach(() => at.remove());

  it('keep their answer with what they did', async () => {
    await at.store.commit({ writes: [at.store.projects.insert(project('p'))], request, at: 5 });
    await at.reopen();
    assert.deepEqual(await at.store.requests.find('client-1', 'r1'), request);
    assert.equal(await at.store.requests.find('client-2', 'r1'), undefined);
  });

  it('are done once: a second commit under the same id does nothing', async () => {
    await at.store.commit({ writes: [], request, at: 5 });
    const again = at.store.commit({
      writes: [at.store.projects.insert(project('p'))],
      events: [{ type: 'models:changed', data: {} }],
      request: { ...request, answer: 'other' },
      at: 6,
    });
    await assert.rejects(again, { code: 'conflict' });
    assert.deepEqual(await at.store.projects.list(), []);
    assert.equal(await at.store.events.last(), 0);
    assert.deepEqual((await at.store.requests.find('client-1', 'r1'))?.answer, request.answer);
  });

  it('of a commit that fails can be done later', async () => {
    const failing = at.store.commit({ writes: [at.store.projects.touch('none', 1)], request, at: 5 });
    await assert.rejects(failing, { code: 'conflict' });
    assert.equal(await at.store.requests.find('client-1', 'r1'), undefined);
    await at.store.commit({ writes: [], request, at: 6 });
  });

  it('keep an answer of nothing', async () => {
    await at.store.commit({ writes: [], request: { ...request, answer: undefined }, at: 5 });
    assert.equal((await at.store.requests.find('client-1', 'r1'))?.answer, null);
  });

  it('are forgotten when they are old', async () => {
    await at.store.commit({ writes: [], request, at: 5 });
    await at.store.commit({ writes: [], request: { ...request, requestId: 'r2' }, at: 6 });
    await at.write(at.store.requests.purge(6));
    assert.equal(await at.store.requests.find('client-1', 'r1'), undefined);
    assert.ok(await at.store.requests.find('client-1', 'r2'));
  });
});
