import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCatalogue, userCatalogueName } from '../../src/runtime/catalogue-files.ts';

describe('catalogue files', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'abai-catalogue-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const load = () => loadCatalogue(process.cwd(), dir);
  const user = (text: string | Buffer) => writeFile(join(dir, userCatalogueName), text);

  it("has the first design's three models", async () => {
    const { models, warnings } = await load();
    const ids = models.map((model) => model.id);
    assert.ok(ids.includes('gpt-4o') && ids.includes('gpt-4o-mini'));
    assert.ok(ids.some((id) => /^claude-sonnet/.test(id)));
    assert.deepEqual(warnings, []);
  });
  it("lays a user's models over the shipped ones", async () => {
    await user('[{"provider":"openai","id":"gpt-4o","name":"My 4o"}]');
    const { models, warnings } = await load();
    assert.equal(models.find((model) => model.id === 'gpt-4o')!.name, 'My 4o');
    assert.deepEqual(warnings, []);
  });
  it("reads a user's file as an editor of any system saves it", async () => {
    const entries = '[{"provider":"openai","id":"gpt-4o","name":"Größe"}]';
    const forms: [encoding: string, bytes: Buffer, warnings: RegExp][] = [
      ['UTF-8 with a mark', Buffer.from(`\ufeff${entries}`), /^$/],
      ['UTF-16 with a mark', Buffer.from(`\ufeff${entries}`, 'utf16le'), /^$/],
      ['UTF-16', Buffer.from(entries, 'utf16le'), /^$/],
      ['Windows-1252', Buffer.from(entries, 'latin1'), /models\.json is not UTF-8\. .* Windows-1252/],
    ];
    for (const [encoding, bytes, told] of forms) {
      await user(bytes);
      const { models, warnings } = await load();
      assert.equal(models.find((model) => model.id === 'gpt-4o')!.name, 'Größe', encoding);
      assert.match(warnings.join(), told);
    }
  });
  it("says so when the user's file is no file", async () => {
    await mkdir(join(dir, userCatalogueName));
    const { models, warnings } = await load();
    assert.ok(models.length > 60);
    assert.match(warnings.join(), /models\.json is not used, the shipped models are: .* it is a folder/);
  });
  for (const [name, text] of [
    ['is not JSON', '{"models": ['],
    ['is no list', '"gpt-4o"'],
    ['is binary', '\u0000\u0001\u0002'],
  ] as const) {
    it(`uses the shipped one and says so when the user's file ${name}`, async () => {
      await user(text);
      const { models, warnings } = await load();
      assert.ok(models.length > 60);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0]!, /models\.json is not used, the shipped models are: /);
    });
  }
});
