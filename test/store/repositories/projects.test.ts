import assert from 'node:assert/strict';
import { project, TemporaryStore } from '../temporary-store.ts';

describe('projects', () => {
  let at: TemporaryStore;
  before(async () => {
    at = await TemporaryStore.open();
  });
  after(() => at.remove());

  it('come back as they were stored, also after closing', async () => {
    const stored = {
      ...project('p1', 5),
      name: "It's a häß 😀",
      description: 'd',
      settings: { defaultModels: ['demo:a'], budgetUsd: 1.5 },
    };
    await at.write(at.store.projects.insert(stored));
    await at.reopen();
    assert.deepEqual(await at.store.projects.get('p1'), stored);
    assert.equal(await at.store.projects.get('none'), undefined);
  });

  it('are listed by last use', async () => {
    await at.write(at.store.projects.insert(project('p2', 9)), at.store.projects.insert(project('p3', 7)));
    await at.write(at.store.projects.touch('p3', 11));
    assert.deepEqual(
      (await at.store.projects.list()).map(({ id, lastUsed }) => [id, lastUsed]),
      [
        ['p3', 11],
        ['p2', 9],
        ['p1', 5],
      ],
    );
  });

  it('cannot have one id twice, nor be touched when they are not there', async () => {
    await assert.rejects(at.write(at.store.projects.insert(project('p1'))), { code: 'conflict' });
    await assert.rejects(at.write(at.store.projects.touch('none', 1)), { code: 'conflict' });
  });
});
