import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { HistoryPages, pageSize } from '../../src/extension/history-pages.ts';
import type { Client } from '../../src/protocol/client.ts';
import type { ComparisonSummary } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';
import type { Project } from '../../src/protocol/projects.ts';

const project: Project = {
  id: 'p1',
  name: 'My Project',
  description: '',
  settings: {},
  createdAt: 1,
  lastUsed: 1,
};

function summary(number: number): ComparisonSummary {
  return {
    id: `c${number}`,
    projectId: 'p1',
    name: `Comparison ${number}`,
    createdAt: number,
    lastUsed: number,
    models: ['demo:swift'],
    statuses: ['complete'],
    cost: { usd: 0, basis: 'free' },
  };
}

/** A back end with `count` comparisons, which counts what it is asked. */
function backEnd(count: number) {
  const asked: string[] = [];
  const comparisons = Array.from({ length: count }, (_, index) => summary(count - index));
  const client = {
    async request(method: string, params: { limit?: number; before?: { createdAt: number } }) {
      asked.push(method);
      if (method === 'project:list') return [project];
      if (method === 'project:get') return project;
      const older = comparisons.filter(
        (comparison) => !params.before || comparison.createdAt < params.before.createdAt,
      );
      return older.slice(0, params.limit ?? 100);
    },
    onEvent: () => () => {},
    onDelta: () => () => {},
  } as unknown as Client;
  return { asked, comparisons, client };
}

function messageEvent(status: Message['status'], comparisonId?: string): StoredEvent {
  const message: Message = {
    id: 'm',
    conversationId: 't',
    parentId: null,
    role: 'assistant',
    content: '',
    status,
    timestamp: 1,
  };
  return {
    seq: 1,
    type: 'message:updated',
    at: 1,
    data: { message, ...(comparisonId ? { comparisonId } : {}) },
  };
}

describe('pages of the history', () => {
  it('loads a page, and further ones on demand', async () => {
    const { client } = backEnd(pageSize * 2 + 5);
    const pages = new HistoryPages(client);
    const first = await pages.page('p1');
    assert.equal(first.comparisons.length, pageSize);
    assert.equal(first.hasMore, true);
    await pages.loadMore('p1');
    await pages.loadMore('p1');
    const all = await pages.page('p1');
    assert.equal(all.comparisons.length, pageSize * 2 + 5);
    assert.equal(all.hasMore, false);
    assert.equal(new Set(all.comparisons.map(({ id }) => id)).size, pageSize * 2 + 5);
  });

  it('asks again only after an event that shows in it', async () => {
    const { asked, client } = backEnd(3);
    const pages = new HistoryPages(client);
    await pages.page('p1');
    await pages.page('p1');
    assert.equal(asked.length, 1);
    assert.equal(pages.apply(messageEvent('generating', 'c1')), false);
    assert.equal(pages.apply(messageEvent('complete')), false);
    assert.equal(pages.apply({ seq: 2, type: 'models:changed', at: 1, data: {} }), false);
    await pages.page('p1');
    assert.equal(asked.length, 1);
    assert.equal(pages.apply(messageEvent('failed', 'c1')), true);
    await pages.page('p1');
    assert.equal(asked.length, 2);
  });

  it('keeps as much as was loaded when it looks again', async () => {
    const { client, comparisons } = backEnd(pageSize + 50);
    const pages = new HistoryPages(client);
    await pages.page('p1');
    await pages.loadMore('p1');
    comparisons.splice(10, 1);
    pages.apply({ seq: 2, type: 'comparison:deleted', at: 1, data: { comparisonId: 'x', projectId: 'p1' } });
    const { comparisons: shown } = await pages.page('p1');
    assert.equal(shown.length, pageSize + 49);
  });

  it('takes an event that comes while it asks for news', async () => {
    const { asked, client } = backEnd(1);
    const pages = new HistoryPages(client);
    const asking = pages.page('p1');
    pages.apply({ seq: 2, type: 'comparison:deleted', at: 1, data: { comparisonId: 'x', projectId: 'p1' } });
    await asking;
    await pages.page('p1');
    assert.equal(asked.length, 2);
  });

  it('leaves other projects alone', async () => {
    const { asked, client } = backEnd(1);
    const pages = new HistoryPages(client);
    await pages.page('p1');
    await pages.page('p2');
    pages.apply({ seq: 2, type: 'comparison:deleted', at: 1, data: { comparisonId: 'x', projectId: 'p2' } });
    await pages.page('p1');
    assert.equal(asked.length, 2);
    await pages.page('p2');
    assert.equal(asked.length, 3);
  });

  it('knows whether there is anything at all, and which project is the current one', async () => {
    const empty = new HistoryPages(backEnd(0).client);
    assert.equal(await empty.isEmpty(), true);
    assert.equal(await new HistoryPages(backEnd(1).client).isEmpty(), false);
    assert.deepEqual(await empty.projects(), [project]);
    assert.equal(empty.currentProject, 'p1');
  });

  it('asks again after a failure', async () => {
    const { client } = backEnd(1);
    let fail = true;
    const flaky = {
      ...client,
      request: async (...args: Parameters<Client['request']>) => {
        if (fail) throw new Error('gone');
        return client.request(...args);
      },
    } as Client;
    const pages = new HistoryPages(flaky);
    await assert.rejects(pages.page('p1'));
    fail = false;
    assert.equal((await pages.page('p1')).comparisons.length, 1);
  });
});
