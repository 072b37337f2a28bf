import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { runProgram } from '../../../src/cli/program.ts';
import { AbaiError } from '../../../src/protocol/errors.ts';
import type { Pull } from '../../../src/protocol/local-models.ts';
import { FakeClient, fakeContext } from '../fake-context.ts';

const pull: Pull = {
  provider: 'ollama',
  id: 'tiny:latest',
  status: 'pulling \u001b[2Jaaa',
  completedBytes: 1_200_000_000,
  totalBytes: 2_900_000_000,
};

/** A pull that ends, well or not, once its progress was asked for. */
function pulling(error?: Error): FakeClient {
  let end = () => {};
  const asked = new Promise<void>((resolve) => {
    end = resolve;
  });
  return new FakeClient({
    'local-models:pull': async () => {
      await asked;
      if (error) throw error;
      return { id: 'tiny:latest' };
    },
    'local-models:pulls': () => {
      setTimeout(end, 5);
      return [{ ...pull, id: 'another' }, pull];
    },
  });
}

describe('abai ollama', () => {
  it('keeps a line about the pull on a terminal, and takes it away', async () => {
    const context = fakeContext({ live: true, connect: pulling().connect });
    assert.equal(await runProgram(['ollama', 'pull', 'tiny'], context, () => ''), 0);
    assert.equal(context.printed.note, '\r\u001b[Kpulling aaa  41 %  1.2 GB of 2.9 GB\r\u001b[K');
    assert.equal(context.printed.out, 'tiny:latest is installed.\n');
  });

  it('takes the line away before it says what went wrong', async () => {
    const connect = pulling(new AbaiError('unavailable', 'The download broke off.')).connect;
    const context = fakeContext({ live: true, connect });
    assert.equal(await runProgram(['ollama', 'pull', 'tiny'], context, () => ''), 1);
    assert.ok(context.printed.note.endsWith('\r\u001b[Kabai: The download broke off.\n'));
    assert.equal(context.printed.out, '');
  });

  it('gives a bare number to load as seconds', async () => {
    const fake = new FakeClient({ 'local-models:load': () => ({ id: 'tiny' }) });
    for (const [keepAlive, expected] of [
      ['-1', -1],
      ['30m', '30m'],
    ] as const) {
      const context = fakeContext({ connect: fake.connect });
      const words = ['ollama', 'load', 'tiny', `--keep-alive=${keepAlive}`];
      assert.equal(await runProgram(words, context, () => ''), 0);
      assert.deepEqual(fake.requests.at(-1)?.params, { id: 'tiny', keepAlive: expected });
    }
  });

  for (const words of [
    ['drop', 'tiny'],
    ['pull'],
    ['list', 'tiny'],
    ['load', 'tiny', 'other'],
    ['list', '--keep-alive', '5m'],
  ]) {
    it(`ends in 2 for "${words.join(' ')}" and opens nothing`, async () => {
      const context = fakeContext();
      assert.equal(await runProgram(['ollama', ...words], context, () => ''), 2);
      assert.ok(context.printed.note.length > 20);
    });
  }
});
