import assert from 'node:assert/strict';
import { migrations } from '../../src/store/migrations/all.ts';
import { fixtureVersions, kept, unpackFixture } from './schema-fixture.ts';
import { TemporaryStore } from './temporary-store.ts';

/** Every table, index and trigger by its text. */
async function schemaOf(at: TemporaryStore): Promise<unknown[]> {
  return at.engine.read('select type, name, sql from sqlite_schema order by type, name');
}

describe('a database of an earlier version', () => {
  it('is kept for each schema', () => {
    assert.deepEqual(
      fixtureVersions(),
      migrations.map(({ version }) => version),
    );
  });

  for (const version of fixtureVersions()) {
    it(`of schema ${version} becomes what a new one is, with what was in it`, async () => {
      const blank = await TemporaryStore.open();
      const at = await TemporaryStore.open();
      try {
        await at.engine.close();
        unpackFixture(version, at.file);
        await at.reopen();
        assert.deepEqual(
          await schemaOf(at),
          await schemaOf(blank),
          'a migration that was released has been edited: undo that and add a new one',
        );
        const { projects, comparisons, messages, settings, events } = at.store;
        assert.deepEqual(await projects.get('p'), kept.project);
        assert.deepEqual(await comparisons.get('k'), kept.comparison);
        assert.deepEqual(await messages.list('k-0'), [kept.question, kept.answer]);
        assert.equal(await settings.get(kept.setting[0]), kept.setting[1]);
        assert.equal(await events.last(), 1);
        assert.deepEqual(
          (await at.store.search('rayleigh', 5)).map(({ messageId }) => messageId),
          ['m2'],
        );
        assert.deepEqual(await at.store.checkIntegrity(), []);
      } finally {
        await at.remove();
        await blank.remove();
      }
    });
  }
});
