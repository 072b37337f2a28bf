import assert from 'node:assert/strict';
import { ftsQuery } from '../../src/store/search.ts';
import { comparison, message, project, TemporaryStore } from './temporary-store.ts';

describe('search', () => {
  let at: TemporaryStore;
  beforeEach(async () => {
    at = await TemporaryStore.open();
    const { projects, comparisons } = at.store;
    await at.write(
      projects.insert(project('p')),
      ...comparisons.insert(comparison('k1', 'p')),
      ...comparisons.insert(comparison('k2', 'p')),
    );
    await at.write(
      at.store.messages.insert(message('m1', 'k1-0', { content: 'Why is the sky blue at noon?' })),
      at.store.messages.insert(
        message('m2', 'k2-0', { role: 'assistant', content: 'Because of Rayleigh: the sky scatters blue.' }),
      ),
    );
  });
  afterEach(() => at.remove());

  const found = async (text: string) => (await at.store.search(text, 10)).map(({ messageId }) => messageId);

  it('finds prompts and answers, newest first, with the match marked', async () => {
    const hits = await at.store.search('BLUE sky', 10);
    assert.deepEqual(
      hits.map(({ comparisonId, messageId }) => [comparisonId, messageId]),
      [
        ['k2', 'm2'],
        ['k1', 'm1'],
      ],
    );
    assert.equal(hits[1]?.snippet, 'Why is the \u0002sky\u0003 \u0002blue\u0003 at noon?');
    assert.equal((await at.store.search('sky', 1)).length, 1);
  });

  it('takes the last word as a beginning, and all words as words', async () => {
    assert.deepEqual(await found('Rayl'), ['m2']);
    assert.deepEqual(await found('Rayl scatters'), []);
    for (const text of ['', '  ', '"', '*', '((', 'NEAR/', 'sky OR', '-sky', "sky'; drop table"])
      await found(text);
    assert.equal(ftsQuery('sky" OR "x'), '"sky" "OR" "x*"');
  });

  it('follows changes, deletions and purges of the text', async () => {
    const { messages, comparisons } = at.store;
    await at.write(messages.update('m1', { content: 'About tomatoes' }));
    assert.deepEqual(await found('noon'), []);
    assert.deepEqual(await found('tomatoes'), ['m1']);
    await at.write(comparisons.markDeleted('k1', 1));
    assert.deepEqual(await found('tomatoes'), []);
    await at.write(comparisons.restore('k1'));
    assert.deepEqual(await found('tomatoes'), ['m1']);
    await at.write(comparisons.markDeleted('k1', 1));
    await at.write(...comparisons.purgeDeleted(1));
    assert.deepEqual(await found('tomatoes'), []);
    const index = await at.engine.read(
      "select docid from message_search where message_search match 'tomatoes'",
    );
    assert.deepEqual(index, [], 'the index lets go too');
    assert.deepEqual(await at.store.checkIntegrity(), []);
  });

  it('takes an answer in when it is over, not while it grows', async () => {
    const { messages } = at.store;
    await at.write(messages.insert(message('m3', 'k1-1', { status: 'generating', content: 'quant' })));
    assert.deepEqual(await found('quant'), []);
    await at.write(messages.update('m3', { content: 'quantum foam' }));
    await at.write(messages.update('m3', { status: 'complete' }));
    assert.deepEqual(await found('quantum'), ['m3']);
    await at.write(messages.update('m3', { status: 'failed' }));
    await at.write(messages.restart(message('m3', 'k1-1', { status: 'generating', content: '' })));
    assert.deepEqual(await found('quantum'), []);
  });
});
