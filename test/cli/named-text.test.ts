import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namedText } from '../../src/cli/named-text.ts';
import { setupOf } from '../../src/cli/run-options.ts';

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/files', name);

describe('files that options name', () => {
  let folder: string;
  const warnings: string[] = [];
  const warn = (sentence: string) => void warnings.push(sentence);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'abai-named-'));
  });
  beforeEach(() => {
    warnings.length = 0;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const models = ['demo:swift'];

  it('are prompts without the mark of their encoding, whichever that is', async () => {
    const files = ['prompt-bom.txt', 'prompt-utf16.txt'].map(fixture);
    const { prompts } = await setupOf({ models, 'prompt-file': files }, warn);
    assert.deepEqual(prompts, [{ template: 'Say: {{q}}\n' }, { template: 'Say: {{q}}\n' }]);
    assert.deepEqual(warnings, []);
  });

  it('are schemas too', async () => {
    const schema = { type: 'object', title: 'Größe' };
    const text = JSON.stringify(schema);
    for (const bytes of [
      Buffer.from(`\ufeff${text}`),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(text, 'utf16le').swap16(),
      Buffer.from(text, 'latin1'),
    ]) {
      const file = join(folder, 'schema.json');
      await writeFile(file, bytes);
      const setup = await setupOf({ models, prompt: ['x'], schema: file }, warn);
      assert.deepEqual(setup.schema, schema);
    }
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /schema\.json is not UTF-8\. By its content it was read as Windows-1252/);
  });

  it('are read as they are said to be when they are not UTF-8', async () => {
    const file = join(folder, 'prompt.txt');
    await writeFile(file, Buffer.from([0xcf, 0xf0]));
    assert.equal(await namedText('The file', file, { encoding: 'windows-1251', warn }), 'Пр');
    await writeFile(file, 'ä');
    assert.equal(await namedText('The file', file, { encoding: 'windows-1251', warn }), 'ä');
    assert.deepEqual(warnings, []);
  });

  it('are no pipes that nobody writes to and no devices, but what a shell passes in', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const read = (file: string) => namedText('The prompt file', file, { warn });
    await assert.rejects(read(pipe), /The prompt file ".*pipe" cannot be used: .* it is a pipe and no file/);
    await assert.rejects(read('/dev/zero'), /it is a device/);
    await assert.rejects(read(join(folder, 'none')), /there is no such file/);
    const script = `import { namedText } from './src/cli/named-text.ts';
      console.log(await namedText('It', process.argv[1], { warn() {} }))`;
    const node = `"${process.execPath}" --import tsx/esm --input-type=module -e "$SCRIPT"`;
    const out = execFileSync('bash', ['-c', `${node} <(printf 'Gr\\xc3\\xbc\\xc3\\x9fe')`], {
      env: { ...process.env, SCRIPT: script },
      cwd: join(import.meta.dirname, '../..'),
    });
    assert.equal(out.toString(), 'Grüße\n');
  });
});
