import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';
import type { Project } from '../../../src/protocol/projects.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

function project(id: string, name: string, change: Partial<Project> = {}): Project {
  return { id, name, description: '', settings: {}, createdAt: 0, lastUsed: 0, ...change };
}

const reviews = project('p-1', 'Re\u001b[2Jviews', {
  settings: { defaultModels: ['demo:swift', 'demo:sage'], budgetUsd: 20 },
});
const old = project('p-2', 'Old', { archivedAt: 5 });

async function run(...words: string[]) {
  const fake = new FakeClient({
    'project:list': ({ archived }: { archived?: boolean }) => (archived ? [reviews, old] : [reviews]),
    'project:get': () => reviews,
    'project:create': ({ name }: { name: string }) => project('p-3', name),
    'project:switch': () => reviews,
    'project:rename': ({ name }: { name: string }) => ({ ...reviews, name }),
    'project:archive': () => {
      throw new AbaiError('conflict', 'It is the last project.');
    },
    'project:unarchive': () => old,
  });
  const context = fakeContext({ connect: fake.connect });
  const code = await runProgram(['projects', ...words], context, () => '');
  assert.ok(fake.closed);
  return { code, ...context.printed, last: fake.requests.at(-1) };
}

describe('abai projects', () => {
  it('lists them with the current one marked, without what could upset a terminal', async () => {
    const { out } = await run();
    const [, , first, second] = out.split('\n');
    assert.match(first!, /^\* Reviews .* demo:swift, demo:sage +\$20 +p-1$/u);
    assert.equal(second, '');
    assert.match((await run('list', '--archived')).out, /^ {2}Old \(archived\)/mu);
  });

  it('lists them for programs', async () => {
    const [first, second] = JSON.parse((await run('--json', '--archived')).out);
    assert.deepEqual(first, { ...reviews, current: true });
    assert.deepEqual(second, { ...old, current: false });
  });

  it('creates, renames, switches and unarchives', async () => {
    const created = await run('create', 'New one', '--json');
    assert.equal(JSON.parse(created.out).id, 'p-3');
    assert.deepEqual(created.last, { method: 'project:create', params: { name: 'New one' } });
    const renamed = await run('rename', 'p-1', 'Better');
    assert.deepEqual(renamed.last?.params, { projectId: 'p-1', name: 'Better' });
    assert.match(renamed.note, /called "Better" now/u);
    assert.match((await run('switch', 'p-1')).note, /"Reviews" is the current project/u);
    const back = await run('unarchive', 'Old');
    assert.deepEqual(back.last, { method: 'project:unarchive', params: { projectId: 'p-2' } });
  });

  it('says what is refused, and which projects there are', async () => {
    const refused = await run('archive', 'p-1');
    assert.deepEqual([refused.code, refused.out], [2, '']);
    assert.match(refused.note, /last project/u);
    const unknown = await run('switch', 'None');
    assert.equal(unknown.code, 2);
    assert.match(unknown.note, /No project has the name or id "None":\n +p-1 +Reviews\n +p-2 +Old/u);
  });
});
