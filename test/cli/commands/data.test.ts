import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import type { DataReport } from '../../../src/protocol/data.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';
import type { Project } from '../../../src/protocol/projects.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

const project = (id: string, name: string): Project => ({
  id,
  name,
  description: '',
  settings: {},
  createdAt: 1,
  lastUsed: 1,
});
const report: DataReport = {
  path: '/data/ab-ai.db',
  databaseBytes: 1_234_567,
  backupBytes: 0,
  keptBytes: 0,
  mediaBytes: 0,
  rows: { projects: 2, votes: 0, messages: 12_345 },
  schemaVersion: 1,
  retentionDays: null,
};

async function run(words: string[], answers: ConstructorParameters<typeof FakeClient>[0] = {}) {
  const fake = new FakeClient(answers);
  const context = fakeContext({ connect: fake.connect });
  const code = await runProgram(words, context, () => '');
  return { code, ...context.printed, requests: fake.requests, closed: fake.closed };
}

describe('abai storage', () => {
  it('says where the data is, how large and how safe', async () => {
    const { out, code, closed } = await run(['storage'], { 'data:report': () => report });
    assert.deepEqual([code, closed], [0, true]);
    assert.match(
      out,
      /^Database +\/data\/ab-ai\.db \(1\.2 MB\)\nMedia +0 B\nBackup +none\nChecked +not yet\n/u,
    );
    assert.match(out, /for ever/u);
    assert.match(out, /messages +12,345\nprojects +2\n$/u);
  });

  it('tells of backups, damage and retention, without control characters', async () => {
    const at = Date.UTC(2026, 10, 21);
    const told = {
      ...report,
      newestBackup: { path: '/b\u001b[31m.db', at, bytes: 5_000 },
      lastCheck: { at, problems: ['wrong # of entries'] },
      retentionDays: 90,
    };
    const { out } = await run(['storage'], { 'data:report': () => told });
    assert.match(out, /Backup +\/b\.db \(5\.0 kB, 2026-11-21\)\n/u);
    assert.match(out, /Checked +damaged on 2026-11-21: wrong # of entries\n/u);
    assert.match(out, /90 days after the last use/u);
  });

  it('prints the report as JSON', async () => {
    const { out } = await run(['storage', '--json'], { 'data:report': () => report });
    assert.deepEqual(JSON.parse(out), report);
  });
});

describe('abai backup', () => {
  const answers = {
    'data:backup': ({ path }: { path: string }) => ({ path, at: 1, bytes: 40_960 }),
  };

  it('asks for a whole path, and replaces a file only when forced', async () => {
    const { out, requests } = await run(['backup', 'kept.db'], answers);
    assert.equal(out, `Backed up to ${resolve('kept.db')} (41 kB).\n`);
    const forced = await run(['backup', '-f', '/tmp/kept.db', '--json'], answers);
    assert.deepEqual(JSON.parse(forced.out), { path: '/tmp/kept.db', at: 1, bytes: 40_960 });
    assert.deepEqual(
      [...requests, ...forced.requests].map(({ params }) => params),
      [
        { path: resolve('kept.db'), overwrite: false },
        { path: '/tmp/kept.db', overwrite: true },
      ],
    );
  });

  it('needs one file', async () => {
    for (const words of [['backup'], ['backup', 'a', 'b']]) {
      const { code, note, requests } = await run(words, answers);
      assert.equal(code, 2);
      assert.match(note, /abai help backup/u);
      assert.deepEqual(requests, []);
    }
  });

  it('says why not', async () => {
    const { code, note, closed } = await run(['backup', '/x.db'], {
      'data:backup': () => {
        throw new AbaiError('invalid', '/x.db exists already.');
      },
    });
    assert.deepEqual([code, closed], [1, true]);
    assert.match(note, /abai: \/x\.db exists already\./u);
  });
});

describe('abai export-project', () => {
  const projects = [project('p1', 'One'), project('p2', 'Two'), project('p3', 'Two')];
  const answers = {
    'project:list': () => projects,
    'data:export-project': ({ path, projectId = 'p1' }: { path: string; projectId?: string }) => ({
      project: projects.find(({ id }) => id === projectId),
      path,
      rows: 3,
      bytes: 999,
      leftOut: 0,
    }),
  };
  const asked = async (...words: string[]) =>
    (await run(['export-project', '/p.jsonl', ...words], answers)).requests.at(-1)!.params;

  it('takes the current project, or the one with this name or id', async () => {
    assert.deepEqual(await asked(), { path: '/p.jsonl', overwrite: false });
    assert.deepEqual(await asked('--project', 'One', '-f'), {
      path: '/p.jsonl',
      overwrite: true,
      projectId: 'p1',
    });
    assert.deepEqual(await asked('-p', 'p3'), { path: '/p.jsonl', overwrite: false, projectId: 'p3' });
    const { out } = await run(['export-project', '/p.jsonl'], answers);
    assert.equal(out, 'Exported "One" to /p.jsonl (999 B).\n');
  });

  it('guesses nothing: no project, or several, of a name', async () => {
    for (const [name, sentence] of [
      ['Two', /Several projects have the name or id "Two":\n +p2 +Two\n +p3 +Two/u],
      ['Three', /No project has the name or id "Three":\n +p1 +One/u],
    ] as const) {
      const { code, note, requests } = await run(['export-project', '/p.jsonl', '-p', name], answers);
      assert.equal(code, 2);
      assert.match(note, sentence);
      assert.ok(!requests.some(({ method }) => method === 'data:export-project'));
    }
  });
});

describe('abai import', () => {
  const answers = {
    'data:import': ({ newIds }: { newIds: boolean }) => ({
      project: project('p1', 'One'),
      rows: 1234,
      newIds,
      warnings: ['Runs that were running come in paused: 2.\u001b[31m'],
    }),
  };

  it('says what came in', async () => {
    const { out, note, requests } = await run(['import', 'p.jsonl'], answers);
    assert.equal(out, 'Imported "One" (1,234 rows).\n');
    assert.equal(note, 'abai: Runs that were running come in paused: 2.\n');
    assert.deepEqual(requests[0]!.params, { path: resolve('p.jsonl'), newIds: false });
    const renewed = await run(['import', '--new-ids', '--json', 'p.jsonl'], answers);
    assert.equal(JSON.parse(renewed.out).newIds, true);
  });
});

describe('abai help', () => {
  it('explains each of them', async () => {
    for (const name of ['storage', 'backup', 'export-project', 'import']) {
      const { out } = await run(['help', name]);
      assert.match(out, new RegExp(`^abai ${name} `, 'u'));
      assert.equal((await run([name, '--help'])).out, out);
      assert.match((await run(['help'])).out, new RegExp(`abai ${name}`, 'u'));
    }
  });
});
