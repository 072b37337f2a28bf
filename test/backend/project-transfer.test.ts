import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { idMaker } from '../../src/backend/project-import.ts';
import { AbaiError } from '../../src/protocol/errors.ts';
import { everyRow, filledProject } from './filled-project.ts';
import { end, text, World } from './world.ts';

const refusal = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof AbaiError, String(error));
  assert.equal(error.code, 'invalid', error.message);
  assert.match(error.message, pattern);
  return true;
};

describe('a project as a file', () => {
  let world: World;
  let other: World;
  let projectId: string;
  let comparisonId: string;
  let file: string;
  beforeEach(async () => {
    world = await World.open();
    other = await World.open();
    ({ projectId, comparisonId } = await filledProject(world));
    file = join(world.dir, 'project.jsonl');
  });
  afterEach(async () => {
    await world.dispose();
    await other.dispose();
  });

  const exported = () => world.request('data:export-project', { projectId, path: file });
  const lines = async () => (await readFile(file, 'utf8')).trimEnd().split('\n');
  const countsOf = async (of: World) =>
    Object.fromEntries(Object.entries(await everyRow(of)).map(([table, rows]) => [table, rows.length]));

  it('comes out of another data folder as it went in', async () => {
    const answer = await exported();
    const before = await everyRow(other);
    const { project, newIds, rows } = await other.request('data:import', { path: file });
    assert.equal(newIds, false);
    assert.equal(project.id, projectId);
    assert.equal(rows, answer.rows);

    const expected = await everyRow(world);
    const found = await everyRow(other);
    for (const [table, own] of Object.entries(expected)) {
      const theirs = found[table]!.filter((row) => !before[table]!.some((old) => sameId(old, row)));
      const ours = own
        .filter((row) => table !== 'projects' || (row as { id: string }).id === projectId)
        // A prompt of no project becomes one of the project's.
        .map((row) => (table === 'prompts' ? { ...(row as object), project_id: projectId } : row));
      assert.ok(ours.length > 0, table);
      assert.deepEqual(theirs, ours, table);
    }
    assert.equal(await other.store.checkIntegrity().then((problems) => problems.length), 0);
    assert.equal((await other.request('data:search', { text: 'scattering' })).length, 2);
    assert.ok(other.events.some(({ type }) => type === 'project:created'));
  });

  it('brings along what its questions carry, each content once', async () => {
    const note = { kind: 'text' as const, name: 'note.md', text: 'What I attached.' };
    const { comparison } = await world.request('comparison:start', {
      projectId,
      prompt: 'Why?',
      models: ['one', 'two'],
      attachments: [note],
    });
    const last = world.calls.length;
    for (const index of [last - 2, last - 1]) (await world.call(index)).say(text('So.'), end);
    await world.until(async () => (await world.store.messages.generating()).length === 0);
    await exported();
    assert.equal((await lines()).filter((line) => line.startsWith('{"table":"media"')).length, 1);
    await other.request('data:import', { path: file });
    const [question] = await other.store.messages.list(comparison.threads[1]!.conversationId);
    const [attachment] = question!.attachments!;
    assert.deepEqual(await other.request('attachment:read', { attachment: attachment! }), {
      content: note.text,
    });

    const changed = (await readFile(file, 'utf8')).replace(/"data":"[^"]+"/u, '"data":"AAAA"');
    await writeFile(file, changed);
    await assert.rejects(
      other.request('data:import', { path: file }),
      refusal(/was changed. Nothing was imported/),
    );
    await writeFile(file, changed.replace('"data":"AAAA"', '"data":7'));
    await assert.rejects(
      other.request('data:import', { path: file }),
      refusal(/line \d+: this is no content of an attachment/),
    );
    const [header, , ...rest] = (await readFile(file, 'utf8')).split('\n');
    const content = rest
      .find((line) => line.startsWith('{"table":"media"'))!
      .replace('"data":7', '"data":"AAAA"');
    await writeFile(file, [header, content, ...rest].join('\n'));
    await assert.rejects(
      other.request('data:import', { path: file }),
      refusal(/line 2: the project has to come before/),
    );
  });

  it('gets new ids where it is already, and keeps its relations', async () => {
    await exported();
    const first = await countsOf(world);
    const { project, newIds } = await world.request('data:import', { path: file });
    assert.equal(newIds, true);
    assert.notEqual(project.id, projectId);
    assert.deepEqual((await world.engine.read('pragma foreign_key_check')).length, 0);
    const [list] = await world.request('comparison:list', { projectId: project.id });
    const copy = await world.request('comparison:get', { comparisonId: list!.id });
    const original = await world.request('comparison:get', { comparisonId });
    assert.notEqual(copy.comparison.id, comparisonId);
    const texts = (detail: typeof copy) =>
      detail.comparison.threads.map(({ conversationId }) =>
        detail.messages[conversationId]!.map(({ content, role, parentId }, i, all) => [
          content,
          role,
          parentId === (all[i - 1]?.id ?? null),
        ]),
      );
    assert.deepEqual(texts(copy), texts(original));
    const [vote] = await world.engine.read('select * from votes where project_id = ?', [project.id]);
    const [messageId] = JSON.parse(String(vote!.message_ids));
    assert.equal((await world.store.messages.get(messageId))?.content, original.comparison.prompt);
    const second = await countsOf(world);
    for (const [table, count] of Object.entries(second)) {
      const expected = table === 'projects' ? first[table]! + 1 : first[table]! * 2;
      assert.equal(count, expected, table);
    }
    const third = await world.request('data:import', { path: file });
    assert.ok(![projectId, project.id].includes(third.project.id), 'each import has ids of its own');
  });

  it('holds no settings, no keys and nothing that was deleted', async () => {
    world.keys.openai = `sk-${'s'.repeat(40)}`;
    await world.request('settings:save', {
      settings: { providers: { openai: { headers: { 'x-secret': 'hush-hush' } } } },
    });
    const { comparison } = await world.request('comparison:start', {
      projectId,
      prompt: 'forget me',
      models: ['one'],
    });
    await world.request('comparison:delete', { comparisonId: comparison.id });
    await exported();
    const text = await readFile(file, 'utf8');
    assert.doesNotMatch(text, /hush-hush|sk-sss|forget me/u);
  });

  it('marks as interrupted what is still arriving', async () => {
    const { comparison } = await world.request('comparison:start', {
      projectId,
      prompt: 'slow',
      models: ['one'],
    });
    await exported();
    await other.request('data:import', { path: file });
    const detail = await other.request('comparison:get', { comparisonId: comparison.id });
    assert.equal(Object.values(detail.messages).flat().at(-1)!.status, 'interrupted');
  });

  it('goes out as it was at one moment, whatever happens while it is read', async () => {
    const rows = world.store.projectRows.read(projectId)[Symbol.asyncIterator]();
    const tables = [(await rows.next()).value!.table];
    await world.store.commit({ writes: [{ sql: 'delete from cells', parameters: [] }], at: 1 });
    await world.request('conversation:create', { projectId, name: 'Afterwards' });
    const names: unknown[] = [];
    for (let next = await rows.next(); !next.done; next = await rows.next()) {
      tables.push(next.value.table);
      names.push(next.value.row.name);
    }
    assert.equal(tables.filter((table) => table === 'cells').length, 2);
    assert.ok(!names.includes('Afterwards'));
    assert.deepEqual(
      (await readdir(world.dir)).filter((name) => name.includes('checking')),
      [],
    );
  });

  it('is not written when something of it could not be imported again, but without that when told so', async () => {
    await world.store.commit({
      writes: [{ sql: `update datasets set headers = 'true'`, parameters: [] }],
      at: 1,
    });
    await assert.rejects(exported(), (error: unknown) => {
      assert.ok(error instanceof AbaiError && error.code === 'conflict', String(error));
      assert.match(
        error.message,
        /\d+ rows of this project are damaged .*datasets\.headers.*Nothing was written/u,
      );
      assert.ok(Number(error.details?.leftOut) > 3, 'with what hangs on it');
      return true;
    });
    assert.deepEqual(
      (await readdir(world.dir)).filter((name) => /project|unfinished/u.test(name)),
      [],
    );
    const request = { projectId, path: file, partial: true };
    const { leftOut, rows } = await world.request('data:export-project', request);
    assert.ok(leftOut > 3);
    assert.equal((await other.request('data:import', { path: file })).rows, rows);
  });

  it('is read from files only: a pipe would never end', async function () {
    if (process.platform === 'win32') return this.skip();
    const pipe = join(world.dir, 'pipe.jsonl');
    execFileSync('mkfifo', [pipe]);
    await assert.rejects(other.request('data:import', { path: pipe }), refusal(/is not a file/u));
    await assert.rejects(other.request('data:import', { path: '/dev/zero' }), refusal(/is not a file/u));
  });

  it('is not written over another file, nor over the database', async () => {
    await writeFile(file, 'mine');
    await assert.rejects(exported(), refusal(/exists already/u));
    assert.equal(await readFile(file, 'utf8'), 'mine');
    await world.request('data:export-project', { projectId, path: file, overwrite: true });
    assert.ok((await lines()).length > 10);
    const database = join(world.dir, 'ab-ai.db');
    const own = { projectId, path: database, overwrite: true };
    await assert.rejects(world.request('data:export-project', own), refusal(/database in use/u));
    await assert.rejects(
      world.request('data:export-project', { projectId, path: 'project.jsonl' }),
      refusal(/relative/u),
    );
    assert.deepEqual(
      (await readdir(world.dir)).filter((name) => name.endsWith('.unfinished')),
      [],
    );
  });

  describe('that is broken', () => {
    async function refused(change: (all: string[]) => string[] | string | Buffer, pattern: RegExp) {
      await exported();
      const changed = change(await lines());
      await writeFile(file, Array.isArray(changed) ? `${changed.join('\n')}\n` : changed);
      const before = await everyRow(other);
      await assert.rejects(other.request('data:import', { path: file }), refusal(pattern));
      assert.deepEqual(await everyRow(other), before);
      const leftovers = Object.keys(await other.store.settings.all()).filter((key) => key.includes('mport'));
      assert.deepEqual(leftovers, []);
    }
    const lineOf = (all: string[], table: string) =>
      all.findIndex((line) => line.startsWith(`{"table":"${table}"`));
    const edited = (table: string, edit: (row: Record<string, unknown>) => void) => (all: string[]) => {
      const at = lineOf(all, table);
      const value = JSON.parse(all[at]!) as { row: Record<string, unknown> };
      edit(value.row);
      return all.with(at, JSON.stringify({ ...value }));
    };

    it('is refused when it was cut off', () =>
      refused((all) => all.slice(0, -1), /line \d+: the file was cut off/u));
    it('is refused when a line lost its end', () =>
      refused((all) => `${all.slice(0, 3).join('\n')}\n{"table":"mess`, /line 4: this is not JSON/u));
    it('is refused when a row is missing', () =>
      refused((all) => all.toSpliced(-2, 1), /line \d+: there should be/u));
    it('is refused when it is empty', () => refused(() => '', /line 1: the file is empty/u));
    it('is refused when it is something else', () =>
      refused(() => 'a,b\n1,2\n', /line 1: this is no project/u));
    it('is refused when it is no text', () =>
      refused(
        (all) => Buffer.concat([Buffer.from(`${all[0]}\n`), Buffer.from([0xff, 0xfe])]),
        /line 1: this is not text/u,
      ));
    it('is refused when a newer version wrote it', () =>
      refused(
        (all) => all.with(0, all[0]!.replace('"version":1', '"version":2')),
        /line 1: a newer version/u,
      ));
    it('is refused when a table is unknown', () =>
      refused(
        (all) => all.toSpliced(2, 0, '{"table":"sqlite_schema","row":{}}'),
        /line 3: there is no table/u,
      ));
    it('is refused when a column is unknown', () =>
      refused(
        edited('messages', (row) => {
          row['x" text); drop table projects; --'] = 1;
        }),
        /has no column/u,
      ));
    it('is refused when a status is unknown', () =>
      refused(
        edited('messages', (row) => {
          row.status = 'generating';
        }),
        /status must be one of complete/u,
      ));
    it('is refused when a value has another type', () =>
      refused(
        edited('conversations', (row) => {
          row.created_at = 'yesterday';
        }),
        /created_at must be a number/u,
      ));
    it('is refused when JSON inside does not fit', () =>
      refused(
        edited('comparisons', (row) => {
          row.parameters = { temperature: 'hot' };
        }),
        /parameters/u,
      ));
    it('is refused when a column is missing', () =>
      refused(
        edited('runs', (row) => {
          delete row.name;
        }),
        /runs.name is missing/u,
      ));
    it('is refused when a parent is missing', () =>
      refused(
        edited('messages', (row) => {
          row.conversation_id = 'nobody';
        }),
        /did not come before/u,
      ));
    it('is refused when an id comes twice', () =>
      refused(
        (all) => all.toSpliced(lineOf(all, 'comparisons'), 0, all[lineOf(all, 'comparisons')]!),
        /second row/u,
      ));
    it('is refused when rows clash only in the database', () =>
      refused((all) => {
        const at = lineOf(all, 'dataset_rows');
        const more = all.toSpliced(at, 0, all[at]!);
        return more.with(-1, JSON.stringify({ end: true, rows: more.length - 2 }));
      }, /lines? \d+ to \d+: .*twice/u));
  });

  it('leaves nothing of an import that a crash broke off', async () => {
    const mark = 'unfinishedImport:half';
    const now = 1;
    await other.store.commit({
      at: now,
      writes: [
        other.store.projects.insert({
          id: 'half',
          name: 'Half',
          description: '',
          settings: {},
          createdAt: now,
          lastUsed: now,
        }),
        other.store.settings.set(mark, now),
      ],
    });
    await other.backend.close();
    await other.reopen();
    assert.equal(await other.store.projects.get('half'), undefined);
    assert.equal(await other.store.settings.get(mark), undefined);
    assert.ok((await other.request('project:get', {})).id);
  });

  it('goes in in many transactions when it is large, and out again', async () => {
    const writes = Array.from({ length: 1200 }, (_, i) => ({
      sql: `insert into cells (id, run_id, variant_id, row_index, repeat_index, status, output, updated_at)
        select 'many-' || ?, r.id, v.id, ?, 1, 'succeeded', 'text', 1 from runs r join run_variants v on v.run_id = r.id`,
      parameters: [i, i],
    }));
    await world.store.commit({ writes, at: 1 });
    await exported();
    const { project } = await other.request('data:import', { path: file });
    const [{ cells } = {}] = await other.engine.read('select count(*) as cells from cells');
    assert.equal(cells, 1202);
    const again = join(other.dir, 'again.jsonl');
    await other.request('data:export-project', { projectId: project.id, path: again });
    const body = (text: string) => text.split('\n').slice(1);
    assert.deepEqual(body(await readFile(again, 'utf8')), body(await readFile(file, 'utf8')));
  });

  it('imports once what is asked for twice under one request id', async () => {
    await exported();
    const ask = () => other.request('data:import', { path: file, requestId: 'import-request-1' });
    const [one, two] = await Promise.all([ask(), ask()]);
    const three = await ask();
    assert.equal(one.project.id, two.project.id);
    assert.equal(three.project.id, one.project.id);
    assert.equal((await other.request('project:list', {})).length, 2);
  });
});

describe('new ids', () => {
  it('are the same for the same, others for others, and keep the time', () => {
    const make = idMaker('salt');
    const old = '019a9f6e-1c00-7000-8abc-0123456789ab';
    assert.equal(make(old), make(old));
    assert.notEqual(make(old), old);
    assert.notEqual(make(old), idMaker('other')(old));
    assert.equal(make(old).slice(0, 18), old.slice(0, 18));
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
    assert.match(make(old), form);
    assert.match(make('vote-1'), form);
    assert.notEqual(make('vote-1'), make('vote-2'));
  });
});

function sameId(a: unknown, b: unknown): boolean {
  const { id } = a as { id?: unknown };
  return id !== undefined && id === (b as { id?: unknown }).id;
}
