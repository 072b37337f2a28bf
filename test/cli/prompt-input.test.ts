import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { describe, it } from 'mocha';
import { readPrompt } from '../../src/cli/prompt-input.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

const never = new AbortController().signal;
const input = (...pieces: (string | Buffer)[]) => Readable.from(pieces.map((piece) => Buffer.from(piece)));

describe('readPrompt', () => {
  it('takes the one word as it is', async () => {
    assert.equal(await readPrompt([' hello\n'], input(), never), ' hello\n');
  });

  it('reads standard input for -, without the last line end and a byte order mark', async () => {
    assert.equal(await readPrompt(['-'], input('\ufeffone\n', 'two\r\n'), never), 'one\ntwo');
  });

  it('puts characters together that were cut between pieces', async () => {
    const bytes = Buffer.from('Grüße 👩‍👩‍👧');
    const pieces = [...bytes].map((byte) => Buffer.from([byte]));
    assert.equal(await readPrompt(['-'], input(...pieces), never), 'Grüße 👩‍👩‍👧');
  });

  it('takes a megabyte', async () => {
    const text = 'word '.repeat(210_000);
    assert.equal(await readPrompt(['-'], input(text), never), text);
  });

  it('reads UTF-16, which PowerShell writes into pipes, and what it is told that it is', async () => {
    assert.equal(await readPrompt(['-'], input(Buffer.from('\ufeffGrüße\r\n', 'utf16le')), never), 'Grüße');
    assert.equal(await readPrompt(['-'], input(Buffer.from('Grüße', 'latin1')), never, 'latin1'), 'Grüße');
  });

  const wrong: [string, string[], Readable, RegExp][] = [
    ['no prompt', [], input(), /no prompt/u],
    ['an empty prompt', ['  \n'], input(), /prompt is empty/u],
    ['empty standard input', ['-'], input(), /prompt is empty/u],
    ['two prompts', ['a', 'b'], input(), /quotes/u],
    [
      'bytes that are no UTF-8',
      ['-'],
      input(Buffer.from('é', 'latin1')),
      /not UTF-8 text\. Say with --encoding/u,
    ],
    ['half a character', ['-'], input(Buffer.from([0xff, 0xfe, 0x41])), /no text in UTF-16 LE/u],
    ['binary data', ['-'], input('a\0b'), /not text: it holds zero bytes/u],
    ['far too much', ['-'], input(Buffer.alloc(16 * 1024 * 1024 + 1, 'a')), /larger than 16 MB/u],
  ];
  for (const [name, words, stdin, sentence] of wrong) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(
        readPrompt(words, stdin, never),
        (error: Error) => error instanceof UsageError && sentence.test(error.message),
      );
    });
  }

  it('gives up reading when asked to stop', async () => {
    const abort = new AbortController();
    const reading = readPrompt(['-'], new PassThrough(), abort.signal);
    abort.abort();
    assert.equal(await reading, undefined);
  });
});
