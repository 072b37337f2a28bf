import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AbaiError } from '../../src/protocol/errors.ts';
import { LocalEngine } from '../../src/store/engine/local-engine.ts';
import { filledProject } from './filled-project.ts';
import { end, text, World } from './world.ts';

const day = 24 * 60 * 60 * 1000;
const refusal = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof AbaiError, String(error));
  assert.equal(error.code, 'invalid', error.message);
  assert.match(error.message, pattern);
  return true;
};

describe('the data as a whole', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open();
  });
  afterEach(() => world.dispose());

  const create = (name: string) => world.request('project:create', { name });
  const names = async () => (await world.request('project:list', {})).map(({ name }) => name).sort();
  const reopen = async () => {
    await world.backend.close();
    await world.reopen();
  };

  it('is told with sizes, rows, and what is known of its safety', async () => {
    await create('One');
    const report = await world.request('data:report', {});
    assert.equal(report.path, join(world.dir, 'ab-ai.db'));
    assert.ok(report.databaseBytes > 10_000);
    assert.equal(report.rows.projects, 2);
    assert.equal(report.retentionDays, null);
    assert.equal(report.newestBackup, undefined);
    assert.equal(report.lastCheck, undefined);
  });

  describe('backed up', () => {
    it('comes back with a restore; what came after is kept beside', async () => {
      await create('Before');
      const path = join(world.dir, 'kept.db');
      const backup = await world.request('data:backup', { path });
      assert.equal(backup.bytes, (await stat(path)).size);
      assert.equal((await world.request('data:report', {})).newestBackup?.path, path);
      await create('After');
      const lastSeq = world.events.at(-1)!.seq;

      let restarts = 0;
      world.backend.onRestart(() => {
        restarts += 1;
      });
      const { keptAs } = await world.request('data:restore', { path });
      assert.deepEqual(
        await names(),
        ['After', 'Before', 'My Project'],
        'nothing changes before the restart',
      );
      assert.equal(restarts, 0);
      world.clock.pass(1000);
      assert.equal(restarts, 1, 'the answer goes out first');

      await reopen();
      assert.deepEqual(await names(), ['Before', 'My Project']);
      const missed = await world.request('state:sync', { since: lastSeq });
      assert.ok(missed.reset || missed.events.some(({ type }) => type === 'data:replaced'));
      assert.ok(missed.seq > lastSeq, 'numbers of events go on, they are not used twice');
      assert.ok((await stat(path)).size > 0, 'the backup stays');

      await world.request('data:restore', { path: keptAs });
      await reopen();
      assert.deepEqual(await names(), ['After', 'Before', 'My Project'], 'and back again');
    });

    it('brings back what questions carried, out of the one file', async () => {
      const { attachments } = await world.request('attachment:keep', {
        attachments: [
          { kind: 'text', name: 'a.ts', text: 'let a = 1;' },
          { kind: 'image', name: 'b.png', mimeType: 'image/png', data: 'iVBORw0KGgo=' },
          { kind: 'text', name: 'never sent', text: 'a draft' },
        ],
      });
      const carried = attachments.slice(0, 2);
      await world.request('comparison:start', { prompt: 'Why?', models: ['one'], attachments: carried });
      (await world.call(0)).say(text('So.'), end);
      await world.until(async () => (await world.store.messages.generating()).length === 0);
      const path = join(world.dir, 'carried.db');
      const backup = await world.request('data:backup', { path });
      assert.equal(backup.bytes, (await stat(path)).size);
      assert.deepEqual(
        (await readdir(world.dir)).filter((name) => name.startsWith('carried')),
        ['carried.db'],
      );

      await world.request('data:delete-all', { confirm: 'delete everything' });
      await world.request('data:restore', { path });
      await reopen();
      const contents = await Promise.all(
        carried.map(async (attachment) => (await world.request('attachment:read', { attachment })).content),
      );
      assert.deepEqual(contents, ['let a = 1;', 'iVBORw0KGgo=']);
      await assert.rejects(world.request('attachment:read', { attachment: attachments[2]! }));
      assert.ok(!Object.keys((await world.request('data:report', {})).rows).includes('_contents'));
      assert.deepEqual(
        await world.engine.read(`select name from sqlite_schema where name = '_contents'`),
        [],
      );
    });

    it('brings everything back at rest: nothing is asked, run or checked by itself', async () => {
      const { dataset } = await world.request('dataset:import', {
        path: await fileWith(world, 'sums.csv', 'question\nWhat is 1+1?\nWhat is 2+2?\n'),
      });
      const run = await world.request('run:start', {
        datasetId: dataset.id,
        prompts: [{ template: '{{question}}' }],
        models: ['one'],
      });
      await world.call(1);
      const asking = await world.request('comparison:start', { prompt: 'Why?', models: ['two'] });
      await world.call(2);
      const tools = JSON.stringify({ enabled: ['read_file'], approved: ['read_file'] });
      await world.store.commit({
        at: 1,
        writes: [
          { sql: 'update conversations set tools = ?', parameters: [tools] },
          {
            sql: `update runs set consent = 'window', settings = json_set(settings, '$.rechecking', json('true'))`,
            parameters: [],
          },
        ],
      });
      const path = join(world.dir, 'busy.db');
      await world.request('data:backup', { path });
      await world.request('run:cancel', { runId: run.id });
      await world.request('data:restore', { path });
      const before = world.calls.length;
      await reopen();

      const back = await world.request('run:get', { runId: run.id });
      world.clock.pass(60_000);
      assert.deepEqual([back.status, back.pausedBecause, back.consent], ['paused', 'person', undefined]);
      assert.match(String(back.reason), /when the backup was made/u);
      assert.deepEqual(await world.store.runs.unfinished(), []);
      const { messages } = await world.request('comparison:get', { comparisonId: asking.comparison.id });
      assert.equal(Object.values(messages).flat().at(-1)!.status, 'interrupted');
      const [conversation] = await world.request('conversation:list', {});
      assert.deepEqual(conversation!.tools, { enabled: ['read_file'], approved: [] });
      assert.equal(world.calls.length, before, 'nobody was asked');

      await world.request('run:resume', { runId: run.id });
      await world.call(before + 1);
    });

    it('replaces no file unless told to, and no file that is the database', async () => {
      const path = join(world.dir, 'mine.txt');
      await writeFile(path, 'mine');
      await assert.rejects(world.request('data:backup', { path }), refusal(/exists already/u));
      assert.equal(await readFile(path, 'utf8'), 'mine');
      await world.request('data:backup', { path, overwrite: true });
      assert.match((await readFile(path)).toString('latin1', 0, 16), /^SQLite format 3/u);
      for (const name of ['ab-ai.db', 'ab-ai.db-wal', 'AB-AI.DB']) {
        const own = { path: join(world.dir, name), overwrite: true };
        await assert.rejects(world.request('data:backup', own), refusal(/database in use/u));
      }
      await assert.rejects(world.request('data:backup', { path: 'here.db' }), refusal(/relative/u));
      await mkdir(join(world.dir, 'folder'));
      await assert.rejects(
        world.request('data:backup', { path: join(world.dir, 'folder'), overwrite: true }),
        refusal(/not a file/u),
      );
      await assert.rejects(world.request('data:backup', { path: join(world.dir, 'no', 'where.db') }));
      assert.deepEqual(
        (await readdir(world.dir)).filter((name) => name.includes('unfinished')),
        [],
      );
      assert.deepEqual(await names(), ['My Project']);
    });

    it('is done once for one request id', async () => {
      const path = join(world.dir, 'once.db');
      const ask = () => world.request('data:backup', { path, requestId: 'backup-request' });
      assert.deepEqual(await ask(), await ask());
    });
  });

  it('is not replaced by what is no backup', async () => {
    const file = async (name: string, content: string | Buffer) => {
      await writeFile(join(world.dir, name), content);
      return join(world.dir, name);
    };
    const good = join(world.dir, 'good.db');
    await world.request('data:backup', { path: good });
    const bytes = await readFile(good);
    const newer = join(world.dir, 'newer.db');
    await world.engine.commit([{ sql: `insert into _migrations values (99, 'later', 1)` }]);
    await world.engine.backupTo(newer);
    await world.engine.commit([{ sql: 'delete from _migrations where version = 99' }]);
    const foreign = join(world.dir, 'foreign.db');
    const other = await LocalEngine.open(foreign);
    await other.commit([{ sql: 'create table cats (name text)' }]);
    await other.close();
    const before = await readdir(world.dir);
    const refused = async (path: string, pattern: RegExp) =>
      assert.rejects(world.request('data:restore', { path }), refusal(pattern));

    await refused(join(world.dir, 'nowhere.db'), /cannot be read/u);
    await refused(world.dir, /cannot be read/u);
    await refused('good.db', /relative/u);
    await refused(join(world.dir, 'ab-ai.db'), /in use/u);
    await refused(await file('text.db', 'a diary'), /not a backup of A-B\/AI/u);
    await refused(await file('empty.db', ''), /not a backup of A-B\/AI/u);
    await refused(await file('half.db', bytes.subarray(0, bytes.length / 2)), /damaged|not a backup/u);
    const torn = Buffer.from(bytes);
    torn.fill(0xff, 4096 * 3, 4096 * 5);
    await refused(await file('torn.db', torn), /damaged/u);
    await refused(newer, /newer version/u);
    await refused(foreign, /not a backup of A-B\/AI/u);

    const left = (await readdir(world.dir)).filter((name) => !before.includes(name)).sort();
    assert.deepEqual(left, ['empty.db', 'half.db', 'text.db', 'torn.db'], 'no copy is left lying about');
    assert.deepEqual(await readFile(good), bytes, 'a backup is only read');
    await create('Still working');
    await reopen();
    assert.deepEqual(await names(), ['My Project', 'Still working']);
  });

  it('is deleted as a whole: rows, former databases, what is remembered', async () => {
    const { comparisonId } = await filledProject(world);
    await world.request('settings:save', { settings: { providers: { openai: { defaultModel: 'one' } } } });
    const streaming = await world.request('comparison:start', { prompt: 'And now?', models: ['one'] });
    const call = await world.call(world.calls.length - 1);
    call.say(text('I begin'));
    await writeFile(join(world.dir, 'ab-ai.db.damaged-2026'), 'old');
    await writeFile(join(world.dir, 'ab-ai.db.before-restore-2026'), 'old');
    const backup = join(world.dir, 'kept.db');
    await world.request('data:backup', { path: backup });

    const wrong = { confirm: 'yes' } as never;
    await assert.rejects(world.request('data:delete-all', wrong), refusal(/delete everything/u));
    await world.request('data:delete-all', { confirm: 'delete everything' });

    assert.ok(call.signal.aborted, 'nobody waits for this answer any more');
    assert.deepEqual(await names(), ['My Project']);
    assert.deepEqual(await world.request('comparison:list', {}), []);
    assert.deepEqual(await world.request('data:search', { text: 'scattering' }), []);
    for (const id of [comparisonId, streaming.comparison.id]) {
      await assert.rejects(world.request('comparison:get', { comparisonId: id }), /no comparison/u);
    }
    const { rows } = await world.request('data:report', {});
    const filled = Object.keys(rows).filter((table) => rows[table]! > 0);
    assert.deepEqual(filled.sort(), ['events', 'projects', 'settings']);
    const settings = await world.request('settings:load', {});
    assert.equal(settings.providers.openai?.defaultModel, undefined);
    const files = (await readdir(world.dir)).filter((name) => /damaged|before-restore|newest/u.test(name));
    assert.deepEqual(files, []);
    assert.ok((await readFile(backup)).length > 0, 'a backup is the person’s own');
    const raw = (await readFile(join(world.dir, 'ab-ai.db'))).toString('latin1');
    assert.doesNotMatch(raw, /Scattering/u, 'the bytes are gone too');
    assert.equal(world.events.at(-1)!.type, 'data:replaced');
    const missed = await world.request('state:sync', { since: 1 });
    assert.ok(missed.reset || missed.events.some(({ type }) => type === 'data:replaced'));

    const { comparison } = await world.request('comparison:start', {
      prompt: 'Life goes on',
      models: ['one'],
    });
    await reopen();
    assert.equal((await world.request('comparison:list', {}))[0]?.id, comparison.id);
  });

  describe('searched', () => {
    it('finds words of prompts and answers, in all projects or one', async () => {
      const { projectId, comparisonId } = await filledProject(world);
      const hits = await world.request('data:search', { text: 'scatter' });
      assert.equal(hits.length, 2);
      assert.ok(
        hits.every((hit) => hit.comparisonId === comparisonId && hit.name.startsWith('Why is the sky')),
      );
      assert.ok(hits[0]!.snippet.includes('\u0002Scattering\u0003'));
      assert.equal((await world.request('data:search', { text: 'sky', projectId })).length, 2);
      const { id: elsewhere } = await create('Elsewhere');
      assert.deepEqual(await world.request('data:search', { text: 'sky', projectId: elsewhere }), []);
      assert.equal((await world.request('data:search', { text: 'sky', limit: 1 })).length, 1);
      assert.deepEqual(await world.request('data:search', { text: '"*' }), []);
      await assert.rejects(world.request('data:search', { text: 'sky', projectId: 'nobody' }), /no project/u);
      await world.request('comparison:delete', { comparisonId });
      assert.deepEqual(await world.request('data:search', { text: 'sky' }), []);
    });
  });

  describe('kept for so many days', () => {
    const compare = async (prompt: string) => {
      const { comparison } = await world.request('comparison:start', { prompt, models: ['one'] });
      (await world.call(world.calls.length - 1)).say(text(prompt), end);
      await world.until(async () => (await world.store.messages.generating()).length === 0);
      return comparison;
    };
    const kept = async () => (await world.request('comparison:list', {})).map(({ name }) => name).sort();
    const rows = async (table: string) =>
      Number((await world.engine.read(`select count(*) as n from ${table}`))[0]!.n);
    /** Until the round that is due has ended. */
    const round = async (expected: string[]) =>
      world.until(async () => JSON.stringify(await kept()) === JSON.stringify(expected));

    it('is for ever, unless somebody says otherwise', async () => {
      await compare('old');
      world.clock.pass(4000 * day);
      await reopen();
      await compare('new');
      world.clock.pass(1);
      assert.deepEqual(await kept(), ['new', 'old']);
    });

    it('loses what was not used for longer, with all that hangs on it', async () => {
      const old = await compare('old');
      const used = await compare('used in a thread');
      await world.request('conversation:create', { name: 'Old notes' });
      const { id: fresh } = await world.request('conversation:create', { name: 'Notes' });
      await world.store.commit({
        at: 1,
        writes: [
          {
            sql: `insert into votes (id, comparison_id, project_id, verdict, models, prompt, message_ids, created_at)
              values ('v', ?, ?, 'tie', '[]', '', '[]', 1)`,
            parameters: [old.id, old.projectId],
          },
        ],
      });
      world.clock.pass(29 * day);
      await world.request('messages:add', {
        conversationId: used.threads[0]!.conversationId,
        role: 'user',
        content: 'still of use',
      });
      await world.request('messages:add', { conversationId: fresh, role: 'user', content: 'note' });
      await compare('new');
      assert.deepEqual(await world.request('data:set-retention', { days: 30 }), { days: 30 });
      assert.equal((await world.request('data:report', {})).retentionDays, 30);
      world.clock.pass(2 * day);
      await round(['new', 'used in a thread']);
      await world.until(async () => (await rows('conversations')) === 3);
      assert.equal(await rows('votes'), 0);
      assert.equal(
        Number(
          (
            await world.engine.read('select count(*) as n from messages where conversation_id = ?', [
              old.threads[0]!.conversationId,
            ])
          )[0]!.n,
        ),
        0,
      );
      assert.deepEqual((await world.engine.read('pragma foreign_key_check')).length, 0);
      await world.until(() => world.logged.some((line) => /"comparisons":1,"conversations":1/u.test(line)));
      const told = world.events.filter(({ type }) => type === 'comparison:deleted');
      assert.deepEqual(
        told.map(({ data }) => data),
        [{ comparisonId: old.id, projectId: old.projectId }],
      );
      await assert.rejects(world.request('comparison:restore', { comparisonId: old.id }), /gone for good/u);
    });

    it('is looked through when it is opened', async () => {
      await compare('old');
      await world.request('data:set-retention', { days: 1 });
      await world.backend.close();
      world.clock.pass(3 * day);
      await world.reopen();
      assert.deepEqual(await kept(), ['old'], 'opening waits for nothing');
      world.clock.pass(0);
      await round([]);
    });

    it('can be taken back before anything is removed', async () => {
      await compare('old');
      world.clock.pass(10 * day);
      await world.request('data:set-retention', { days: 1 });
      await world.request('data:set-retention', { days: null });
      world.clock.pass(2 * day);
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual(await kept(), ['old']);
    });
  });

  describe('checked', () => {
    const checks = () => world.logged.filter((line) => /was checked and is sound/u.test(line)).length;

    it('when asked', async () => {
      const check = await world.request('data:check-integrity', {});
      assert.deepEqual(check, { at: world.clock.now(), problems: [] });
      assert.deepEqual((await world.request('data:report', {})).lastCheck, check);
    });

    it('every day, the first time ten minutes after it was opened', async () => {
      world.clock.pass(10 * 60_000 - 1);
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(checks(), 0);
      world.clock.pass(1);
      await world.until(() => checks() === 1);
      await world.until(async () => (await world.request('data:report', {})).lastCheck !== undefined);
      await reopen();
      world.clock.pass(60 * 60_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(checks(), 1, 'a window that is reloaded does not check again');
      world.clock.pass(day);
      await world.until(() => checks() === 2);
    });

    it('tells of damage, and of the newest backup', async () => {
      const path = join(world.dir, 'kept.db');
      await world.request('data:backup', { path });
      await world.backend.close();
      await damage(join(world.dir, 'ab-ai.db'));
      await world.reopen();
      const { problems } = await world.request('data:check-integrity', {});
      assert.ok(problems.length > 0);
      const told = world.events.find(({ type }) => type === 'data:damaged');
      assert.deepEqual(told?.data, { problems, backup: path });
      assert.deepEqual((await world.request('data:report', {})).lastCheck?.problems, problems);
    });
  });
});

/** Empties the root page of an index that nothing of these tests reads. */
async function damage(database: string): Promise<void> {
  const engine = await LocalEngine.open(database);
  const [row] = await engine.read(`select rootpage from sqlite_schema where name = 'votes_by_project'`);
  await engine.close();
  const bytes = await readFile(database);
  bytes.fill(0, (Number(row!.rootpage) - 1) * 4096 + 200, Number(row!.rootpage) * 4096);
  bytes.fill(0xee, (Number(row!.rootpage) - 1) * 4096, (Number(row!.rootpage) - 1) * 4096 + 20);
  await writeFile(database, bytes);
}

async function fileWith({ dir }: World, name: string, content: string): Promise<string> {
  await writeFile(join(dir, name), content);
  return join(dir, name);
}
