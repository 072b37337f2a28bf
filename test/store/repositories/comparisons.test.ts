import assert from 'node:assert/strict';
import type { Comparison } from '../../../src/protocol/comparisons.ts';
import { comparison, message, project, TemporaryStore } from '../temporary-store.ts';

describe('comparisons', () => {
  let at: TemporaryStore;
  beforeEach(async () => {
    at = await TemporaryStore.open();
    await at.write(at.store.projects.insert(project('p')), at.store.projects.insert(project('q')));
  });
  afterEach(() => at.remove());

  it('come back with their threads in order', async () => {
    const stored: Comparison = {
      ...comparison('k', 'p', 3, ['demo:z', 'demo:a', 'demo:m']),
      system: 'be brief',
      parameters: { maxTokens: 5 },
      source: {
        uri: 'file:///a.md',
        languageId: 'markdown',
        range: { startLine: 1, startCharacter: 2, endLine: 3, endCharacter: 4 },
      },
    };
    await at.write(...at.store.comparisons.insert(stored));
    assert.deepEqual(await at.store.comparisons.get('k'), stored);
    assert.equal((await at.store.conversations.get('k-1'))?.comparisonId, 'k');
  });

  it('are renamed and touched, when they are there', async () => {
    await at.write(...at.store.comparisons.insert(comparison('k', 'p')));
    await at.write(at.store.comparisons.rename('k', 'New'), at.store.comparisons.touch('k', 9));
    const found = await at.store.comparisons.get('k');
    assert.deepEqual([found?.name, found?.lastUsed], ['New', 9]);
    await assert.rejects(at.write(at.store.comparisons.rename('none', 'x')), { code: 'conflict' });
  });

  it('are listed newest first by pages that miss none and repeat none', async () => {
    // Many share a time: the id decides then.
    const all = Array.from({ length: 25 }, (_, n) =>
      comparison(`k${String(n).padStart(2, '0')}`, 'p', n >> 2, []),
    );
    await at.write(...all.flatMap((one) => at.store.comparisons.insert(one)));
    await at.write(...at.store.comparisons.insert(comparison('other', 'q', 99, [])));
    const seen: string[] = [];
    for (let before: { createdAt: number; id: string } | undefined; ; ) {
      const page = await at.store.comparisons.list({ projectId: 'p', limit: 4, ...(before && { before }) });
      seen.push(...page.map(({ id }) => id));
      before = page.at(-1);
      if (!before) break;
    }
    assert.deepEqual(seen, all.map(({ id }) => id).reverse());
    assert.equal((await at.store.comparisons.list({ limit: 1 }))[0]?.id, 'other');
  });

  it('are summed up by the last answer of each thread and the cost of all', async () => {
    await at.write(...at.store.comparisons.insert(comparison('k', 'p')));
    const answer = { role: 'assistant' as const, costBasis: 'exact' as const };
    await at.write(
      at.store.messages.insert(message('u', 'k-0')),
      at.store.messages.insert(message('a1', 'k-0', { ...answer, cost: 1, status: 'failed' })),
      at.store.messages.insert(message('a2', 'k-0', { ...answer, cost: 2 })),
      at.store.messages.insert(message('b1', 'k-1', { ...answer, cost: 4, status: 'generating' })),
    );
    const [summary] = await at.store.comparisons.list({ limit: 10 });
    assert.deepEqual(summary, {
      id: 'k',
      projectId: 'p',
      name: 'Comparison k',
      createdAt: 1,
      lastUsed: 1,
      models: ['demo:a', 'demo:b'],
      statuses: ['complete', 'generating'],
      cost: { usd: 7, basis: 'exact' },
    });
  });

  it('disappear when they are deleted, come back when restored, and go for good when purged', async () => {
    const { comparisons, messages, conversations } = at.store;
    await at.write(...comparisons.insert(comparison('k', 'p')), messages.insert(message('m', 'k-0')));
    await at.write(comparisons.markDeleted('k', 100));
    assert.equal(await comparisons.get('k'), undefined);
    assert.equal((await comparisons.getDeleted('k'))?.id, 'k');
    assert.deepEqual(await comparisons.list({ limit: 9 }), []);
    await assert.rejects(at.write(comparisons.markDeleted('k', 101)), { code: 'conflict' });

    await at.write(comparisons.restore('k'));
    assert.equal((await comparisons.get('k'))?.id, 'k');
    assert.equal(await comparisons.getDeleted('k'), undefined);
    await assert.rejects(at.write(comparisons.restore('k')), { code: 'conflict' });

    await at.write(comparisons.markDeleted('k', 100));
    await at.write(...comparisons.purgeDeleted(99));
    assert.ok(await comparisons.getDeleted('k'), 'its time has not come');
    await at.write(...comparisons.purgeDeleted(100));
    assert.equal(await comparisons.getDeleted('k'), undefined);
    assert.equal(await messages.get('m'), undefined);
    assert.equal(await conversations.get('k-0'), undefined);
    assert.deepEqual(await at.store.checkIntegrity(), []);
  });

  it('are not found when there is none', async () => {
    assert.equal(await at.store.comparisons.get('none'), undefined);
    assert.deepEqual(await at.store.comparisons.list({ limit: 9 }), []);
  });
});
