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

  it('are archived as long as another one is not', async () => {
    const { projects } = at.store;
    await at.write(projects.archive('p1', 20), projects.archive('p2', 21));
    assert.equal((await projects.get('p1'))?.archivedAt, 20);
    await assert.rejects(at.write(projects.archive('p3', 22)), { code: 'conflict' });
    await assert.rejects(at.write(projects.archive('p1', 23)), { code: 'conflict' });
    await at.write(projects.unarchive('p1'));
    assert.equal((await projects.get('p1'))?.archivedAt, undefined);
  });

  it('change settings part by part', async () => {
    await at.write(at.store.projects.patchSettings('p1', { defaultModels: ['demo:b'], budgetUsd: null }));
    assert.deepEqual((await at.store.projects.get('p1'))?.settings, { defaultModels: ['demo:b'] });
  });
});
