import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { attachedFiles } from '../../src/cli/attached-files.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

describe('files of --attach', () => {
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
    assert.deepEqual(await attachedFiles([code, image, plain]), [
      { kind: 'text', name: code, uri: pathToFileURL(code).href, languageId: 'py', text: 'print("ä")\n' },
      { kind: 'image', name: image, uri: pathToFileURL(image).href, mimeType: 'image/jpeg', data: 'AQAC' },
      { kind: 'text', name: plain, uri: pathToFileURL(plain).href, text: 'all:\n' },
    ]);
    assert.deepEqual(await attachedFiles([]), []);
  });

  it('are refused with a sentence when no model could read them', async () => {
    const cases: [string[], RegExp][] = [
      [[join(folder, 'gone.txt')], /There is no file .*gone.txt to attach/],
      [[folder], /is not a file/],
      [[await file('empty.txt', '')], /is empty/],
      [[await file('a.bin', new Uint8Array([65, 0, 66]))], /is no text in UTF-8 and no image/],
      [[await file('latin1.txt', new Uint8Array([228, 246]))], /is no text in UTF-8/],
      [[await file('big.log', 'x'.repeat(2_000_001))], /has 2000001 bytes: at most 2000000/],
      [Array(21).fill('a'), /21 files are attached: at most 20/],
    ];
    for (const [names, words] of cases) {
      await assert.rejects(attachedFiles(names), (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, words);
        return true;
      });
    }
  });
});
