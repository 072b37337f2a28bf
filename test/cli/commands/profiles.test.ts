import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

const profile = {
  id: 'f-1',
  name: 'Re\u001b[2Jviews',
  description: 'For code.',
  models: ['demo:swift', { model: 'demo:sage', parameters: { temperature: 0 } }],
  createdAt: 1,
  updatedAt: 1,
};
const answer = { added: ['New'], replaced: [], leftOut: ['Reviews'] };

async function run(profiles: unknown[], ...words: string[]) {
  const fake = new FakeClient({
    'profile:list': () => profiles,
    'profile:export': () => ({ text: '{"version":1,"profiles":[]}' }),
    'profile:import': ({ text }: { text: string }) => {
      if (text === 'bad') throw new AbaiError('invalid', 'Line 1: bad is no JSON value.');
      return answer;
    },
  });
  const context = fakeContext({ connect: fake.connect });
  const code = await runProgram(['profiles', ...words], context, () => '');
  return { code, ...context.printed, requests: fake.requests };
}

describe('abai profiles', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'abai-profiles-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('lists them, whole for programs and without what could upset a terminal for people', async () => {
    assert.deepEqual(JSON.parse((await run([profile], '--json')).out), [profile]);
    assert.match((await run([profile])).out, /\nReviews +demo:swift, demo:sage +For code\.\n$/u);
    const none = await run([]);
    assert.deepEqual([none.code, none.out], [0, '']);
    assert.match(none.note, /no profile yet/u);
  });

  it('writes them to a file or to standard output', async () => {
    const file = join(folder, 'profiles.json');
    assert.equal((await run([profile], '--export', file)).code, 0);
    assert.equal(await readFile(file, 'utf8'), '{"version":1,"profiles":[]}');
    assert.deepEqual(JSON.parse((await run([profile], '--export', '-')).out), { version: 1, profiles: [] });
    const nowhere = await run([profile], '--export', join(folder, 'no', 'x.json'));
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.note, /cannot be written/u);
  });

  it('takes in a file and says what became of it', async () => {
    const file = join(folder, 'in.json');
    await writeFile(file, '{"profiles": []}');
    const { note, requests } = await run([], '--import', file);
    assert.match(note, /Added: New\.\nLeft out, .*: Reviews\.\n/u);
    assert.deepEqual(requests[0]?.params, { text: '{"profiles": []}' });
    const replaced = await run([], '--import', file, '--replace', '--json');
    assert.deepEqual(JSON.parse(replaced.out), answer);
    assert.deepEqual(replaced.requests[0]?.params, { text: '{"profiles": []}', replace: true });
    await writeFile(file, 'bad');
    const bad = await run([], '--import', file);
    assert.equal(bad.code, 2);
    assert.match(bad.note, /Line 1: bad is no JSON value/u);
  });
});
