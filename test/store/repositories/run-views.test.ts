import assert from 'node:assert/strict';
import { storeRun } from '../stored-run.ts';
import { comparison, message, project, TemporaryStore } from '../temporary-store.ts';

describe('the reads of runs', () => {
  let at: TemporaryStore;
  beforeEach(async () => {
    at = await TemporaryStore.open();
    await at.write(at.store.projects.insert(project('p')));
  });
  afterEach(() => at.remove());

  it('tell what a model answered before, of runs first and then of chats', async () => {
    await storeRun(at.engine, {
      projectId: 'p',
      models: ['openai:a', 'openai:b'],
      cells: [
        { row: 0, outputTokens: 5, latencyMs: 10, output: 'short' },
        { row: 0, variant: 1, outputTokens: 99, output: 'of another model' },
        { row: 0, repeat: 1, outputTokens: 6, output: 'long '.repeat(2000) },
        { row: 0, repeat: 2, outputTokens: 7, cached: true },
        { row: 0, repeat: 3, status: 'failed' },
        { row: 0, repeat: 4, output: 'not counted' },
      ],
      repeats: 5,
    });
    const { comparisons, conversations, messages } = at.store;
    const threads = [{ conversationId: 'c', model: 'openai:a', modelName: 'A' }];
    const answer = (id: string, more: object) =>
      messages.insert(
        message(id, 'c', {
          role: 'assistant',
          provider: 'openai',
          model: 'a',
          usage: { inputTokens: 1, outputTokens: 50, reasoningTokens: 20 },
          tokensOut: 50,
          timing: { ttftMs: 1, totalMs: 700 },
          ...more,
        }),
      );
    await at.write(
      ...comparisons.insert({ ...comparison('k', 'p'), threads }),
      conversations.insert({
        id: 'c',
        projectId: 'p',
        name: 'c',
        createdAt: 1,
        lastUsed: 1,
      }),
      messages.insert(message('q', 'c')),
      answer('m', { content: 'chatted' }),
      answer('n', { content: 'broken', status: 'failed' }),
      answer('o', { content: 'other', model: 'b' }),
    );
    assert.deepEqual(await at.store.runViews.pastAnswers('openai', 'a'), [
      { outputTokens: 6, reasoningTokens: 0, latencyMs: null, text: null },
      { outputTokens: 5, reasoningTokens: 0, latencyMs: 10, text: 'short' },
      { outputTokens: 50, reasoningTokens: 20, latencyMs: 700, text: 'chatted' },
    ]);
    assert.deepEqual(await at.store.runViews.pastAnswers('openai', 'never asked'), []);
  });

  it('tell the facts of cells with the verdicts of the graders that count', async () => {
    await storeRun(at.engine, {
      projectId: 'p',
      models: ['openai:a', 'openai:b'],
      checks: [{ type: 'json' }, { type: 'contains', expected: 'x' }],
      cells: [
        { row: 0, usd: 1, inputTokens: 3, passed: [true, false], updatedAt: 5 },
        { row: 1, variant: 1, basis: 'unknown', updatedAt: 9 },
      ],
    });
    const of = { runId: 'r', variantIds: ['r-v1', 'r-v0'], graderIds: ['r-g1'] };
    const facts = await at.store.runViews.facts(of, { from: 0, to: 5 });
    assert.deepEqual(
      facts.map(({ variant, row, usd, basis, inputTokens, verdicts }) => [
        variant,
        row,
        usd,
        basis,
        inputTokens,
        verdicts,
      ]),
      [
        [1, 0, 1, 'exact', 3, [{ grader: 0, passed: false }]],
        [0, 1, null, 'unknown', null, []],
      ],
    );
    assert.deepEqual(
      (await at.store.runViews.factsSince({ ...of, variantIds: ['r-v0'] }, 6)).map(({ variant, row }) => [
        variant,
        row,
      ]),
      [[-1, 1]],
    );
    assert.equal(await at.store.runViews.lastChange('r'), 9);
    assert.equal(await at.store.runViews.lastChange('none'), 0);
  });
});
