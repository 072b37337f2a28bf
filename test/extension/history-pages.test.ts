import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { entriesOf, hasMore } from '../../src/extension/history-page.ts';
import { HistoryPages, pageSize } from '../../src/extension/history-pages.ts';
import type { Client } from '../../src/protocol/client.ts';
import type { ComparisonSummary } from '../../src/protocol/comparisons.ts';
import type { Message } from '../../src/protocol/conversations.ts';
import type { StoredEvent } from '../../src/protocol/events.ts';
import type { Project } from '../../src/protocol/projects.ts';
import type { Run } from '../../src/protocol/runs.ts';

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

function run(number: number, status: Run['status'] = 'completed', updatedAt = number): Run {
  return {
    id: `r${number}`,
    projectId: 'p1',
    datasetId: null,
    name: `Run ${number}`,
    status,
    prompts: [{ template: 'Hello' }],
    variants: [],
    rows: { taken: 1, all: 1 },
    repeats: 1,
    checks: [],
    cells: { total: 1, succeeded: 1, failed: 0, cancelled: 0 },
    usage: { inputTokens: 0, outputTokens: 0 },
    cost: { usd: 0, basis: 'free' },
    createdAt: number,
    updatedAt,
  };
}

/** A back end with `count` comparisons, and runs, which keeps what it is asked, but for runs. */
function backEnd(count: number, runs: Run[] = []) {
  const asked: string[] = [];
  const comparisons = Array.from({ length: count }, (_, index) => summary(count - index));
  const client = {
    async request(method: string, params: { limit?: number; before?: { createdAt: number } }) {
      if (method === 'run:list') {
        const { before, limit = 100 } = params;
        return runs
          .filter((one) => !before || one.createdAt < before.createdAt)
          .slice(0, Math.min(limit, 1000));
      }
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
    assert.equal(hasMore(first), true);
    await pages.loadMore('p1');
    await pages.loadMore('p1');
    const all = await pages.page('p1');
    assert.equal(all.comparisons.length, pageSize * 2 + 5);
    assert.equal(hasMore(all), false);
    assert.equal(new Set(all.comparisons.map(({ id }) => id)).size, pageSize * 2 + 5);
  });

  it('has no end before the oldest run', async () => {
    const runs = Array.from({ length: pageSize * 11 + 7 }, (_, index) => run(5000 - index));
    const pages = new HistoryPages(backEnd(0, runs).client);
    await pages.page('p1');
    for (let more = 0; more < 11; more++) {
      assert.equal(hasMore(await pages.page('p1')), true);
      await pages.loadMore('p1');
    }
    const all = await pages.page('p1');
    assert.equal(hasMore(all), false);
    assert.deepEqual(
      all.runs.map(({ id }) => id),
      runs.map(({ id }) => id),
    );
  });

  it('tells of the current project each time that projects are loaded', async () => {
    const { asked, client } = backEnd(3);
    const pages = new HistoryPages(client);
    const told: [string, number][] = [];
    pages.onProjects(({ name }, count) => told.push([name, count]));
    await pages.page('p1');
    await pages.projects();
    await pages.projects();
    assert.deepEqual(told, [[project.name, 1]]);
    const event: StoredEvent = { seq: 2, type: 'project:updated', at: 1, data: { project } };
    assert.equal(pages.apply(event), true);
    const before = asked.length;
    await pages.page('p1');
    assert.equal(asked.length, before, 'what is in a project is not asked again');
    await pages.projects();
    assert.equal(told.length, 2);
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
    assert.equal(await new HistoryPages(backEnd(0, [run(1)]).client).isEmpty(), false);
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

  it('shows comparisons and runs as one list by time', async () => {
    const { client } = backEnd(3, [run(2.5), run(0.5)]);
    const page = await new HistoryPages(client).page('p1');
    assert.deepEqual(
      entriesOf(page).map(({ id }) => id),
      ['c3', 'r2.5', 'c2', 'c1', 'r0.5'],
    );
  });

  it('holds back what may have something between it and what is shown', async () => {
    // Comparisons 205 … 1; of the runs three lie among them and one far below.
    const { client } = backEnd(pageSize * 2 + 5, [run(200.5), run(150.5), run(60.5), run(-7)]);
    const pages = new HistoryPages(client);
    const shown = async () => entriesOf(await pages.page('p1')).map(({ id }) => id);
    const first = await shown();
    assert.equal(first.at(-1), 'c106');
    assert.deepEqual(
      first.filter((id) => id.startsWith('r')),
      ['r200.5', 'r150.5'],
    );
    await pages.loadMore('p1');
    await pages.loadMore('p1');
    const all = await shown();
    assert.equal(all.length, pageSize * 2 + 5 + 4);
    assert.deepEqual(all.slice(-2), ['c1', 'r-7']);
    const times = entriesOf(await pages.page('p1')).map(({ createdAt }) => createdAt);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => b - a),
    );
  });

  it('loads more runs when those are known less far back', async () => {
    const runs = Array.from({ length: pageSize + 20 }, (_, index) => run(1000 - index));
    const pages = new HistoryPages(backEnd(5, runs).client);
    const before = entriesOf(await pages.page('p1'));
    assert.equal(before.length, pageSize, 'the comparisons are older than the last run that is known');
    assert.equal(hasMore(await pages.page('p1')), true);
    await pages.loadMore('p1');
    const page = await pages.page('p1');
    assert.equal(entriesOf(page).length, pageSize + 20 + 5);
    assert.equal(hasMore(page), false);
  });

  it('takes a run that moved on without asking', async () => {
    const { asked, client } = backEnd(1, [run(5, 'running')]);
    const pages = new HistoryPages(client);
    await pages.page('p1');
    pages.updateRun(run(5, 'completed', 9));
    assert.equal((await pages.page('p1')).runs[0]?.status, 'completed');
    assert.equal(asked.length, 1);
  });

  it('does not take back what an event told while it asked', async () => {
    const { client } = backEnd(1, [run(5, 'running')]);
    const pages = new HistoryPages(client);
    const asking = pages.page('p1');
    pages.updateRun(run(5, 'completed', 9));
    assert.equal((await asking).runs[0]?.status, 'completed');
  });

  it('asks again when a run came or went', async () => {
    const { asked, client } = backEnd(1);
    const pages = new HistoryPages(client);
    await pages.page('p1');
    assert.equal(pages.apply({ seq: 2, type: 'run:created', at: 1, data: { run: run(5) } }), true);
    await pages.page('p1');
    assert.equal(
      pages.apply({ seq: 3, type: 'run:deleted', at: 1, data: { runId: 'r5', projectId: 'p1' } }),
      true,
    );
    await pages.page('p1');
    assert.equal(asked.length, 3);
  });
});
