import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../harness/vscode-install.ts';
import { Workbench } from '../harness/workbench.ts';

/** Everything that may be in the VSIX. */
const MAY_SHIP = [
  /^package(\.nls(\.de)?)?\.json$/,
  /^(readme|changelog)\.md$/i,
  /^LICENSE(\.txt)?$/,
  /^dist\/(extension|cli|store-worker|trial-worker)\.mjs$/,
  /^dist\/sql-wasm\.wasm$/,
  /^dist\/ThirdPartyNotices\.txt$/,
  /^dist\/chunks\/[\w.-]+\.mjs$/,
  /^dist\/webview\/[\w-]+\.js$/, // The two pages, and what they load later by name.
  /^dist\/webview\/codicon\.(css|ttf)$/,
  /^dist\/webview\/chunks\/[\w.-]+\.js$/,
  /^data\/[\w.-]+\.(json|csv|jsonl)$/,
  /^data\/l10n\/(bundle\.l10n|webview|sentences)\.de\.json$/,
  /^media\/[\w.-]+\.(png|svg|md)$/,
  /^media\/walkthrough\/[\w.-]+\.svg$/,
  /^\.vsixmanifest$/, // Written by VS Code when it installs.
];

const MUST_SHIP = [
  'dist/extension.mjs',
  'dist/cli.mjs',
  'dist/store-worker.mjs',
  'dist/trial-worker.mjs',
  'dist/sql-wasm.wasm',
  'dist/ThirdPartyNotices.txt',
  'dist/webview/panel.js',
  'dist/webview/codicon.css',
  'dist/webview/codicon.ttf',
  'data/models.json',
  'media/icon.png',
  'package.nls.json',
  'package.nls.de.json',
  'data/l10n/bundle.l10n.de.json',
  'data/l10n/webview.de.json',
  'data/l10n/sentences.de.json',
];

function firstBytes(file: string, count: number): string {
  const descriptor = openSync(file, 'r');
  const buffer = Buffer.alloc(count);
  readSync(descriptor, buffer, 0, count, 0);
  closeSync(descriptor);
  return buffer.toString('latin1');
}

describe('the installed extension', () => {
  let bench: Workbench;

  before(async () => {
    bench = await Workbench.start();
  });
  afterEach(() => bench.assertNoProblems());
  after(() => bench?.stop());

  it('is what it needs and nothing else', () => {
    const files = readdirSync(bench.extensionFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(bench.extensionFolder, path.join(entry.parentPath, entry.name)))
      .map((file) => file.replaceAll(path.sep, '/'));
    assert.deepEqual(
      files.filter((file) => !MAY_SHIP.some((pattern) => pattern.test(file))),
      [],
    );
    assert.deepEqual(
      MUST_SHIP.filter((file) => !files.includes(file)),
      [],
    );
  });

  it('ships the licence text of everything in it that others made', () => {
    const notices = readFileSync(path.join(bench.extensionFolder, 'dist/ThirdPartyNotices.txt'), 'utf8');
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    for (const [name, version] of Object.entries(manifest.dependencies))
      assert.ok(notices.includes(`\n${name} ${version} (`), `${name} ${version} is not named`);
  });

  it('names nothing in package.json that does not ship', () => {
    const manifest = readFileSync(path.join(bench.extensionFolder, 'package.json'), 'utf8');
    const named = [...manifest.matchAll(/"\.?\/?((?:media|dist|data)\/[^"]+)"/g)].map(([, file]) => file!);
    assert.ok(named.length > 0);
    const files = readdirSync(bench.extensionFolder, { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      named.filter((file) => !files.includes(path.normalize(file))),
      [],
    );
  });

  it('loads the chunks that import vscode, starts the worker and opens the database', async () => {
    const lazy = readdirSync(path.join(root, 'dist/chunks'))
      .filter((name) => name.endsWith('.mjs'))
      .filter((name) => /from ?"vscode"/.test(readFileSync(path.join(root, 'dist/chunks', name), 'utf8')));
    assert.ok(lazy.length > 0, 'no chunk imports vscode: this test would show nothing');

    await bench.runCommand('A-B/AI: New Comparison');
    await bench.webview().locator('body').waitFor();
    await bench.runCommand('A-B/AI: Show History');
    await bench.page.locator('.pane-body', { hasText: 'Compare Selection' }).first().waitFor();

    const database = bench.globalStorageFiles().find((file) => file.endsWith('.db'));
    assert.ok(database, 'there is no database in the storage folder');
    // The mark of a database that is open.
    assert.equal(firstBytes(database, 8), 'A-B/AI! ');
  });

  it('opens the database in the worker that ships, and nowhere else', () => {
    const copy = mkdtempSync(path.join(os.tmpdir(), 'abai-installed-'));
    const history = (name: string) => {
      const args = [
        path.join(copy, 'dist/cli.mjs'),
        'history',
        '--json',
        '--data-dir',
        path.join(copy, name),
      ];
      return spawnSync(process.execPath, args, { encoding: 'utf8' });
    };
    try {
      cpSync(bench.extensionFolder, copy, { recursive: true });
      const whole = history('whole');
      assert.equal(whole.status, 0, whole.stderr);
      assert.deepEqual(JSON.parse(whole.stdout), []);
      rmSync(path.join(copy, 'dist/store-worker.mjs'));
      const lacking = history('lacking');
      assert.equal(lacking.status, 1);
      assert.match(lacking.stderr, /database engine did not start/);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
});
