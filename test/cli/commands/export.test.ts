import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { link, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

type Export = { runId: string; format: string; path: string };
const version = () => '1.0.0';
const text = `é${'0123456789'.repeat(250_000)}🙂\n`;

const exporting = () =>
  new FakeClient({
    'run:get': () => ({ id: 'r' }),
    'run:export': async ({ path }: Export) => {
      await writeFile(path, text);
      return { path, rows: 1, bytes: 1 };
    },
  });

describe('abai export', () => {
  it('has the back end write the file that was named, also by a relative path', async () => {
    const back = new FakeClient({ 'run:get': () => ({ id: 'r' }), 'run:export': () => ({}) });
    const context = fakeContext(back);
    assert.equal(await runProgram(['export', 'r', '--out', 'test/answers.csv'], context, version), 0);
    assert.deepEqual(back.requests.at(-1), {
      method: 'run:export',
      params: { runId: 'r', format: 'csv', path: resolve('test/answers.csv') },
    });
    assert.equal(context.printed.out, '');
  });

  it('writes to standard output by way of a file of its own, which is gone afterwards', async () => {
    const back = exporting();
    const context = fakeContext(back);
    assert.equal(await runProgram(['export', 'r', '--format', 'jsonl'], context, version), 0);
    assert.ok(context.printed.out === text);
    const { path } = back.requests.at(-1)!.params as Export;
    assert.ok(isAbsolute(path) && !existsSync(dirname(path)));
  });

  it('shows no escape sequence of an answer on a terminal, and leaves them in what a program reads', async () => {
    const answer = 'a\u001b[31mb\u001b]52;c;eA==\u0007c\n';
    for (const [columns, shown] of [
      [80, 'abc\n'],
      [undefined, answer],
    ] as const) {
      const context = fakeContext(
        new FakeClient({
          'run:get': () => ({ id: 'r' }),
          'run:export': async ({ path }: Export) => {
            await writeFile(path, answer);
            return { path, rows: 1, bytes: 1 };
          },
        }),
      );
      const terminal = { ...context.terminal, columns };
      const ended = await runProgram(['export', 'r', '--format', 'csv'], { ...context, terminal }, version);
      assert.deepEqual([ended, context.printed.out], [0, shown]);
    }
  });

  it('does not write over the table that the run asks for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'abai-out-'));
    const table = join(folder, 'table.csv');
    await writeFile(table, 'a\n1\n');
    await link(table, join(folder, 'hard.csv'));
    const back = new FakeClient({
      'run:get': () => ({ id: 'r', datasetId: 'd' }),
      'dataset:get': () => ({ id: 'd', sourceFile: table }),
    });
    for (const name of ['table.csv', 'hard.csv']) {
      const context = fakeContext(back);
      const words = ['export', 'r', '--out', join(folder, name)];
      assert.equal(await runProgram(words, context, version), 2);
      assert.match(context.printed.note, /which is read/u);
    }
    await rm(folder, { recursive: true });
  });

  it('ends in 2 when the place cannot be written, or there is no such run', async () => {
    const refusing = (method: 'run:get' | 'run:export') =>
      new FakeClient({
        'run:get': () => ({ id: 'r' }),
        'run:export': () => ({}),
        [method]: () => {
          throw new AbaiError('invalid', 'That is a folder.');
        },
      });
    for (const method of ['run:get', 'run:export'] as const) {
      const context = fakeContext(refusing(method));
      assert.equal(await runProgram(['export', 'r', '--out', 'x.csv'], context, version), 2);
      assert.match(context.printed.note, /That is a folder/);
    }
  });
});
