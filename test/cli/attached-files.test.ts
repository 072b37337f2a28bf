import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { attachedFiles } from '../../src/cli/attached-files.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

describe('files of --attach', () => {
  const options = { warn: () => assert.fail('nobody has to be warned') };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'abai-attach-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function file(name: string, content: string | Uint8Array): Promise<string> {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  }

  it('are text with the language of their name, or images, in their order', async () => {
    const code = await file('a.py', 'print("ä")\n');
    const image = await file('b.JPG', new Uint8Array([1, 0, 2]));
    const plain = await file('Makefile', 'all:\n');
    assert.deepEqual(await attachedFiles([code, image, plain], options), [
      { kind: 'text', name: code, uri: pathToFileURL(code).href, languageId: 'py', text: 'print("ä")\n' },
      { kind: 'image', name: image, uri: pathToFileURL(image).href, mimeType: 'image/jpeg', data: 'AQAC' },
      { kind: 'text', name: plain, uri: pathToFileURL(plain).href, text: 'all:\n' },
    ]);
    assert.deepEqual(await attachedFiles([], options), []);
  });

  it('may be text in any encoding, with a word when that was judged by its letters', async () => {
    const texts = async (names: string[], encoding?: string) => {
      const warnings: string[] = [];
      const warn = (sentence: string) => void warnings.push(sentence);
      const read = await attachedFiles(names, { encoding, warn });
      return [
        ...read.map((each) => ('text' in each ? each.text : '')),
        ...warnings.map((each) => each.slice(-22)),
      ];
    };
    const wide = await file('wide.txt', Buffer.from('\ufeffä\n', 'utf16le'));
    assert.deepEqual(await texts([wide]), ['ä\n']);
    const latin1 = await file('latin1.txt', Buffer.from('Größe\n', 'latin1'));
    assert.deepEqual(await texts([latin1]), ['Größe\n', 'encoding (--encoding).']);
    assert.deepEqual(await texts([latin1], 'windows-1252'), ['Größe\n']);
  });

  it('are refused with a sentence when no model could read them', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const cases: [string[], RegExp][] = [
      [[join(folder, 'gone.txt')], /There is no file .*gone.txt to attach/],
      [[folder], /it is a folder/],
      [['/dev/zero'], /it is a device or a socket and no file/],
      [[pipe], /it is a pipe and no file/],
      [[await file('empty.txt', '')], /is empty/],
      [[await file('a.bin', new Uint8Array([65, 0, 66]))], /is not text: it holds zero bytes/],
      [
        [await file('damaged.txt', new Uint8Array([195, 164, 195, 182, 195]))],
        /UTF-8 that is damaged in line 1/,
      ],
      [[await file('big.log', 'x'.repeat(2_000_001))], /has 2000001 bytes: at most 2000000/],
      [Array(21).fill('a'), /21 files are attached: at most 20/],
    ];
    for (const [names, words] of cases) {
      await assert.rejects(attachedFiles(names, options), (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, words);
        return true;
      });
    }
  });
});
