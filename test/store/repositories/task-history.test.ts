import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { StoredTask, TaskPlace } from '../../../src/core/ports/task-history.ts';
import type { TaskFilter } from '../../../src/protocol/activity.ts';
import type { MessageStatus } from '../../../src/protocol/conversations.ts';
import type { CellStatus } from '../../../src/protocol/runs.ts';
import { storeRun } from '../stored-run.ts';
import { comparison, message, project, TemporaryStore } from '../temporary-store.ts';

describe('task history', () => {
  let at: TemporaryStore;

  beforeEach(async () => {
    at = await TemporaryStore.open();
    await at.write(at.store.projects.insert(project('p')), at.store.projects.insert(project('q')));
  });
  afterEach(() => at.remove());

  /** A comparison with a question at a time and an answer of each model at the same. */
  async function compare(
    id: string,
    timestamp: number,
    more: { projectId?: string; status?: MessageStatus } = {},
  ) {
    const { projectId = 'p', status = 'complete' } = more;
    const made = comparison(id, projectId, timestamp);
    await at.write(
      ...at.store.comparisons.insert(made),
      ...made.threads.flatMap(({ conversationId, model }) => [
        at.store.conversations.insert({
          id: conversationId,
          projectId,
          comparisonId: id,
          name: 'x',
          createdAt: timestamp,
          lastUsed: timestamp,
        }),
        at.store.messages.insert(
          message(`${conversationId}-q`, conversationId, { timestamp, content: `Why ${id}?\nSay it.` }),
        ),
        at.store.messages.insert(
          message(`${conversationId}-a`, conversationId, {
            role: 'assistant',
            parentId: `${conversationId}-q`,
            provider: model.split(':')[0]!,
            model: model.split(':')[1]!,
            status,
            timestamp,
            content: `Because of ${id}.`,
            cost: 0.5,
            costBasis: 'exact',
            tokensIn: 10,
            tokensOut: 20,
            timing: { ttftMs: 1, totalMs: 300 },
          }),
        ),
      ]),
    );
  }

  const list = (filter: TaskFilter = {}, limit = 1000) => at.store.taskHistory.list(filter, {}, limit);
  const ids = async (filter: TaskFilter = {}) => (await list(filter)).map(({ id }) => id);

  it('has answers and cells in one order, newest first', async () => {
    await compare('c1', 100);
    await storeRun(at.engine, {
      projectId: 'p',
      values: [['one'], ['two'], ['three']],
      cells: [
        { row: 0, updatedAt: 50 },
        { row: 1, updatedAt: 100, status: 'failed' },
        { row: 2, updatedAt: 150, usd: 0.25 },
      ],
    });
    assert.deepEqual(await ids(), ['r-2-0-0', 'c1-1-a', 'c1-0-a', 'r-1-0-0', 'r-0-0-0']);
  });

  it('says of each call what is known of it', async () => {
    await compare('c1', 100);
    await storeRun(at.engine, {
      projectId: 'q',
      headers: ['text', 'note'],
      values: [['a "quoted" one', '']],
      prompts: [{ template: 'Say {{text}}' }],
      cells: [
        { row: 0, updatedAt: 90, usd: 0.25, latencyMs: 40, inputTokens: 3, outputTokens: 4, cached: true },
        { row: 0, repeat: 1, updatedAt: 80, status: 'failed', errorCode: 'auth' },
        { row: 0, repeat: 2, updatedAt: 70 },
      ],
    });
    const [second, , cell, failed, unknown] = await list();
    const { place, values, ...answer } = second!;
    assert.deepEqual(answer, {
      id: 'c1-1-a',
      kind: 'comparison',
      at: 100,
      projectId: 'p',
      comparisonId: 'c1',
      name: 'Comparison c1',
      model: 'demo:b',
      state: 'succeeded',
      tokensIn: 10,
      tokensOut: 20,
      cost: { usd: 0.5, basis: 'exact' },
      totalMs: 300,
      asked: 'Why c1?\nSay it.',
    });
    assert.deepEqual([place.at, place.kind, values.size], [100, 'comparison', 0]);
    assert.deepEqual(
      [cell!.runId, cell!.name, cell!.model, cell!.cached, cell!.totalMs, cell!.asked, [...cell!.values]],
      [
        'r',
        'Run r',
        'openai:one',
        true,
        40,
        'Say {{text}}',
        [
          ['text', 'a "quoted" one'],
          ['note', ''],
        ],
      ],
    );
    assert.deepEqual([failed!.state, failed!.errorCode, failed!.cost], ['failed', 'auth', undefined]);
    assert.deepEqual(unknown!.cost, { usd: null, basis: 'unknown' });
  });

  it('names what an answer was asked although tools came between', async () => {
    await compare('c1', 100);
    await at.write(
      at.store.messages.insert(
        message('tool', 'c1-0', {
          role: 'assistant',
          parentId: 'c1-0-a',
          provider: 'demo',
          model: 'a',
          timestamp: 101,
        }),
      ),
    );
    const [first] = await list();
    assert.deepEqual([first!.id, first!.asked], ['tool', 'Why c1?\nSay it.']);
  });

  it('leaves out what was not called yet, and what is deleted', async () => {
    await compare('gone', 100);
    await at.write(at.store.comparisons.markDeleted('gone', 5));
    const statuses: CellStatus[] = ['pending', 'queued', 'submitted', 'running', 'cancelled', 'succeeded'];
    const cells = statuses.map((status, row) => ({ row, status, updatedAt: 10 }));
    await storeRun(at.engine, { projectId: 'p', cells });
    assert.deepEqual(await ids(), ['r-5-0-0']);
    await at.engine.commit([{ sql: 'update runs set deleted_at = 3' }]);
    assert.deepEqual(await ids(), []);
  });

  it('filters by project, provider, model, kind, state and time', async () => {
    await compare('c1', 100);
    await compare('c2', 200, { projectId: 'q', status: 'failed' });
    await compare('c3', 300, { status: 'awaiting_tool_approval' });
    await storeRun(at.engine, {
      projectId: 'q',
      models: ['openai:one', 'lab:one'],
      cells: [
        { row: 0, updatedAt: 150 },
        { row: 0, variant: 1, updatedAt: 150, status: 'failed' },
      ],
    });
    assert.deepEqual(await ids({ projectId: 'q' }), ['c2-1-a', 'c2-0-a', 'r-0-1-0', 'r-0-0-0']);
    assert.deepEqual(await ids({ provider: 'lab' }), ['r-0-1-0']);
    assert.deepEqual(await ids({ model: 'demo:b' }), ['c3-1-a', 'c2-1-a', 'c1-1-a']);
    assert.deepEqual(await ids({ kind: 'run' }), ['r-0-1-0', 'r-0-0-0']);
    assert.deepEqual(await ids({ kind: 'comparison', model: 'demo:a', from: 200 }), ['c3-0-a', 'c2-0-a']);
    assert.deepEqual(await ids({ states: ['failed'] }), ['c2-1-a', 'c2-0-a', 'r-0-1-0']);
    assert.deepEqual(await ids({ states: ['running', 'interrupted'] }), ['c3-1-a', 'c3-0-a']);
    assert.deepEqual(await ids({ from: 150, to: 200, model: 'openai:one' }), ['r-0-0-0']);
  });

  it('finds text in questions, answers, templates and values, without regard to case', async () => {
    await compare('c1', 100);
    await storeRun(at.engine, {
      projectId: 'p',
      headers: ['text', 'more'],
      values: [
        ['Äpfel', 'x'],
        ['a,b', '100%'],
        ['c', 'd'],
      ],
      prompts: [{ template: 'Translate {{text}}' }],
      cells: [
        { row: 0, updatedAt: 9, output: 'apples' },
        { row: 1, updatedAt: 8, output: 'A_B' },
        { row: 2, updatedAt: 7, output: null as never },
      ],
    });
    assert.deepEqual(await ids({ text: 'WHY C1' }), ['c1-1-a', 'c1-0-a']);
    assert.deepEqual(await ids({ text: 'because' }), ['c1-1-a', 'c1-0-a']);
    assert.deepEqual(await ids({ text: 'äPFEL' }), ['r-0-0-0']);
    assert.deepEqual(await ids({ text: 'a_b' }), ['r-1-0-0']);
    assert.deepEqual(await ids({ text: '0%' }), ['r-1-0-0']);
    assert.deepEqual(await ids({ text: '","' }), [], 'what lies between two values is none of them');
    assert.deepEqual(await ids({ text: 'translate' }), ['r-0-0-0', 'r-1-0-0', 'r-2-0-0']);
  });

  it('gives every call once over its spans, wherever they are cut', async () => {
    for (let n = 0; n < 12; n += 1) await compare(`c${n}`, 100 + (n % 4) * 10);
    const cells = Array.from({ length: 60 }, (_, row) => ({ row, updatedAt: 95 + (row % 7) * 5 }));
    await storeRun(at.engine, { projectId: 'p', cells });
    const all = await list();
    assert.equal(all.length, 12 * 2 + 60);
    for (const [index, one] of all.entries()) {
      const next = all[index + 1];
      if (next) assert.ok(comesBefore(one, next), `${one.id} before ${next.id}`);
    }
    for (const count of [1, 2, 5, 13, 1000]) {
      const found: StoredTask[] = [];
      let before: TaskPlace | undefined;
      for (;;) {
        const downTo = await at.store.taskHistory.mark(before, count);
        const span = { ...(before ? { before } : {}), ...(downTo ? { downTo } : {}) };
        found.push(...(await at.store.taskHistory.list({}, span, 1000)));
        if (!downTo) break;
        before = downTo;
      }
      assert.deepEqual(
        found.map(({ id }) => id),
        all.map(({ id }) => id),
        `spans of ${count}`,
      );
      const pages: StoredTask[] = [];
      for (let last: TaskPlace | undefined; ; ) {
        const page = await at.store.taskHistory.list({}, last ? { before: last } : {}, count);
        pages.push(...page);
        if (page.length < count) break;
        last = page.at(-1)!.place;
      }
      assert.deepEqual(
        pages.map(({ id }) => id),
        all.map(({ id }) => id),
        `pages of ${count}`,
      );
    }
  });

  it('is read by the index of its time, which holds only cells that are over', async () => {
    const plan = await at.engine.read(
      `explain query plan select c.updated_at, c.n from cells c
        where c.status in ('succeeded', 'failed') and c.updated_at <= ? order by c.updated_at desc, c.n desc limit 1`,
      [5],
    );
    assert.deepEqual(
      plan.map(({ detail }) => detail),
      ['SEARCH c USING INDEX cells_ended (updated_at<?)'],
    );
  });
});

function comesBefore({ place: a }: StoredTask, { place: b }: StoredTask): boolean {
  if (a.at !== b.at) return a.at > b.at;
  return a.kind === b.kind ? a.n > b.n : a.kind === 'comparison';
}
