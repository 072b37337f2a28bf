import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import type { Activity } from '../../../src/protocol/activity.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

const row = (change: Partial<Activity>): Activity => ({
  day: '2026-11-20',
  projectId: 'p-1',
  provider: 'openai',
  model: 'one',
  calls: 1200,
  failed: 2,
  tokensIn: 12_345,
  tokensOut: 678,
  cost: 1.5,
  unknownCosts: 0,
  ...change,
});
const rows = [
  row({}),
  row({ day: '2026-11-21', model: 'two', cost: 2.25, failed: 0, calls: 3 }),
  row({ day: '2026-11-21', provider: 'lab', model: 'x\u001b[2J', cost: null, unknownCosts: 7, calls: 7 }),
];

async function run(kept: readonly Activity[], ...words: string[]) {
  const fake = new FakeClient({
    'activity:get': () => kept,
    'activity:export': ({ path }: { path: string }) => ({ path, rows: 12, bytes: 1 }),
    'project:list': () => [{ id: 'p-1', name: 'Reviews', createdAt: 0, lastUsed: 0 }],
  });
  const context = fakeContext({ connect: fake.connect });
  const code = await runProgram(['activity', ...words], context, () => '');
  return { code, ...context.printed, requests: fake.requests };
}

describe('abai activity', () => {
  it('adds up by model, the dearest first, with what is not known', async () => {
    const { out, code } = await run(rows);
    assert.equal(code, 0);
    const lines = out.trimEnd().split('\n');
    assert.match(lines[2]!, /^openai:two +\$2\.25 +3 +0 +12,345 +678$/u);
    assert.match(lines[3]!, /^openai:one +\$1\.50 +1,200 +2 /u);
    assert.match(lines[4]!, /^lab:x +unknown +7 /u);
    assert.match(lines[5]!, /^All +≥ \$3\.75 +1,210 /u);
    assert.equal(lines.at(-1), 'Not in the spend: 7 calls of unknown cost.');
    assert.ok(!out.includes('\u001b'));
  });

  it('adds up by provider, project and day', async () => {
    const first = async (part: string) => (await run(rows, '--by', part)).out.split('\n').slice(2);
    assert.match((await first('provider'))[0]!, /^openai +\$3\.75/u);
    assert.match((await first('project'))[0]!, /^Reviews +≥ \$3\.75/u);
    const days = await first('day');
    assert.match(days[0]!, /^2026-11-21 +≥ \$2\.25/u);
    assert.match(days[1]!, /^2026-11-20 +\$1\.50/u);
  });

  it('asks for whole days, today among them, and for the project', async () => {
    const { requests } = await run(rows, '--days', '7', '--project', 'Reviews', '--json');
    const { from, projectId } = requests.at(-1)!.params as { from: number; projectId: string };
    const first = new Date();
    first.setDate(first.getDate() - 6);
    assert.deepEqual(
      [new Date(from).toDateString(), new Date(from).getHours(), projectId],
      [first.toDateString(), 0, 'p-1'],
    );
  });

  it('prints the rows as JSON, an empty array when there is none', async () => {
    assert.deepEqual(JSON.parse((await run(rows.slice(0, 2), '--json')).out), rows.slice(0, 2));
    assert.equal((await run([], '--json')).out, '[]\n');
    const none = await run([]);
    assert.deepEqual([none.out, none.note, none.code], ['', 'Nothing was asked in these days.\n', 0]);
  });

  it('has the back end write single calls to a file, also by a relative path', async () => {
    const { requests, note } = await run(rows, '--out', 'test/calls.CSV');
    const { method, params } = requests.at(-1)!;
    assert.equal(method, 'activity:export');
    const { format, path } = params as { format: string; path: string };
    assert.deepEqual([format, path], ['csv', resolve('test/calls.CSV')]);
    assert.match(note, /^Wrote 12 calls to /u);
  });

  it('ends in 2 on wrong use', async () => {
    for (const words of [['--days', '0'], ['--days', 'x'], ['--by', 'hour'], ['--out', 'a.md'], ['more']]) {
      assert.equal((await run(rows, ...words)).code, 2, words.join(' '));
    }
    const fake = new FakeClient({
      'activity:export': () => {
        throw new AbaiError('invalid', 'That is a folder.');
      },
    });
    const context = fakeContext({ connect: fake.connect });
    assert.equal(await runProgram(['activity', '--out', 'x.csv'], context, () => ''), 2);
    assert.match(context.printed.note, /That is a folder/u);
  });
});
