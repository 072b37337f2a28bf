import assert from 'node:assert/strict';
import type { Message } from '../../../src/protocol/conversations.ts';
import { comparison, message, project, TemporaryStore } from '../temporary-store.ts';

const full: Message = {
  id: 'm-full',
  conversationId: 'k-0',
  parentId: null,
  role: 'assistant',
  content: 'An answer, häß 😀',
  thinking: 'hm',
  provider: 'demo',
  model: 'a',
  status: 'failed',
  stopReason: 'length',
  parameters: { temperature: 0.5, stop: ['x'] },
  cost: 0.0001,
  costBasis: 'exact',
  tokensIn: 3,
  tokensOut: 4,
  usage: { inputTokens: 3, outputTokens: 4, cachedInputTokens: 1 },
  timing: { ttftMs: 1.5, totalMs: 20, thinkingMs: 4 },
  citations: [{ url: 'https://example.com', title: 't' }],
  toolCalls: [{ id: 't1', name: 'f', arguments: { a: [1, null] } }],
  toolResults: [{ callId: 't1', outcome: 'done', content: 'what it gave' }],
  warnings: [{ code: 'w', message: 'm' }],
  error: { code: 'provider', message: 'failed', retryable: true, details: { a: 1 } },
  timestamp: 1_700_000_000_000,
};

describe('messages', () => {
  let at: TemporaryStore;
  beforeEach(async () => {
    at = await TemporaryStore.open();
    const { projects, comparisons } = at.store;
    await at.write(projects.insert(project('p')), ...comparisons.insert(comparison('k', 'p')));
  });
  afterEach(() => at.remove());

  it('come back with every field, and without those that they never had', async () => {
    const bare = message('m-bare', 'k-0');
    await at.write(at.store.messages.insert(full), at.store.messages.insert(bare));
    assert.deepEqual(await at.store.messages.get('m-full'), full);
    assert.deepEqual(await at.store.messages.get('m-bare'), bare);
    assert.equal(await at.store.messages.get('none'), undefined);
  });

  it('tell an unknown cost from none', async () => {
    const unknown = message('m', 'k-0', { cost: null, costBasis: 'unknown' });
    await at.write(at.store.messages.insert(unknown));
    assert.deepEqual(await at.store.messages.get('m'), unknown);
  });

  it('change only what a patch names', async () => {
    await at.write(at.store.messages.insert({ ...full, status: 'generating' }));
    await at.write(at.store.messages.update('m-full', { content: 'more', tokensOut: 9 }, ['generating']));
    assert.deepEqual(await at.store.messages.get('m-full'), {
      ...full,
      status: 'generating',
      content: 'more',
      tokensOut: 9,
    });
  });

  it('change only from the states that were expected', async () => {
    await at.write(at.store.messages.insert(full));
    const update = at.store.messages.update('m-full', { content: 'x' }, ['generating', 'complete']);
    await assert.rejects(at.write(update), { code: 'conflict' });
    assert.equal((await at.store.messages.get('m-full'))?.content, full.content);
    await assert.rejects(at.write(at.store.messages.update('none', { content: 'x' })), { code: 'conflict' });
  });

  it('begin anew with nothing of before, but only when they were broken off', async () => {
    await at.write(at.store.messages.insert(full));
    const fresh = message('m-full', 'k-0', { role: 'assistant', content: '', status: 'generating' });
    await at.write(at.store.messages.restart(fresh));
    assert.deepEqual(await at.store.messages.get('m-full'), fresh);
    await assert.rejects(at.write(at.store.messages.restart(fresh)), { code: 'conflict' });
  });

  it('are listed in the order of their making, by pages', async () => {
    const ids = ['z', 'y', 'x', 'w'];
    await at.write(...ids.map((id, n) => at.store.messages.insert(message(id, 'k-0', { timestamp: 9 - n }))));
    const list = async (page?: { limit?: number; after?: string }) =>
      (await at.store.messages.list('k-0', page)).map(({ id }) => id);
    assert.deepEqual(await list(), ids);
    assert.deepEqual(await list({ limit: 2 }), ['z', 'y']);
    assert.deepEqual(await list({ limit: 2, after: 'y' }), ['x', 'w']);
    assert.deepEqual(await list({ after: 'w' }), []);
  });

  it('are found by their comparison, and while they are generating', async () => {
    await at.write(
      at.store.messages.insert(message('a', 'k-1')),
      at.store.messages.insert(message('b', 'k-0', { status: 'generating' })),
    );
    assert.deepEqual(
      (await at.store.messages.listByComparison('k'))
        .map(({ id, conversationId }) => [id, conversationId])
        .sort(),
      [
        ['a', 'k-1'],
        ['b', 'k-0'],
      ],
    );
    assert.deepEqual(
      (await at.store.messages.generating()).map(({ id }) => id),
      ['b'],
    );
  });

  it('are found while their tools run, without reading all others', async () => {
    await at.write(
      at.store.messages.insert(message('a', 'k-0', { status: 'running_tools' })),
      at.store.messages.insert(message('b', 'k-0', { status: 'awaiting_tool_approval' })),
    );
    assert.deepEqual(
      (await at.store.messages.runningTools()).map(({ id }) => id),
      ['a'],
    );
    const plan = await at.engine.read(
      "explain query plan select * from messages where status = 'running_tools'",
    );
    assert.match(JSON.stringify(plan), /messages_running_tools/);
  });

  it('know the message before them, and belong to a conversation that is there', async () => {
    await at.write(
      at.store.messages.insert(message('a', 'k-0')),
      at.store.messages.insert(message('b', 'k-0', { parentId: 'a' })),
    );
    assert.equal((await at.store.messages.get('b'))?.parentId, 'a');
    const lost = [message('c', 'none'), message('d', 'k-0', { parentId: 'none' })];
    for (const one of lost) {
      await assert.rejects(at.write(at.store.messages.insert(one)), { code: 'conflict' });
    }
  });
});
