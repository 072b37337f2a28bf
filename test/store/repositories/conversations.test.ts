import assert from 'node:assert/strict';
import type { Conversation } from '../../../src/protocol/conversations.ts';
import { comparison, project, TemporaryStore } from '../temporary-store.ts';

describe('conversations', () => {
  let at: TemporaryStore;
  before(async () => {
    at = await TemporaryStore.open();
    await at.write(at.store.projects.insert(project('p')));
  });
  after(() => at.remove());

  const conversation = (id: string, lastUsed: number, rest: Partial<Conversation> = {}): Conversation => ({
    id,
    projectId: 'p',
    name: `Conversation ${id}`,
    createdAt: 1,
    lastUsed,
    ...rest,
  });

  it('come back as they were stored', async () => {
    const stored = conversation('c1', 5, { model: 'demo:a' });
    await at.write(at.store.conversations.insert(stored));
    assert.deepEqual(await at.store.conversations.get('c1'), stored);
    assert.equal(await at.store.conversations.get('none'), undefined);
    const tools = { enabled: ['read_file', 'search_text'], approved: ['read_file'] };
    await at.write(at.store.conversations.setTools('c1', tools));
    assert.deepEqual(await at.store.conversations.get('c1'), { ...stored, tools });
  });

  it('are listed by last use, without those of a deleted comparison', async () => {
    const { conversations, comparisons } = at.store;
    await at.write(
      conversations.insert(conversation('c2', 9)),
      ...comparisons.insert(comparison('k', 'p', 20)),
      conversations.touch('c1', 10),
    );
    const ids = async () => (await conversations.list('p')).map(({ id }) => id);
    assert.deepEqual(await ids(), ['k-1', 'k-0', 'c1', 'c2']);
    await at.write(comparisons.markDeleted('k', 30));
    assert.deepEqual(await ids(), ['c1', 'c2']);
    assert.deepEqual(await conversations.list('other'), []);
  });

  it('belong to a project that is there', async () => {
    const lost = conversation('c3', 1, { projectId: 'none' });
    await assert.rejects(at.write(at.store.conversations.insert(lost)), { code: 'conflict' });
  });
});
