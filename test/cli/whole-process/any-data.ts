import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { LocalEngine } from '../../../src/store/engine/local-engine.ts';
import { useSurroundings } from './surroundings.ts';

/** Whatever stands in the data folder, the command line does its work and says what became of it. */
export function describeAnyData(program: readonly string[]): void {
  describe('with a data folder in any state', function () {
    this.timeout(120_000);
    const world = useSurroundings(program);
    const folder = () => world.abai.dataDir;
    const database = () => join(folder(), 'ab-ai.db');

    async function change(...statements: string[]): Promise<void> {
      const engine = await LocalEngine.open(database());
      await engine.commit(statements.map((sql) => ({ sql })));
      await engine.close();
    }
    const json = ['null', '12', '"text"', '{', '1x', ''];
    const poisoned = (column: string, table: string) =>
      json.map(
        (value, i) => `update ${table} set ${column} = '${value}' where rowid % ${json.length} = ${i}`,
      );

    /** Each begins with data of one comparison. `told`: what standard error must say. */
    const states: Record<string, { make: () => Promise<void> | void; told?: RegExp; asked?: number }> = {
      'settings that are no JSON': {
        make: () =>
          change(
            `insert or replace into settings values ('unfinishedImport:x', '1x'), ('currentProject', '{')`,
          ),
        asked: 1,
      },
      'no JSON anywhere': {
        make: () =>
          change(
            ...poisoned('settings', 'projects'),
            ...poisoned('value', 'settings'),
            ...poisoned('data', 'events'),
            ...poisoned('answer', 'requests'),
            ...poisoned('parameters', 'comparisons'),
            ...poisoned('usage', 'messages'),
            ...poisoned('source', 'comparisons'),
          ),
        asked: 1,
      },
      'an empty file': {
        make: () => writeFileSync(database(), ''),
        told: /was an empty file.*new one was begun/u,
      },
      'noise instead of a database': {
        make: () => writeFileSync(database(), Buffer.from('noise '.repeat(5000))),
        told: /is not a database.*kept as/u,
      },
      'half of a database': {
        make: () => truncateSync(database(), Math.floor(readFileSync(database()).length / 2)),
        told: /is damaged.*kept as/u,
      },
      'a folder in the place of the database': {
        make() {
          rmSync(database());
          mkdirSync(join(database(), 'inside'), { recursive: true });
        },
        told: /is not a database.*kept as/u,
      },
      'a pipe in the place of the database': {
        make() {
          rmSync(database());
          spawnSync('mkfifo', [database()]);
        },
        told: process.platform === 'win32' ? /./u : /is not a database.*kept as/u,
      },
      'folders in the places of its log and its notes': {
        make() {
          for (const name of [
            '-wal',
            '-journal',
            '.suspect',
            '.new',
            '.start-anew',
            '.newest-backup',
            '.restore-x',
          ])
            mkdirSync(join(`${database()}${name}`, 'inside'), { recursive: true });
        },
      },
      "another program's database": {
        async make() {
          rmSync(database());
          await change(
            'create table bookmarks (id integer primary key, url text)',
            "insert into bookmarks values (1, 'a')",
          );
        },
        told: /database of another program.*kept as/u,
      },
      "another program's database with notes like ours": {
        async make() {
          rmSync(database());
          await change(
            'create table _migrations (name text)',
            'create table settings (key text, value text)',
          );
        },
        told: /database of another program.*kept as/u,
      },
      'a table less': {
        make: () => change('drop table settings'),
        told: /cannot be used.*kept as.*could be read/u,
        asked: 1,
      },
      'an older schema that does not lead to ours': {
        make: () => change('delete from _migrations where version > 3'),
        told: /cannot be used.*kept as.*could be read/u,
        asked: 1,
      },
      'a log that belongs to nothing': {
        make: () => writeFileSync(`${database()}-wal`, Buffer.alloc(50_000, 7)),
        asked: 1,
      },
    };
    for (const [name, { make, told, asked }] of Object.entries(states)) {
      it(`is of use with ${name}`, async () => {
        await world.compare('demo:swift', 'the first question');
        await make();
        const looked = await world.abai.json(['history', '--json']);
        assert.equal(looked.code, 0, looked.err);
        if (told) assert.match(looked.err, told);
        if (asked !== undefined) assert.equal(looked.value.length, asked, looked.err);
        const compared = await world.abai.run(['compare', '-m', 'demo:swift', 'the second question']);
        assert.equal(compared.code, 0, compared.err);
        const again = await world.abai.json(['history', '--json']);
        assert.equal(again.value.length, looked.value.length + 1);
        assert.equal(again.err, '');
      });
    }

    describe('that a newer version wrote', () => {
      const newer = "insert into _migrations values (9999, 'from the future', 1)";

      it('leaves it as it is and says the ways out, of which starting anew is one', async () => {
        await world.compare('demo:swift', 'the first question');
        await change(newer);
        const before = readFileSync(database());
        const refused = await world.abai.run(['history']);
        assert.equal(refused.code, 1);
        assert.match(refused.err, /newer version.*abai restore.*abai start-anew/su);
        assert.deepEqual(readFileSync(database()).subarray(100), before.subarray(100));

        const begun = await world.abai.run(['start-anew']);
        assert.equal(begun.code, 0, begun.err);
        const { value } = await world.abai.json(['history', '--json']);
        assert.deepEqual(value, []);
        const kept = readdirSync(folder()).find((file) => file.includes('.before-new-'));
        assert.ok(kept);
        assert.deepEqual(readFileSync(join(folder(), kept)).subarray(100), before.subarray(100));
      });

      it('takes a backup back instead', async () => {
        await world.compare('demo:swift', 'the first question');
        const backup = join(world.abai.home, 'backup.db');
        assert.equal((await world.abai.run(['backup', backup])).code, 0);
        await change(newer);
        const refused = await world.abai.run(['restore', join(world.abai.home, 'nothing.db')]);
        assert.equal(refused.code, 1);
        const restored = await world.abai.run(['restore', backup]);
        assert.equal(restored.code, 0, restored.err);
        const { value } = await world.abai.json(['history', '--json']);
        assert.equal(value.length, 1);
        assert.ok(readdirSync(folder()).some((file) => file.includes('.before-restore-')));
      });
    });

    it('finds everything again when six bytes of the header are flipped', async () => {
      await world.compare('demo:swift', 'the first question');
      const bytes = readFileSync(database());
      writeFileSync(database(), Buffer.concat([Buffer.alloc(6, 0xff), bytes.subarray(6)]));
      const { value, err, code } = await world.abai.json(['history', '--json']);
      assert.equal(code, 0, err);
      assert.match(err, /kept as.*could be read/u);
      assert.equal(value.length, 1);
    });

    it('restores and starts anew with sound data too', async () => {
      await world.compare('demo:swift', 'the first question');
      const backup = join(world.abai.home, 'backup.db');
      assert.equal((await world.abai.run(['backup', backup])).code, 0);
      assert.equal((await world.abai.run(['start-anew'])).code, 0);
      assert.deepEqual((await world.abai.json(['history', '--json'])).value, []);
      assert.equal((await world.abai.run(['restore', backup])).code, 0);
      assert.equal((await world.abai.json(['history', '--json'])).value.length, 1);
      assert.ok(existsSync(database()));
    });
  });
}
